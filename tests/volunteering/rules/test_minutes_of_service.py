"""How many minutes may be credited, and how many on one day. Source: domain rule 31."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.volunteering.models import RecordBasis, RecordState, ServiceRecord
from services.volunteering.rules import minutes_of_service as rules
from services.volunteering.rules.parameters import DEFAULTS, Parameters


def _at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, 19, hour, minute, tzinfo=UTC)


def a_record(**more: Any) -> ServiceRecord:
    nobody = UUID(int=0)
    given: dict[str, Any] = dict.fromkeys(
        ("shift_id", "project_id", "branch_id", "community_id", "person_id"), nobody
    )
    given |= {
        "served_on": date(2026, 9, 19),
        "starts_at": datetime(2026, 9, 19, 1, tzinfo=UTC),
        "busy_from": 0,
        "busy_until": 10_800,
        "basis": RecordBasis.SCANNED,
        "planned_minutes": 240,
        "measured_minutes": 180,
        "state": RecordState.SUBMITTED,
        "entered_at": datetime(2026, 9, 19, 1, tzinfo=UTC),
    }
    return ServiceRecord(**given | more)


@pytest.mark.parametrize(
    ("served", "planned", "credited"),
    [
        (180, 240, 180),
        (179, 240, 150),
        (29, 240, 0),
        (30, 240, 30),
        (300, 240, 240),
        (300, 255, 240),
        (600, 720, 480),
        (0, 240, 0),
        (-5, 240, 0),
    ],
)
def test_half_hours_are_rounded_down_to_no_more_than_was_planned(
    served: int, planned: int, credited: int
) -> None:
    assert rules.creditable(served, planned, DEFAULTS) == credited


def test_a_branch_may_count_in_quarters() -> None:
    assert rules.creditable(179, 240, Parameters(step_minutes=15)) == 165


@pytest.mark.parametrize(
    ("more", "most"),
    [
        ({}, 180),
        ({"measured_minutes": 175}, 150),
        ({"basis": RecordBasis.FORGOTTEN_CHECK_OUT, "measured_minutes": 0, "ends_at": _at(4)}, 180),
        (
            {
                "basis": RecordBasis.FORGOTTEN_CHECK_OUT,
                "measured_minutes": 30,
                "starts_at": _at(2, 20),
                "ends_at": _at(4),
            },
            90,
        ),
        ({"basis": RecordBasis.TOLD, "measured_minutes": None, "claimed_minutes": 120}, 120),
        ({"claimed_minutes": 210}, 210),
        ({"measured_minutes": None}, 0),
    ],
)
def test_the_two_sides_confirm_no_more_than_was_served(more: dict[str, Any], most: int) -> None:
    assert rules.most(a_record(**more), DEFAULTS) == most


@pytest.mark.parametrize(
    ("minutes", "limit", "refusal"),
    [
        (180, 180, None),
        (0, 180, None),
        (170, 180, rules.MinutesUneven),
        (210, 180, rules.MinutesBeyond),
        (510, 510, rules.DailyMost),
    ],
)
def test_what_is_confirmed_is_even_and_within_its_limit(
    minutes: int, limit: int, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        rules.may_be(minutes, limit, DEFAULTS)
        return
    with pytest.raises(refusal):
        rules.may_be(minutes, limit, DEFAULTS)


def test_eight_hours_a_day_are_the_most_over_all_records() -> None:
    rules.fits_the_day(180, [300], DEFAULTS)
    with pytest.raises(rules.DailyMost):
        rules.fits_the_day(210, [300], DEFAULTS)


@pytest.mark.parametrize(
    ("more", "stated", "agreed"),
    [
        ({}, 180, 0),
        ({"state": RecordState.IN_PUBLICITY, "confirmed_minutes": 150}, 150, 150),
        ({"state": RecordState.VOIDED, "confirmed_minutes": 150}, 0, 0),
        ({"state": RecordState.REFUSED, "confirmed_minutes": 0}, 0, 0),
        (
            {
                "state": RecordState.FINAL,
                "confirmed_minutes": 120,
                "claimed_minutes": 180,
                "public_until": date(2026, 9, 23),
            },
            180,
            180,
        ),
        ({"state": RecordState.FINAL, "confirmed_minutes": 120, "claimed_minutes": 180}, 120, 120),
    ],
)
def test_a_day_holds_what_is_stated_and_what_is_agreed(
    more: dict[str, Any], stated: int, agreed: int
) -> None:
    """While a correction of a final record is public the higher of the two counts, whichever will hold."""
    row = a_record(**more)
    assert (rules.stated(row, DEFAULTS), rules.agreed(row)) == (stated, agreed)
