"""What one person's scans come to: without travel and gaps, in any order, over midnight, whatever the clocks."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.volunteering.models import (
    Mark,
    RecordBasis,
    RecordState,
    ScanMethod,
    ScanVerdict,
    ServiceScan,
)
from services.volunteering.rules import service_scans as rules
from services.volunteering.rules.parameters import DEFAULTS
from shared.clock import day_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 9, 19, 1, tzinfo=UTC), datetime(2026, 9, 19, 4, tzinfo=UTC)


def wall(hour: int, minute: int = 0, second: int = 0, *, day: int = 19) -> datetime:
    return datetime(2026, 9, day, hour, minute, second, tzinfo=SHANGHAI).astimezone(UTC)


def a_scan(mark: str, when: datetime, *, verdict: ScanVerdict = ScanVerdict.VALID) -> ServiceScan:
    nobody = UUID(int=0)
    return ServiceScan(
        shift_id=nobody,
        person_id=nobody,
        mark=Mark(mark),
        method=ScanMethod.OFFLINE,
        verdict=verdict,
        occurred_at=when,
        received_at=when,
        skew_seconds=0,
        nonce="nonce-0001",
        by_id=nobody,
    )


def scans(words: str) -> list[ServiceScan]:
    """`in 9:00, out 12:00`."""
    found = []
    for each in words.split(", "):
        mark, _, clock = each.partition(" ")
        hour, minute = map(int, clock.split(":"))
        found.append(a_scan(mark, wall(hour, minute)))
    return found


@pytest.mark.parametrize(
    ("seen", "minutes", "basis"),
    [
        ("in 9:00, out 12:00", 180, RecordBasis.SCANNED),
        ("in 8:31, out 12:59", 180, RecordBasis.SCANNED),
        ("in 9:05, out 11:50", 165, RecordBasis.SCANNED),
        ("in 9:00, out 10:00, in 11:00, out 12:00", 120, RecordBasis.SCANNED),
        ("in 9:00, in 9:30, out 12:00", 180, RecordBasis.SCANNED),
        ("in 9:00, out 11:00, out 12:00", 120, RecordBasis.SCANNED),
        ("in 8:30, out 8:45", 0, RecordBasis.SCANNED),
        ("out 8:45, in 9:00, out 12:00", 180, RecordBasis.SCANNED),
        ("in 9:00", 0, RecordBasis.FORGOTTEN_CHECK_OUT),
        ("in 9:00, out 10:00, in 11:00", 60, RecordBasis.FORGOTTEN_CHECK_OUT),
    ],
)
def test_measured_is_what_lies_between_coming_and_going_within_the_own_time(
    seen: str, minutes: int, basis: RecordBasis
) -> None:
    found = rules.outcome(scans(seen), MORNING, over=True)
    assert found is not None
    assert (found.measured_minutes, found.basis) == (minutes, basis)


def test_who_is_still_there_has_no_minutes_yet() -> None:
    found = rules.outcome(scans("in 9:10"), MORNING, over=False)
    assert found == rules.Outcome(wall(9, 10), None, None, RecordBasis.SCANNED, RecordState.PRESENT)


def test_a_forgotten_check_out_ends_with_the_planned_time() -> None:
    """Edge case 16."""
    found = rules.outcome(scans("in 9:10"), MORNING, over=True)
    assert found is not None
    assert (found.ends_at, found.measured_minutes, found.state) == (wall(12), 0, RecordState.SUBMITTED)


def test_who_only_left_was_never_there() -> None:
    assert rules.outcome(scans("out 12:00"), MORNING, over=True) is None


def test_a_quarantined_scan_counts_nothing() -> None:
    doubtful = a_scan("in", wall(9), verdict=ScanVerdict.QUARANTINED)
    assert rules.outcome([doubtful, *scans("out 12:00")], MORNING, over=True) is None


SCANS = st.lists(
    st.tuples(st.sampled_from(["in", "out"]), st.integers(-30, 240)), min_size=1, max_size=7, unique=True
)


@given(SCANS, st.booleans(), st.randoms(use_true_random=False))
def test_scans_come_to_the_same_in_any_order(seen: list[tuple[str, int]], over: bool, chance: Random) -> None:
    """Edge case 11."""
    made = [a_scan(mark, MORNING[0] + timedelta(minutes=minute)) for mark, minute in seen]
    first = rules.outcome(made, MORNING, over=over)
    chance.shuffle(made)
    assert rules.outcome(made, MORNING, over=over) == first


@given(SCANS)
def test_nobody_is_measured_more_than_the_own_time_or_less_than_nothing(seen: list[tuple[str, int]]) -> None:
    made = [a_scan(mark, MORNING[0] + timedelta(minutes=minute)) for mark, minute in seen]
    found = rules.outcome(made, MORNING, over=True)
    assert found is None or 0 <= (found.measured_minutes or 0) <= 180


def test_every_order_of_an_in_and_an_out_is_the_same_record() -> None:
    made = scans("in 9:00, out 10:00, in 10:30, out 12:00")
    found = {rules.outcome(each, MORNING, over=True) for each in permutations(made)}
    assert [each.measured_minutes for each in found if each] == [150]


class TestMidnight:
    """Edge case 14."""

    NIGHT = wall(22), wall(6, day=20)

    def test_ten_at_night_till_six_counts_480_minutes_of_the_day_on_which_it_began(self) -> None:
        found = rules.outcome([a_scan("in", wall(22)), a_scan("out", wall(6, day=20))], self.NIGHT, over=True)
        assert found is not None
        assert found.measured_minutes == 480
        assert day_of(found.starts_at, SHANGHAI).isoformat() == "2026-09-19"

    def test_an_end_at_midnight_is_the_next_day(self) -> None:
        span = wall(20), wall(0, day=20)
        found = rules.outcome([a_scan("in", wall(20)), a_scan("out", wall(0, day=20))], span, over=True)
        assert found is not None
        assert found.measured_minutes == 240

    def test_who_comes_after_midnight_serves_on_the_new_day(self) -> None:
        came = wall(0, 30, day=20)
        found = rules.outcome([a_scan("in", came), a_scan("out", wall(6, day=20))], self.NIGHT, over=True)
        assert found is not None
        assert (found.measured_minutes, day_of(found.starts_at, SHANGHAI).day) == (330, 20)


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("Asia/Shanghai", (2026, 3, 29), 180),
        ("Europe/Berlin", (2026, 3, 29), 120),
        ("Europe/Berlin", (2026, 10, 25), 240),
    ],
)
def test_minutes_are_those_that_pass_whatever_the_clock_on_the_wall_does(
    zone: str, day: tuple[int, int, int], minutes: int
) -> None:
    """One till four on the night of the change has two hours in spring and four in autumn."""
    span = datetime(*day, 1, tzinfo=ZoneInfo(zone)), datetime(*day, 4, tzinfo=ZoneInfo(zone))
    utc = span[0].astimezone(UTC), span[1].astimezone(UTC)
    found = rules.outcome([a_scan("in", utc[0]), a_scan("out", utc[1])], utc, over=True)
    assert found is not None
    assert found.measured_minutes == minutes


@pytest.mark.parametrize(
    ("mark", "when", "is_open"),
    [
        ("in", wall(9, day=16), False),
        ("in", wall(8, 29, 59), False),
        ("in", wall(8, 30), True),
        ("in", wall(9, 5), True),
        ("in", wall(11, 59, 59), True),
        ("in", wall(12), False),
        ("out", wall(8, 30), True),
        ("out", wall(13), True),
        ("out", wall(13, 0, 1), False),
    ],
)
def test_one_comes_from_half_an_hour_before_and_leaves_until_an_hour_after(
    mark: str, when: datetime, is_open: bool
) -> None:
    """Edge case 16: three days early or after the end is refused, five minutes late is accepted."""
    if is_open:
        rules.in_window(MORNING, Mark(mark), when, DEFAULTS)
        return
    with pytest.raises(rules.ScanningClosed):
        rules.in_window(MORNING, Mark(mark), when, DEFAULTS)


def test_the_time_to_check_out_is_over_after_an_hour() -> None:
    assert not rules.is_over(MORNING, wall(13), DEFAULTS)
    assert rules.is_over(MORNING, wall(13, 0, 1), DEFAULTS)


@pytest.mark.parametrize(("seconds", "verdict"), [(300, "valid"), (-300, "valid"), (301, "quarantined")])
def test_a_clock_more_than_five_minutes_wrong_is_not_believed(seconds: int, verdict: str) -> None:
    assert rules.verdict(seconds) == verdict
