"""Working days: the week, the State Council's notice, the branch's overrides."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.workdays import after, is_working_day
from tests.points.rules.rows import day

DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
OVERRIDES = st.dictionaries(DAYS, st.booleans(), max_size=40)


@pytest.mark.parametrize(
    ("on", "working"),
    [
        ("2025-09-12", True),  # a Friday
        ("2025-09-13", False),  # a Saturday
        ("2025-10-01", False),  # National Day
        ("2025-10-08", False),  # the last day of that week off
        ("2025-09-28", True),  # a Sunday worked for it
        ("2025-10-11", True),  # a Saturday worked for it
    ],
)
def test_offices_work_as_the_state_council_has_announced(on: str, working: bool) -> None:
    """Source: the notice for 2025 (国办发明电〔2024〕12号)."""
    assert is_working_day(day(on), {}) is working


def test_an_override_says_so_by_itself() -> None:
    saturday, friday = day("2025-09-13"), day("2025-09-12")
    assert is_working_day(saturday, {saturday: True})
    assert not is_working_day(friday, {friday: False})


def test_the_first_day_does_not_count() -> None:
    """Friday the 12th and five working days: Monday to Friday."""
    assert after(day("2025-09-12"), 5, {}) == day("2025-09-19")


def test_a_week_off_prolongs_the_publicity() -> None:
    """Tuesday 30 September 2025; 1 to 8 October are off, Saturday the 11th is worked: 9, 10, 11, 13, 14."""
    assert after(day("2025-09-30"), 5, {}) == day("2025-10-14")


@given(DAYS, st.integers(1, 15), OVERRIDES)
def test_a_publicity_always_ends_on_the_nth_working_day(
    start: date, count: int, overrides: dict[date, bool]
) -> None:
    """Rule 8, whatever the calendar's overrides."""
    end = after(start, count, overrides)
    passed = [start + timedelta(days=n + 1) for n in range((end - start).days)]
    assert is_working_day(end, overrides)
    assert sum(is_working_day(each, overrides) for each in passed) == count


@given(DAYS, st.integers(1, 15), OVERRIDES, DAYS)
def test_one_more_day_off_never_ends_it_earlier(
    start: date, count: int, overrides: dict[date, bool], off: date
) -> None:
    assert after(start, count, overrides | {off: False}) >= after(start, count, overrides | {off: True})
