"""Months of unexcused absence running: rule 24."""

from datetime import date

import pytest

from services.activities.models import AttendanceState
from services.activities.rules import attendance_alerts as rules

ABSENT, PRESENT, LEAVE = AttendanceState.ABSENT, AttendanceState.PRESENT, AttendanceState.ON_LEAVE
ON = date(2027, 2, 10)


def run(*months: tuple[int, int, AttendanceState], made_up: bool = False) -> int:
    """Months running on 10 February 2027, each month with one meeting."""
    return rules.months_running([(date(year, month, 5), state, made_up) for year, month, state in months], ON)


@pytest.mark.parametrize(
    ("months", "level"), [(0, None), (1, None), (2, 2), (3, 2), (4, 4), (5, 4), (6, 6), (9, 6)]
)
def test_alerts_stand_at_two_four_and_six_months(months: int, level: int | None) -> None:
    assert rules.level(months) == level


def test_months_run_across_the_year_end() -> None:
    assert run((2026, 11, ABSENT), (2026, 12, ABSENT), (2027, 1, ABSENT)) == 3


def test_one_attendance_or_leave_in_a_month_ends_the_run_before_it() -> None:
    assert run((2026, 11, ABSENT), (2026, 12, PRESENT), (2027, 1, ABSENT)) == 1
    assert run((2026, 11, ABSENT), (2026, 12, LEAVE), (2027, 1, ABSENT)) == 1
    assert run((2027, 1, ABSENT), (2027, 1, PRESENT)) == 0


def test_an_absence_made_up_is_none() -> None:
    assert run((2026, 12, ABSENT), (2027, 1, ABSENT), made_up=True) == 0


def test_a_month_without_any_meeting_is_passed_over() -> None:
    assert run((2026, 9, ABSENT), (2027, 1, ABSENT)) == 2


def test_the_present_month_lengthens_no_run_but_coming_ends_it() -> None:
    assert run((2026, 12, ABSENT), (2027, 1, ABSENT), (2027, 2, ABSENT)) == 2
    assert run((2026, 12, ABSENT), (2027, 1, ABSENT), (2027, 2, PRESENT)) == 0


def test_who_has_no_history_has_no_run() -> None:
    assert run() == 0


def test_looking_back_from_a_leap_day_finds_a_day() -> None:
    assert rules.looks_back(date(2028, 2, 29)) == date(2026, 2, 1)


def history(*months: tuple[int, int, AttendanceState]) -> list[tuple[date, AttendanceState, bool]]:
    """Each month with one meeting, nothing made up."""
    return [(date(year, month, 5), state, False) for year, month, state in months]


def test_six_months_have_their_first_and_last_day() -> None:
    """Across the year end and a month without any meeting."""
    run = history(*((2026, month, ABSENT) for month in (7, 8, 9, 11, 12)), (2027, 1, ABSENT))
    assert rules.lapsed(run, ON) == rules.Lapsed(date(2026, 7, 1), date(2027, 1, 31), 6)
    assert rules.lapsed(run[1:], ON) is None


def test_a_longer_run_lapsed_when_it_was_six() -> None:
    run = history(*((2026, month, ABSENT) for month in range(2, 13)))
    assert rules.lapsed(run, ON) == rules.Lapsed(date(2026, 2, 1), date(2026, 7, 31), 11)


def test_a_run_was_told_before_unless_somebody_has_come_since() -> None:
    absent = history(*((2026, month, ABSENT) for month in range(2, 13)))
    assert rules.told_before(absent, date(2026, 7, 31))
    came = [*absent, (date(2026, 9, 20), PRESENT, False)]
    assert not rules.told_before(came, date(2026, 7, 31))
    assert rules.told_before(came, date(2026, 9, 30))
    assert not rules.told_before([(date(2026, 9, 20), ABSENT, True)], date(2026, 7, 31))
