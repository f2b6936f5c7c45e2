"""The text of a scheme: read with every fault named, in force from its day on."""

import copy
from datetime import date
from typing import Any

import pytest

from services.points.rules import scheme
from services.points.rules.scheme import SchemeInvalid, SchemeNotEffective, digest, in_effect, read

from .rows import day


def changed(pointer: str, value: object) -> dict[str, Any]:
    """Scheme A with one place changed."""
    body: Any = copy.deepcopy(scheme.shipped("A"))
    *way, last = [int(word) if word.isdigit() else word for word in pointer[1:].split("/")]
    place = body
    for word in way:
        place = place[word]
    place[last] = value
    found: dict[str, Any] = body
    return found


def faults(pointer: str, value: object) -> set[tuple[str, str]]:
    with pytest.raises(SchemeInvalid) as refused:
        read(changed(pointer, value))
    return {(fault.pointer, fault.code) for fault in refused.value.errors}


@pytest.mark.parametrize(
    ("pointer", "value", "complaints"),
    [
        ("/items/1/code", "A01", {("/items/1/code", "code_twice")}),
        ("/parts/0/cap", "41", {("/base_cap", "caps_do_not_add_up"), ("/parts/0/cap", "caps_do_not_add_up")}),
        ("/base_cap", "90", {("/base_cap", "caps_do_not_add_up"), ("/total_cap", "caps_do_not_add_up")}),
        ("/total_cap", "121", {("/total_cap", "caps_do_not_add_up")}),
        ("/parts/3/cap", "10", {("/parts/3/cap", "caps_do_not_add_up")}),
        ("/items/9/points/loss/max", "5", {("/items/9/points/loss/max", "loss_over_value")}),
        ("/items/9/points/value", "5", {("/items/9/cap", "cap_is_not_value")}),
        ("/grades/basic", "75", {("/grades", "lines_not_descending")}),
        ("/items/0/points/value", "4.125", {("/items/0/points/value", "schema_pattern")}),
        ("/title/zh", "方案\u0000", {("/title/zh", "text_unclean"), ("/title/zh", "schema_pattern")}),
    ],
)
def test_a_fault_is_named_with_its_place(
    pointer: str, value: object, complaints: set[tuple[str, str]]
) -> None:
    assert faults(pointer, value) == complaints


@pytest.mark.parametrize(
    ("pointer", "value", "words"),
    [
        (
            "/parts/0/cap",
            "39",
            ("条目上限合计 40,该部分上限 39", "the items' caps add up to 40, the part's cap is 39"),
        ),
        (
            "/base_cap",
            "90",
            (
                "各基础部分上限合计 100,基础分上限 90",
                "the base parts' caps add up to 100, the base cap is 90",
            ),
        ),
        (
            "/total_cap",
            "121",
            (
                "基础分上限与加分上限合计 120,总分上限 121",
                "the base cap and the bonus cap add up to 120, the total cap is 121",
            ),
        ),
        ("/parts/3/cap", "10", ("加分上限 20,该部分上限 10", "the bonus cap is 20, the part's cap is 10")),
    ],
)
def test_caps_that_do_not_add_up_are_told_with_both_sides(
    pointer: str, value: str, words: tuple[str, str]
) -> None:
    """Whoever wrote 41 for 40, in an item or in the part, sees both; neither is called the right one."""
    with pytest.raises(SchemeInvalid) as refused:
        read(changed(pointer, value))
    assert words in [(fault.zh, fault.en) for fault in refused.value.errors if fault.pointer == pointer]


def test_an_item_of_no_part_is_a_fault() -> None:
    assert ("/items/0/part", "part_unknown") in faults("/items/0/part", "nowhere")


def test_a_digest_holds_for_the_content_and_not_for_the_order_of_its_fields() -> None:
    body = scheme.shipped("A") or {}
    assert digest(dict(reversed(body.items()))) == digest(body)
    assert digest(changed("/grades/basic", "61")) != digest(body)


def test_no_other_scheme_is_shipped() -> None:
    assert scheme.shipped("C") is None
    assert scheme.shipped("../points") is None


@pytest.mark.parametrize("effective_on", [None, day("2026-07-02"), day("2027-01-01")])
def test_a_scheme_holds_for_no_period_that_began_before_it(effective_on: date | None) -> None:
    """Rule 14."""
    with pytest.raises(SchemeNotEffective):
        in_effect(effective_on, day("2026-07-01"))


def test_a_scheme_holds_for_a_period_that_begins_with_it_or_later() -> None:
    """Rule 14."""
    in_effect(day("2026-07-01"), day("2026-07-01"))
    in_effect(day("2026-07-01"), day("2026-10-01"))
