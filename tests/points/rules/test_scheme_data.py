"""The shipped schemes say what the branch's tables say; the schema refuses what a scheme must not say."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

SCHEMES = Path(__file__).parents[3] / "services" / "points" / "schemes"
Json = dict[str, Any]

# One row of the branch's table per item: code, type, part, worth, cap ("-" for none).
TABLE_A = """
A01 EARN duty 4 4               A02 EARN duty 2 6               A03 EARN duty 3 9
A04 EARN duty 3 3               A05 EARN duty 2/month 6         A06 EARN duty 1 6
A07 EARN duty 3 3               A08 EARN duty 0..3 3            B11 EARN post 1 4
B12 BASE_DEDUCT post 4 4        B21 EARN post 0..5 5            B22 EARN post 2 4
B31 EARN post 0..4 4            B32 EARN post 1 2               B41 BASE_DEDUCT post 4 4
B42 BASE_DEDUCT post 3 3        B51 EARN post 1/stage 3         B52 EARN post 1 2
B61 EARN post 1/month 3         B62 EARN post 1/hour 2          C01 EARN service 2/hour 8
C02 EARN service 2/record 4     C03 EARN service 2 2            C04 EARN service 3 3
C05 EARN service 1 3            D01 BONUS bonus 20,15,10,5,2 20 D02 BONUS bonus 12,8,5,3×1,0.5 12
D03 BONUS bonus 10,5,3×1,0.5 10 D04 BONUS bonus 10 10           D05 BONUS bonus 10 10
D06 BONUS bonus 2/quarter 2     E01 DEDUCT deduction 3 -        E02 DEDUCT deduction 1 3
E03 DEDUCT deduction 1 -        E04 DEDUCT deduction 2/month -  E05 DEDUCT deduction 3,8 -
E06 DEDUCT deduction 10 -       E07 DEDUCT deduction 3 -        E08 DEDUCT deduction 5 -
V01 VETO veto none -            V02 VETO veto none -            V03 VETO veto none -
V04 VETO veto none -            V05 VETO veto none -
"""
TABLE_B = """
P01 EARN conviction 1 10          P02 EARN conviction 0.5 5           P03 EARN conviction 1 3
P04 EARN conviction 1 2           R01 EARN discipline 1 4             R02 EARN discipline 0.5 6
R03 EARN discipline 0.5 6         R04 BASE_DEDUCT discipline 4 4      M01 EARN character 0.5/hour 8
M02 EARN character 0.5/record 4   M03 EARN character 2 4              M04 EARN character 0..4 4
W1a BASE_DEDUCT dedication 5 5    W1b EARN dedication 0.5 3           W2 EARN dedication 0.5,1 8
W3 EARN dedication 1,0.5 6        W4 EARN dedication 1.5/quarter 6    W5 EARN dedication 0.5,1 6
W6 EARN dedication 0.25,0.5 6     N01 BONUS bonus 20,15,10,5,2 20     N02 BONUS bonus 12,8,5,3×1,0.5 12
N03 BONUS bonus 10,5,3×1,0.5 10   N04 BONUS bonus 10 10               N05 BONUS bonus 10 10
N06 BONUS bonus 4 4               X01 DEDUCT deduction 1 -            X02 DEDUCT deduction 0.5 2
X03 DEDUCT deduction 0.5 -        X04 DEDUCT deduction 1 5            X05 DEDUCT deduction 1,4 -
X06 DEDUCT deduction 6 -          X07 DEDUCT deduction 2 -            X08 DEDUCT deduction 3 -
V01 VETO veto none -              V02 VETO veto none -                V03 VETO veto none -
V04 VETO veto none -              V05 VETO veto none -
"""


def read(name: str) -> Json:
    """A fresh copy of a shipped file."""
    content: Json = json.loads((SCHEMES / name).read_text(encoding="utf-8"))
    return content


SCHEMA = read("scheme.schema.json")
A = read("scheme-a.json")
B = read("scheme-b.json")
both = pytest.mark.parametrize("scheme", [A, B], ids=["A", "B"])


def worth(points: Json) -> str:
    """The points of an item as the tables here write them."""
    match points["kind"]:
        case "each":
            return str(points["value"]) + ("" if points["unit"] == "time" else f"/{points['unit']}")
        case "range":
            return f"{points['min']}..{points['max']}"
        case "levels":
            values = ",".join(level["value"] for level in points["levels"])
            factors = ",".join(share["factor"] for share in points["shares"])
            return f"{values}×{factors}" if factors else values
        case "full":
            return str(points["value"])
    return "none"


def rows(scheme: Json) -> list[str]:
    """The items of a scheme as rows of the tables here, in order."""
    return [
        f"{item['code']} {item['type']} {item['part']} {worth(item['points'])} {item['cap'] or '-'}"
        for item in scheme["items"]
    ]


def table(text: str) -> list[str]:
    """The rows of a table here: five words each."""
    return re.findall(r"\S+(?: \S+){4}", text)


def base_sums(scheme: Json) -> dict[str, Decimal]:
    """The item caps of each base part, added up."""
    base = [part["code"] for part in scheme["parts"] if part["kind"] == "base"]
    return {
        part: sum((Decimal(item["cap"]) for item in scheme["items"] if item["part"] == part), Decimal(0))
        for part in base
    }


def facts_of(scheme: Json) -> Iterator[tuple[Json, Json]]:
    """Every item with each fact that it hears."""
    return ((item, fact) for item in scheme["items"] for fact in item["facts"])


# What the files say.


def test_the_schema_is_itself_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@both
def test_a_shipped_scheme_satisfies_the_schema(scheme: Json) -> None:
    assert [error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(scheme)] == []


def test_scheme_a_has_every_row_of_the_quarterly_table() -> None:
    assert rows(A) == table(TABLE_A)


def test_scheme_b_has_every_row_of_the_annual_table() -> None:
    assert rows(B) == table(TABLE_B)


def test_base_items_of_scheme_a_add_up_to_40_40_20() -> None:
    assert base_sums(A) == {"duty": 40, "post": 40, "service": 20}


def test_base_items_of_scheme_b_add_up_to_20_20_20_40() -> None:
    assert base_sums(B) == {"conviction": 20, "discipline": 20, "character": 20, "dedication": 40}


@both
def test_whoever_does_everything_reaches_exactly_100(scheme: Json) -> None:
    caps = {part["code"]: Decimal(part["cap"]) for part in scheme["parts"] if part["kind"] == "base"}
    assert caps == base_sums(scheme)
    assert sum(caps.values()) == 100
    assert (scheme["base_cap"], scheme["bonus_cap"], scheme["total_cap"]) == ("100", "20", "120")
    assert [part["cap"] for part in scheme["parts"] if part["kind"] == "bonus"] == ["20"]


def test_a_year_has_at_most_40_bonus_by_quarters_and_20_in_one_go() -> None:
    assert (A["parameters"]["bonus_cap_year"], B["parameters"]["bonus_cap_year"]) == ("40", "20")


@both
def test_grade_lines_are_90_75_60_and_one_in_three_is_excellent(scheme: Json) -> None:
    assert scheme["grades"] == {"excellent": "90", "qualified": "75", "basic": "60"}
    assert scheme["excellent_one_in"] == 3


@both
def test_codes_are_unique_and_every_item_has_its_part(scheme: Json) -> None:
    codes = [item["code"] for item in scheme["items"]]
    parts = [part["code"] for part in scheme["parts"]]
    assert len(codes) == len(set(codes))
    assert len(parts) == len(set(parts))
    assert {item["part"] for item in scheme["items"]} == set(parts)


@both
def test_steps_and_losses_stay_within_their_item(scheme: Json) -> None:
    for item in scheme["items"]:
        points = item["points"]
        if points["kind"] == "range":
            assert (Decimal(points["max"]) - Decimal(points["min"])) % Decimal(points["step"]) == 0, item[
                "code"
            ]
        if points["kind"] == "full":
            low, high, step = (Decimal(points["loss"][key]) for key in ("min", "max", "step"))
            assert points["value"] == item["cap"], item["code"]
            assert low <= high <= Decimal(points["value"]), item["code"]
            assert (high - low) % step == 0, item["code"]


def test_a_late_month_of_dues_loses_exactly_one_point() -> None:
    dues = next(item for item in B["items"] if item["code"] == "R04")
    assert dues["points"]["loss"] == {"min": "1", "max": "1", "step": "1"}


def test_only_honours_prizes_and_patents_count_at_their_highest_level_only() -> None:
    assert [item["code"] for item in A["items"] if item["highest_only"]] == ["D01", "D02", "D03"]
    assert [item["code"] for item in B["items"] if item["highest_only"]] == ["N01", "N02", "N03"]


def test_reviewers_stand_in_the_order_of_the_table() -> None:
    review = {item["code"]: item["review"] for item in A["items"]}
    assert review["A08"] == ["group_leader", "committee"]
    assert review["B11"] == ["safety_officer", "group_leader"]
    assert review["C01"] == ["community", "organisation_commissioner"]
    assert review["D01"] == ["organisation_commissioner", "committee", "higher_officer"]
    assert review["V05"] == ["discipline_commissioner", "committee"]


# What earns and what costs.

DEEDS = """
attendance.confirmed attendance.late absence.recorded makeup.done makeup.missed dues.paid dues.late
course.passed contest.passed project.stage_completed hours.confirmed lesson.given good_deed.confirmed
life.lapsed discipline.recorded
"""


@both
def test_nothing_scores_log_ins_clicks_or_time_online(scheme: Json) -> None:
    """State Council Office notice 12 of 2026: likes, shares and study time are no basis for assessment."""
    assert {fact["type"] for _, fact in facts_of(scheme)} <= set(DEEDS.split())
    assert {fact["quantity"] for _, fact in facts_of(scheme)} == {"one", "hours", "credit"}


def test_volunteering_earns_and_never_deducts() -> None:
    """Nobody may be forced to serve (Volunteer Service Regulations 2017, art. 25)."""
    items = [
        item for scheme in (A, B) for item, fact in facts_of(scheme) if fact["type"] == "hours.confirmed"
    ]
    assert [(item["code"], item["type"], item["sources"]) for item in items] == [
        ("C01", "EARN", ["fact"]),
        ("M01", "EARN", ["fact"]),
    ]


@both
def test_only_meetings_that_oblige_every_member_deduct_for_absence(scheme: Json) -> None:
    costly = {"absence.recorded", "attendance.late", "makeup.missed"}
    kinds = {fact["when"]["meeting_kind"] for _, fact in facts_of(scheme) if fact["type"] in costly}
    assert kinds == {"members_meeting", "group_meeting", "theme_day", "lecture"}


@both
def test_losses_deductions_and_vetoes_are_never_claimed(scheme: Json) -> None:
    claimed = {item["type"] for item in scheme["items"] if "claim" in item["sources"]}
    assert claimed == {"EARN", "BONUS"}


@both
def test_one_attendance_earns_under_one_item_only(scheme: Json) -> None:
    attended = [fact for _, fact in facts_of(scheme) if fact["type"] == "attendance.confirmed"]
    kinds = [fact["when"]["meeting_kind"] for fact in attended]
    assert len(kinds) == len(set(kinds))


def test_every_fact_that_a_scheme_may_hear_is_documented() -> None:
    page = (SCHEMES / "README.md").read_text(encoding="utf-8")
    [table] = re.findall(r"\n## Facts that a scheme may hear.*?\n## ", page, flags=re.DOTALL)
    documented = re.findall(r"^\| `([a-z_.]+)` \|", table, flags=re.MULTILINE)
    assert documented == SCHEMA["$defs"]["fact_type"]["enum"] == DEEDS.split()


# What the schema refuses. Each case is scheme A with one change; pointers name items by their code.

GONE = object()
POSITION = {row["code"]: at for rows in (A["items"], A["parts"]) for at, row in enumerate(rows)}


def refused(pointer: str, value: object) -> set[str]:
    """The pointers refused in scheme A after one change."""
    scheme = read("scheme-a.json")
    steps = [int(step) if step.isdigit() else POSITION.get(step, step) for step in pointer.split("/")[1:]]
    place: Any = scheme
    for step in steps[:-1]:
        place = place[step]
    if value is GONE:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return {pointed(list(error.absolute_path)) for error in Draft202012Validator(SCHEMA).iter_errors(scheme)}


def pointed(steps: list[Any]) -> str:
    """A path of the validator as a pointer."""
    if len(steps) > 1 and steps[0] in {"items", "parts"}:
        steps[1] = A[steps[0]][steps[1]]["code"]
    return "".join(f"/{step}" for step in steps)


@pytest.mark.parametrize(
    ("pointer", "value", "complaint"),
    [
        ("/ranking", True, ""),
        ("/grades", GONE, ""),
        ("/cycle", "month", "/cycle"),
        ("/excellent_one_in", 2, "/excellent_one_in"),
        ("/title/zh", "Points scheme", "/title/zh"),
        ("/title/en", "积分方案", "/title/en"),
        ("/parameters/publicity_working_days", "5", "/parameters/publicity_working_days"),
        ("/parameters/democratic_review_share", "0.21", "/parameters/democratic_review_share"),
        ("/parameters/ranking_visible", True, "/parameters"),
        ("/parts/duty/cap", None, "/parts/duty/cap"),
        ("/parts/duty/code", "bonus", "/parts/duty/code"),
        ("/parts/bonus/cap", None, "/parts/bonus/cap"),
        ("/parts/deduction/code", "minus", "/parts/deduction/code"),
        ("/parts/veto/cap", "5", "/parts/veto/cap"),
        ("/items/A01/colour", "red", "/items/A01"),
        ("/items/A01/evidence", GONE, "/items/A01"),
        ("/items/A01/code", "A01\n", "/items/A01/code"),
        ("/items/A01/title/en", "Two\nlines", "/items/A01/title/en"),
        ("/items/A01/cap", "4.125", "/items/A01/cap"),
        ("/items/A01/cap", 4, "/items/A01/cap"),
        ("/items/A01/cap", "-4", "/items/A01/cap"),
        ("/items/A01/points/value", "1e3", "/items/A01/points/value"),
        ("/items/A01/points/value", "0.00", "/items/A01/points/value"),
        ("/items/A01/points/unit", "click", "/items/A01/points/unit"),
        ("/items/A01/points/step", "1", "/items/A01/points"),
        ("/items/A01/review/0", "system_administrator", "/items/A01/review/0"),
        ("/items/A01/part", "bonus", "/items/A01/part"),
        ("/items/A01/points", {"kind": "none"}, "/items/A01/points/kind"),
        ("/items/A01/highest_only", True, "/items/A01/highest_only"),
        ("/items/A08/points", {"kind": "range", "min": "0", "max": "3"}, "/items/A08/points"),
        ("/items/B12/points", {"kind": "each", "value": "4", "unit": "time"}, "/items/B12/points/kind"),
        ("/items/B12/cap", None, "/items/B12/cap"),
        ("/items/D04/part", "duty", "/items/D04/part"),
        ("/items/E06/points", A["items"][POSITION["B12"]]["points"], "/items/E06/points/kind"),
        ("/items/E06/sources", ["claim"], "/items/E06/sources/0"),
        ("/items/V01/cap", "10", "/items/V01/cap"),
        ("/items/V01/part", "deduction", "/items/V01/part"),
    ],
)
def test_the_schema_names_the_place_it_refuses(pointer: str, value: object, complaint: str) -> None:
    assert refused(pointer, value) == {complaint}


@pytest.mark.parametrize(
    ("pointer", "value", "complaint"),
    [
        ("/items/A06/facts/0/type", "login.counted", "/items/A06/facts/0/type"),
        ("/items/C01/facts/0/quantity", "amount", "/items/C01/facts/0/quantity"),
        ("/items/A06/facts/0/quantity", "hours", "/items/A06/facts/0/quantity"),
        ("/items/A06/facts/0/quantity", "credit", "/items/A06/facts/0/quantity"),
        ("/items/A01/facts/0/when", {}, "/items/A01/facts/0/when"),
        ("/items/A05/facts/0/when", {"meeting_kind": "lecture"}, "/items/A05/facts/0/when"),
        ("/items/A06/facts/0/when", {"project_kind": "qc_group"}, "/items/A06/facts/0/when"),
        ("/items/A01/facts", [], "/items/A01/facts"),
        ("/items/A01/sources", ["report"], "/items/A01/facts"),
        ("/items/A05/facts/0/type", "dues.late", "/items/A05/facts/0/type"),
        ("/items/A05/points", {"kind": "range", "min": "0", "max": "2", "step": "1"}, "/items/A05/sources/0"),
    ],
)
def test_the_schema_refuses_facts_that_do_not_fit_their_item(
    pointer: str, value: object, complaint: str
) -> None:
    assert refused(pointer, value) == {complaint}


def test_the_schema_refuses_to_deduct_for_volunteering() -> None:
    hours = {"type": "hours.confirmed", "when": {}, "quantity": "hours"}
    assert refused("/items/C01/facts/0", hours) == set()
    assert refused("/items/E04/facts/0", hours) == {"/items/E04/facts/0/type"}
