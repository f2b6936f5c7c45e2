"""A scheme that forces members to serve is refused with the article that forbids it; what may, earns."""

from typing import Any

import pytest

from services.points.rules import scheme
from services.points.rules.forced_service import ServiceCompulsory, warnings
from services.points.rules.scheme import SchemeInvalid, read

from .rows import shipped

HOURS = {"type": "hours.confirmed", "when": {}, "quantity": "hours"}


def items(body: dict[str, Any]) -> dict[str, Any]:
    """The items of a text, by code."""
    return {item["code"]: item for item in body["items"]}


def place(code: str) -> int:
    """Where an item stands in scheme A."""
    return [item["code"] for item in (scheme.shipped("A") or {})["items"]].index(code)


def changed(**of_items: dict[str, Any]) -> dict[str, Any]:
    """Scheme A with some fields of some items changed."""
    body = scheme.shipped("A") or {}
    for code, more in of_items.items():
        items(body)[code].update(more)
    return body


def forced(body: dict[str, Any]) -> set[tuple[str, str]]:
    """The places of a text that make service compulsory."""
    with pytest.raises(ServiceCompulsory) as refused:
        read(body)
    return {(fault.pointer, fault.code) for fault in refused.value.errors}


def warned(body: dict[str, Any]) -> set[tuple[str, str]]:
    return {(fault.pointer, fault.code) for fault in warnings(read(body))}


def named(zh: str, en: str) -> dict[str, Any]:
    return {"title": {"zh": zh, "en": en}}


# What takes points by facts of service.


@pytest.mark.parametrize("code", ["B12", "E06", "V01"], ids=["base loss", "deduction", "veto"])
@pytest.mark.parametrize("kind", ["hours.confirmed", "hours.voided", "hours.missed"])
def test_nothing_that_takes_points_hears_facts_of_service(code: str, kind: str) -> None:
    """Volunteer Service Regulations 2017, art. 25: nobody may be forced to serve."""
    body = changed(**{code: {"sources": ["fact"], "facts": [HOURS | {"type": kind}]}})
    assert (f"/items/{place(code)}/facts/0", "service_deducts") in forced(body)


def test_the_refusal_names_the_article_in_both_languages() -> None:
    with pytest.raises(ServiceCompulsory) as refused:
        read(changed(E06={"sources": ["fact"], "facts": [HOURS]}))
    assert "第二十五条" in refused.value.detail("zh")
    assert "art. 25" in refused.value.detail("en")


def test_a_fact_of_service_among_others_is_found() -> None:
    body = changed(E04={"facts": [*items(scheme.shipped("A") or {})["E04"]["facts"], HOURS]})
    assert forced(body) == {
        (f"/items/{place('E04')}/facts/{len(items(body)['E04']['facts']) - 1}", "service_deducts")
    }


@pytest.mark.parametrize("code", ["B12", "E06", "V01"])
def test_no_loss_follows_from_the_communitys_word(code: str) -> None:
    """The community confirms service and nothing else."""
    body = changed(**{code: {"review": ["community", "committee"]}})
    assert forced(body) == {(f"/items/{place(code)}/review", "service_deducts")}


# What takes points by its name.


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("未参加志愿服务", "Branch task left undone"),
        ("本季度任务", "Did not volunteer this quarter"),
        ("志 愿 服 务 时长不足 4 小时", "Too few hours"),
        ("无正当理由不到社区报到", "Branch task left undone"),
        ("双报到缺勤", "Absent"),
        ("任务", "Refused community service"),
        ("任务", "Dual reporting missed"),
    ],
)
def test_a_deduction_for_not_serving_is_refused_under_any_source(zh: str, en: str) -> None:
    assert forced(changed(E06=named(zh, en))) == {(f"/items/{place('E06')}/title", "service_deducts")}


def test_a_veto_for_not_serving_is_refused() -> None:
    body = changed(V01=named("全年未完成志愿服务时长", "Yearly hours not served"))
    assert forced(body) == {(f"/items/{place('V01')}/title", "service_deducts")}


def test_points_that_start_full_are_not_kept_by_serving() -> None:
    """Such an item is named after what keeps it full, so service is what one would be punished without."""
    body = changed(B12=named("每季度参加志愿服务", "Quarterly volunteering"))
    assert forced(body) == {(f"/items/{place('B12')}/title", "service_deducts")}


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("虚报志愿服务时长", "False claim of volunteer hours"),
        ("未如实申报志愿服务时长", "Volunteer hours not claimed truthfully: fraud"),
    ],
)
def test_a_deduction_for_lying_about_hours_is_lawful_and_looked_at(zh: str, en: str) -> None:
    """Who lied has not been forced to serve."""
    assert warned(changed(E06=named(zh, en))) == {(f"/items/{place('E06')}/title", "service_named")}


@pytest.mark.parametrize(
    "broken", [None, "items", [None], [{}], [{"type": "DEDUCT", "facts": 1, "title": []}]]
)
def test_a_text_of_the_wrong_shape_is_invalid_and_nothing_worse(broken: Any) -> None:
    with pytest.raises(SchemeInvalid):
        read((scheme.shipped("A") or {}) | {"items": broken})


# What can be had by service alone.


def of_service(cap: str) -> dict[str, Any]:
    """Part `service` of scheme A with so many of its 20 points for hours, the rest for contact with colleagues."""
    body = scheme.shipped("A") or {}
    rest = str(20 - int(cap))
    body["items"] = [each for each in body["items"] if each["code"] not in {"C03", "C04", "C05"}]
    items(body)["C01"]["cap"], items(body)["C02"]["cap"] = cap, rest
    return body


def test_a_base_part_of_nothing_but_service_is_refused() -> None:
    """Alternatives that count nothing are none."""
    assert forced(of_service("20")) == {("/parts/2", "service_alone")}


def test_a_base_part_that_is_mostly_service_is_warned_of() -> None:
    assert warned(of_service("11")) == {
        ("/parts/2/cap", "service_mostly"),
        ("/grades/excellent", "excellent_by_service"),
    }
    assert warned(of_service("10")) == set()


def test_who_does_not_serve_can_be_qualified() -> None:
    """Otherwise the year is lost for who stays at home: compulsion by another name."""
    body = of_service("19")
    body["grades"] = {"excellent": "90", "qualified": "81", "basic": "60"}
    assert ("/grades/qualified", "qualified_by_service") not in warned(body)
    body["grades"]["qualified"] = "81.5"
    assert forced(body) == {("/grades/qualified", "qualified_by_service")}


def test_a_line_above_all_base_points_is_not_the_fault_of_service() -> None:
    body = scheme.shipped("A") or {}
    body["grades"]["excellent"] = "110"
    assert warned(body) == set()


def test_service_that_is_claimed_by_name_counts_as_service_too() -> None:
    body = changed(C02=named("志愿服务", "Volunteering"))
    assert ("/parts/2/cap", "service_mostly") in warned(body)


@pytest.mark.parametrize("code", ["A", "B"])
def test_the_shipped_schemes_force_nobody(code: str) -> None:
    """C02 to C05 fill what C01 leaves: 92 without an hour of service."""
    assert warnings(shipped(code)) == []


# What a gift is worth: nothing.


@pytest.mark.parametrize("kind", ["donation.given", "donation.made", "drive.closed", "dues.amount"])
@pytest.mark.parametrize("code", ["C01", "D04", "E06"])
def test_no_item_hears_of_a_gift(code: str, kind: str) -> None:
    """Charity Law art. 32: nobody is made to give, so nothing follows from giving, least of all by the amount."""
    heard = [{"type": kind, "when": {}, "quantity": "one"}]
    with pytest.raises(SchemeInvalid) as refused:
        read(changed(**{code: {"sources": ["fact"], "facts": heard}}))
    assert f"/items/{place(code)}/facts/0/type" in {fault.pointer for fault in refused.value.errors}


@pytest.mark.parametrize("quantity", ["amount", "fen", "yuan", "value"])
def test_no_quantity_is_an_amount_of_money(quantity: str) -> None:
    with pytest.raises(SchemeInvalid) as refused:
        read(changed(C01={"facts": [HOURS | {"quantity": quantity}]}))
    assert f"/items/{place('C01')}/facts/0/quantity" in {fault.pointer for fault in refused.value.errors}
