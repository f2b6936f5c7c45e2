"""Work shifts: nights counted by intersection, rest that is short, service that is barred. Edge case 15."""

from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.volunteering.rules import work_shifts as rules
from services.volunteering.rules.spans import TimesBackwards, TimesTooLong

from .test_spans import BERLIN, FACTORY, span, wall


class Shift(NamedTuple):
    starts_at: datetime
    ends_at: datetime


def shift(from_: str, until: str) -> Shift:
    return Shift(*span(from_, until))


NIGHT_SHIFT = shift("2026-09-18T22:00", "2026-09-19T06:00")
DAY_SHIFT = shift("2026-09-18T08:00", "2026-09-18T20:00")

# Minutes inside a window.


@pytest.mark.parametrize(
    ("window", "from_", "until", "minutes"),
    [
        ("02:00 08:00", "2026-09-18T20:00", "2026-09-19T09:00", 360),
        ("22:00 06:00", "2026-09-18T20:00", "2026-09-19T09:00", 480),
        ("00:00 06:00", "2026-09-18T22:00", "2026-09-19T06:00", 360),
        ("00:00 06:00", "2026-09-18T00:00", "2026-09-19T00:00", 360),
        ("22:00 06:00", "2026-09-18T22:00", "2026-09-19T06:00", 480),
        ("22:00 06:00", "2026-09-18T00:00", "2026-09-19T00:00", 480),
        ("22:00 06:00", "2026-09-18T06:00", "2026-09-18T22:00", 0),
        ("22:00 06:00", "2026-09-18T14:00", "2026-09-18T22:01", 1),
        ("22:00 06:00", "2026-09-19T05:59", "2026-09-19T14:00", 1),
        ("22:00 06:00", "2026-09-18T23:00", "2026-09-19T00:00", 60),
        ("22:00 00:00", "2026-09-18T20:00", "2026-09-19T09:00", 120),
        ("00:00 00:00", "2026-09-18T20:00", "2026-09-19T09:00", 780),
        ("12:00 13:00", "2026-09-18T20:00", "2026-09-19T09:00", 0),
        ("22:00 06:00", "2026-09-18T12:00", "2026-09-20T12:00", 960),
        ("22:00 06:00", "2026-12-31T22:00", "2027-01-01T06:00", 480),
        ("22:00 06:00", "2028-02-28T22:00", "2028-03-01T06:00", 960),
    ],
)
def test_minutes_in_a_window_are_those_in_common(window: str, from_: str, until: str, minutes: int) -> None:
    """Edge case 15: 20:00 to 09:00 holds all of 02:00 to 08:00, and no minute counts twice."""
    edges = tuple(map(time.fromisoformat, window.split()))
    assert rules.minutes_within(*span(from_, until), (edges[0], edges[1]), FACTORY) == minutes


@pytest.mark.parametrize(
    ("from_", "until", "minutes"),
    [
        ("2026-03-28T22:00", "2026-03-29T06:00", 420),
        ("2026-10-24T22:00", "2026-10-25T06:00", 540),
        ("2026-03-28T20:00", "2026-03-29T09:00", 420),
        ("2026-10-24T20:00", "2026-10-25T09:00", 540),
        ("2026-10-25T02:30", "2026-10-25T02:30*", 60),
        ("2026-03-29T01:30", "2026-03-29T03:30", 60),
        ("2026-03-27T22:00", "2026-03-28T06:00", 480),
    ],
)
def test_a_night_is_shorter_or_longer_when_the_clock_is_put_forward_or_back(
    from_: str, until: str, minutes: int
) -> None:
    assert rules.night_minutes(*span(from_, until, BERLIN), BERLIN) == minutes


@pytest.mark.parametrize(
    ("window", "minutes"),
    [
        ("02:30 03:30", 0),  # 02:30 would have been 03:30 without the leap
        ("01:30 02:30", 60),
        ("02:00 03:00", 0),
    ],
)
def test_a_window_at_an_hour_that_the_clock_leaps_over(window: str, minutes: int) -> None:
    """The clock shows 03:00 right after 01:59 on 29 March."""
    edges = tuple(map(time.fromisoformat, window.split()))
    day = span("2026-03-29T00:00", "2026-03-30T00:00", BERLIN)
    assert rules.minutes_within(*day, (edges[0], edges[1]), BERLIN) == minutes


@pytest.mark.parametrize(
    ("window", "minutes"), [("02:30 03:30", 120), ("01:30 02:30", 60), ("02:00 03:00", 120)]
)
def test_a_window_at_an_hour_that_the_clock_shows_twice(window: str, minutes: int) -> None:
    """25 October has 02:00 to 03:00 twice; an edge means the first of the two."""
    edges = tuple(map(time.fromisoformat, window.split()))
    day = span("2026-10-25T00:00", "2026-10-26T00:00", BERLIN)
    assert rules.minutes_within(*day, (edges[0], edges[1]), BERLIN) == minutes


@given(
    first=st.integers(0, 5 * 1440),
    long=st.integers(1, 3 * 1440),
    cut=st.integers(0, 3 * 1440),
    edges=st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
    zone=st.sampled_from([FACTORY, BERLIN]),
)
def test_the_parts_of_a_span_have_the_minutes_of_the_whole(
    first: int, long: int, cut: int, edges: tuple[int, int], zone: ZoneInfo
) -> None:
    """Wherever it is cut, over days on which the clock is put back; and the rest lies in the opposite window."""
    from_ = wall("2026-10-23T00:00", zone) + timedelta(minutes=first)
    until = from_ + timedelta(minutes=long)
    middle = from_ + timedelta(minutes=min(cut, long))
    opens, closes = (time(each // 60, each % 60) for each in edges)
    whole = rules.minutes_within(from_, until, (opens, closes), zone)
    parts = [rules.minutes_within(a, b, (opens, closes), zone) for a, b in ((from_, middle), (middle, until))]
    assert sum(parts) == whole <= long
    if opens != closes:
        assert whole + rules.minutes_within(from_, until, (closes, opens), zone) == long


# Rest.


def warned(from_: str, until: str, *shifts: Shift, hours: int = 11) -> list[tuple[str, int]]:
    found = rules.rest_warnings(shifts, *span(from_, until), hours, FACTORY)
    return [(each.code.value, each.rest_minutes) for each in found]


@pytest.mark.parametrize(
    ("from_", "until", "said"),
    [
        ("2026-09-19T09:00", "2026-09-19T12:00", [("after_night_shift", 180)]),
        ("2026-09-19T06:00", "2026-09-19T08:00", [("after_night_shift", 0)]),
        ("2026-09-19T16:59", "2026-09-19T19:00", [("after_night_shift", 659)]),
        ("2026-09-19T17:00", "2026-09-19T19:00", []),
        ("2026-09-18T18:00", "2026-09-18T20:00", [("before_work_shift", 120)]),
        ("2026-09-18T20:00", "2026-09-18T22:00", [("before_work_shift", 0)]),
        ("2026-09-18T09:00", "2026-09-18T11:00", []),
        ("2026-09-18T09:00", "2026-09-18T11:01", [("before_work_shift", 659)]),
    ],
)
def test_service_too_near_a_night_shift_is_warned_of(
    from_: str, until: str, said: list[tuple[str, int]]
) -> None:
    """Eleven hours are due; with eleven hours exactly nothing is said."""
    assert warned(from_, until, NIGHT_SHIFT) == said


def test_after_a_day_shift_one_may_serve_the_same_evening() -> None:
    """Rest after work is due after the night; before work it is due always."""
    assert warned("2026-09-18T20:30", "2026-09-18T22:00", DAY_SHIFT) == []
    assert warned("2026-09-18T06:00", "2026-09-18T07:30", DAY_SHIFT) == [("before_work_shift", 30)]


def test_a_late_shift_that_reaches_into_the_night_is_one() -> None:
    late = shift("2026-09-18T15:00", "2026-09-18T23:00")
    assert warned("2026-09-19T09:00", "2026-09-19T12:00", late) == [("after_night_shift", 600)]
    assert warned("2026-09-19T09:00", "2026-09-19T12:00", shift("2026-09-18T14:00", "2026-09-18T22:00")) == []


def test_between_two_shifts_both_are_named_in_order() -> None:
    evening = shift("2026-09-19T14:00", "2026-09-19T22:00")
    assert warned("2026-09-19T09:00", "2026-09-19T12:00", evening, NIGHT_SHIFT) == [
        ("after_night_shift", 180),
        ("before_work_shift", 120),
    ]


def test_a_shift_that_was_swapped_takes_no_rest() -> None:
    """It overlaps the service; somebody else works it."""
    assert warned("2026-09-19T05:00", "2026-09-19T07:00", NIGHT_SHIFT) == []


def test_a_branch_that_asks_for_no_rest_is_told_of_none() -> None:
    assert warned("2026-09-19T06:00", "2026-09-19T08:00", NIGHT_SHIFT, hours=0) == []


# What is barred.


@pytest.mark.parametrize(
    ("from_", "until"),
    [
        ("2026-09-19T05:59", "2026-09-19T08:00"),
        ("2026-09-18T20:00", "2026-09-18T22:01"),
        ("2026-09-19T01:00", "2026-09-19T02:00"),
    ],
)
def test_nobody_serves_while_at_work(from_: str, until: str) -> None:
    with pytest.raises(rules.AtWork):
        rules.not_at_work([DAY_SHIFT, NIGHT_SHIFT], *span(from_, until))


def test_one_may_serve_from_the_very_end_of_a_shift() -> None:
    rules.not_at_work([NIGHT_SHIFT], *span("2026-09-19T06:00", "2026-09-19T08:00"))


# What a roster may say.


def test_a_shift_runs_forwards_and_no_longer_than_a_day() -> None:
    with pytest.raises(TimesBackwards):
        rules.may_stand(shift("2026-09-19T22:00", "2026-09-19T06:00"), [])
    with pytest.raises(TimesTooLong):
        rules.may_stand(shift("2026-09-18T22:00", "2026-09-19T22:01"), [])
    rules.may_stand(shift("2026-09-18T22:00", "2026-09-19T22:00"), [])


def test_nobody_works_two_shifts_at_once() -> None:
    with pytest.raises(rules.WorkShiftOverlaps):
        rules.may_stand(shift("2026-09-19T05:00", "2026-09-19T13:00"), [NIGHT_SHIFT])
    rules.may_stand(shift("2026-09-19T06:00", "2026-09-19T14:00"), [NIGHT_SHIFT])
