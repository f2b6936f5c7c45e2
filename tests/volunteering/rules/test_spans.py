"""Spans: half-open, in minutes that pass, whatever the clock on the wall does meanwhile. Edge case 14."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.volunteering.rules import spans
from shared.clock import day_of

FACTORY, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def wall(text: str, zone: ZoneInfo = FACTORY) -> datetime:
    """An instant by the clock on the wall; `*` means the second time that it shows this."""
    return (
        datetime.fromisoformat(text.rstrip("*")).replace(tzinfo=zone, fold=text.endswith("*")).astimezone(UTC)
    )


def span(from_: str, until: str, zone: ZoneInfo = FACTORY) -> tuple[datetime, datetime]:
    return wall(from_, zone), wall(until, zone)


@pytest.mark.parametrize(
    ("from_", "until", "minutes"),
    [
        ("2026-09-18T22:00", "2026-09-19T06:00", 480),
        ("2026-09-18T22:00", "2026-09-19T00:00", 120),
        ("2026-09-18T23:59", "2026-09-19T00:01", 2),
        ("2026-09-19T00:00", "2026-09-20T00:00", 1440),
        ("2026-12-31T22:00", "2027-01-01T02:00", 240),
        ("2028-02-28T20:00", "2028-03-01T08:00", 36 * 60),
        ("2026-09-19T09:00", "2026-09-19T09:00:59", 0),
    ],
)
def test_minutes_go_on_past_midnight(from_: str, until: str, minutes: int) -> None:
    assert spans.minutes(*span(from_, until)) == minutes


@pytest.mark.parametrize(
    ("from_", "until", "minutes"),
    [
        ("2026-03-28T22:00", "2026-03-29T06:00", 420),
        ("2026-10-24T22:00", "2026-10-25T06:00", 540),
        ("2026-10-25T02:30", "2026-10-25T02:30*", 60),
        ("2026-03-29T01:30", "2026-03-29T03:30", 60),
        ("2026-03-29T00:00", "2026-03-30T00:00", 23 * 60),
        ("2026-10-25T00:00", "2026-10-26T00:00", 25 * 60),
    ],
)
def test_minutes_are_those_that_pass_when_the_clock_is_put_forward_or_back(
    from_: str, until: str, minutes: int
) -> None:
    """Edge case 18: the factory's clock never is; a suite elsewhere has one."""
    assert spans.minutes(*span(from_, until, BERLIN)) == minutes


@pytest.mark.parametrize(
    ("from_", "until"),
    [
        ("2026-09-19T22:00", "2026-09-19T06:00"),
        ("2026-09-19T09:00", "2026-09-19T08:59"),
        ("2026-09-19T09:00", "2026-09-19T09:00"),
        ("2026-09-19T22:00", "2026-09-19T00:00"),
    ],
)
def test_what_ends_before_it_begins_is_refused_and_never_taken_for_a_night(from_: str, until: str) -> None:
    """An end at midnight is the next day's, and says so."""
    with pytest.raises(spans.TimesBackwards):
        spans.may_span(*span(from_, until), timedelta(hours=24))


def test_a_span_is_no_longer_than_it_can_be() -> None:
    spans.may_span(*span("2026-09-18T22:00", "2026-09-19T06:00"), timedelta(hours=8))
    with pytest.raises(spans.TimesTooLong):
        spans.may_span(*span("2026-09-18T22:00", "2026-09-19T06:01"), timedelta(hours=8))


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (("2026-09-19T08:00", "2026-09-19T10:00"), False),
        (("2026-09-19T12:00", "2026-09-19T14:00"), False),
        (("2026-09-19T08:00", "2026-09-19T10:01"), True),
        (("2026-09-19T11:59", "2026-09-19T14:00"), True),
        (("2026-09-19T10:30", "2026-09-19T11:00"), True),
        (("2026-09-18T22:00", "2026-09-20T06:00"), True),
        (("2026-09-18T22:00", "2026-09-19T00:00"), False),
    ],
)
def test_what_begins_when_the_other_ends_does_not_overlap(other: tuple[str, str], overlaps: bool) -> None:
    """Edge case 13: 10:00 to 12:00 with 12:00 to 14:00 is allowed; asked from either side."""
    mine, others = span("2026-09-19T10:00", "2026-09-19T12:00"), span(*other)
    assert spans.overlap(*mine, *others) is overlaps
    assert spans.overlap(*others, *mine) is overlaps


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-09-18T22:00", "2026-09-18"),
        ("2026-09-18T23:59", "2026-09-18"),
        ("2026-09-19T00:00", "2026-09-19"),
        ("2026-09-19T07:59", "2026-09-19"),
    ],
)
def test_what_crosses_midnight_belongs_to_the_factory_day_on_which_it_begins(instant: str, day: str) -> None:
    """The last is still the day before in UTC."""
    assert day_of(wall(instant), FACTORY) == date.fromisoformat(day)


def test_the_numbers_of_a_span_belong_to_one_volunteer_and_keep_its_order() -> None:
    mine = spans.busy(7, *span("2026-09-18T22:00", "2026-09-19T06:00"))
    others = spans.busy(8, *span("2026-09-18T22:00", "2026-09-19T06:00"))
    assert mine[0] < mine[1] < others[0] < others[1]
