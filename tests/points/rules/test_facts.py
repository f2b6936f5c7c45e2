"""What a fact is worth under a scheme."""

from decimal import Decimal
from typing import Any

import pytest

from services.points.rules.facts import earned_by, told

from .rows import WANG, shipped


def earned(kind: str, of: str = "A", **more: Any) -> list[tuple[str, Decimal, Decimal]]:
    """Item, quantity and points of each entry that the fact makes."""
    data = {"person_id": str(WANG), "occurred_on": "2026-07-15", "source_id": "s-1"} | more
    found = earned_by(shipped(of), kind, told(kind, data))
    return [(item.code, quantity, points) for item, quantity, points in found]


@pytest.mark.parametrize(
    ("kind", "more", "item", "points"),
    [
        ("attendance.confirmed", {"meeting_kind": "members_meeting"}, "A01", "4"),
        ("attendance.confirmed", {"meeting_kind": "theme_day"}, "A03", "3"),
        ("makeup.done", {"meeting_kind": "theme_day", "credit": "0.5"}, "A03", "1.5"),
        ("dues.paid", {"month": "2026-07"}, "A05", "2"),
        ("hours.confirmed", {"minutes": 90}, "C01", "3"),
        ("absence.recorded", {"meeting_kind": "lecture"}, "E01", "3"),
    ],
)
def test_a_fact_is_worth_what_the_scheme_says_of_it(
    kind: str, more: dict[str, Any], item: str, points: str
) -> None:
    assert [(code, worth) for code, _, worth in earned(kind, **more)] == [(item, Decimal(points))]


def test_the_same_fact_is_worth_something_else_under_another_scheme() -> None:
    """Table B gives half a point an hour."""
    assert earned("hours.confirmed", "B", minutes=90) == [("M01", Decimal("1.5"), Decimal("0.75"))]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("attendance.confirmed", {"meeting_kind": "study_session"}),
        ("attendance.confirmed", {}),
        ("hours.confirmed", {"minutes": 0}),
        ("page.clicked", {}),
    ],
)
def test_what_the_scheme_does_not_name_is_worth_nothing(kind: str, more: dict[str, Any]) -> None:
    assert earned(kind, **more) == []


def test_a_fact_never_posts_a_veto() -> None:
    """Rule 11 has its decision by people: V04 hears the alert, the committee confirms it (PIPL art. 24)."""
    assert earned("life.lapsed", lapse="dues", months=6) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"person_id": "wang"},
        {"occurred_on": "yesterday"},
        {"source_id": ""},
        {"source_id": "x" * 101},
    ],
)
def test_a_fact_that_cannot_be_read_is_refused(broken: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        earned("dues.paid", **broken)


def test_a_fact_without_a_source_is_refused() -> None:
    """Without it rule 7 could not hold."""
    with pytest.raises(KeyError):
        told("dues.paid", {"person_id": str(WANG), "occurred_on": "2026-07-15"})
