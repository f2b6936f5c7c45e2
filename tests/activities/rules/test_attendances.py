"""What scans come to."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.models import (
    Attendance,
    AttendanceState,
    Mark,
    RollLine,
    RollStanding,
    Scan,
    ScanMethod,
    ScanVerdict,
    Sitting,
)
from services.activities.rules import attendances as rules
from services.activities.rules.parameters import DEFAULTS, Parameters

START = datetime(2026, 9, 22, 6, tzinfo=UTC)
MEETING, WANG, RECORDER = UUID(int=1), UUID(int=2), UUID(int=3)


def a_sitting(number: int = 10, *, after: int = 0, minutes: int = 120) -> Sitting:
    """One that begins so many minutes after the first."""
    starts_at = START + timedelta(minutes=after)
    return Sitting(
        id=UUID(int=number),
        meeting_id=MEETING,
        branch_id=UUID(int=4),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        time_zone="Asia/Shanghai",
        place="会议室",
        offer_hours=24,
    )


def a_scan(
    minute: int, mark: Mark = Mark.IN, *, sitting: int = 10, verdict: ScanVerdict = ScanVerdict.VALID
) -> Scan:
    """A mark so many minutes after the beginning."""
    at = START + timedelta(minutes=minute)
    return Scan(
        meeting_id=MEETING,
        sitting_id=UUID(int=sitting),
        person_id=WANG,
        mark=mark,
        method=ScanMethod.OFFLINE,
        verdict=verdict,
        occurred_at=at,
        received_at=at,
        skew_seconds=0,
        nonce="nonce-of-the-device",
        by_id=RECORDER,
    )


def merged(*scans: Scan, sittings: tuple[Sitting, ...] = ()) -> rules.Outcome | None:
    held = sittings or (a_sitting(),)
    return rules.merged(scans, {each.id: each for each in held}, {each.id: DEFAULTS for each in held})


def outcome(*scans: Scan, sittings: tuple[Sitting, ...] = ()) -> rules.Outcome:
    found = merged(*scans, sittings=sittings)
    assert found is not None
    return found


class TestOneSitting:
    def test_who_was_never_seen_coming_has_no_attendance(self) -> None:
        assert merged() is None
        assert merged(a_scan(60, Mark.OUT), a_scan(0, Mark.ABSENT)) is None

    def test_a_scan_in_quarantine_counts_nothing(self) -> None:
        assert merged(a_scan(0, verdict=ScanVerdict.QUARANTINED)) is None

    def test_a_name_nobody_answered_to_does_not_undo_a_check_in(self) -> None:
        assert outcome(a_scan(5), a_scan(6, Mark.ABSENT)).state is AttendanceState.PRESENT

    def test_exactly_a_quarter_of_an_hour_is_neither_late_nor_early(self) -> None:
        found = outcome(a_scan(15), a_scan(105, Mark.OUT))
        assert (found.state, found.late_minutes, found.early_minutes) == (AttendanceState.PRESENT, 15, 15)

    def test_a_minute_more_is_late_or_left_early_and_late_goes_first(self) -> None:
        assert outcome(a_scan(16)).state is AttendanceState.LATE
        assert outcome(a_scan(0), a_scan(104, Mark.OUT)).state is AttendanceState.LEFT_EARLY
        assert outcome(a_scan(16), a_scan(104, Mark.OUT)).state is AttendanceState.LATE

    def test_time_before_the_beginning_and_after_the_end_is_not_credited(self) -> None:
        found = outcome(a_scan(-20), a_scan(140, Mark.OUT))
        assert (found.minutes, found.late_minutes, found.early_minutes) == (120, 0, 0)

    def test_a_forgotten_check_out_credits_what_was_closed_before_it_and_nothing_more(self) -> None:
        found = outcome(a_scan(0), a_scan(30, Mark.OUT), a_scan(40))
        assert (found.minutes, found.check_out_missing, found.left_at) == (30, True, None)

    def test_a_double_click_credits_nothing_twice(self) -> None:
        """Edge case 10."""
        found = outcome(a_scan(0), a_scan(0), a_scan(60, Mark.OUT), a_scan(60, Mark.OUT))
        assert found.minutes == 60

    def test_a_check_out_before_any_check_in_is_passed_over(self) -> None:
        found = outcome(a_scan(-5, Mark.OUT), a_scan(0), a_scan(120, Mark.OUT))
        assert (found.minutes, found.came_at) == (120, START)

    def test_from_ten_at_night_to_six_are_480_minutes(self) -> None:
        night = a_sitting(minutes=480)
        assert outcome(a_scan(0), a_scan(480, Mark.OUT), sittings=(night,)).minutes == 480


class TestTwoSittings:
    def test_the_earliest_check_in_decides_the_sitting_and_no_minute_of_the_other_counts(self) -> None:
        both = (a_sitting(10), a_sitting(11, after=360))
        scans = [
            a_scan(360, sitting=11),
            a_scan(480, Mark.OUT, sitting=11),
            a_scan(0),
            a_scan(60, Mark.OUT),
        ]
        found = outcome(*scans, sittings=both)
        assert (found.sitting.id, found.minutes) == (UUID(int=10), 60)

    def test_a_sitting_that_was_cancelled_since_is_not_looked_at(self) -> None:
        assert merged(a_scan(0, sitting=99)) is None


class TestOrder:
    def test_every_order_of_upload_comes_to_the_same(self) -> None:
        """Edge case 11."""
        scans = [a_scan(20), a_scan(5), a_scan(60, Mark.OUT), a_scan(70), a_scan(110, Mark.OUT)]
        found = {repr(merged(*order)) for order in permutations(scans)}
        assert len(found) == 1
        assert outcome(*scans).minutes == 95

    @given(
        st.lists(
            st.tuples(st.integers(-30, 150), st.sampled_from([Mark.IN, Mark.OUT]), st.sampled_from([10, 11])),
            max_size=8,
        ).flatmap(lambda marks: st.tuples(st.just(marks), st.permutations(marks)))
    )
    def test_order_never_matters_and_nobody_is_credited_more_than_the_sitting(
        self, marks: tuple[list[tuple[int, Mark, int]], list[tuple[int, Mark, int]]]
    ) -> None:
        both = (a_sitting(10), a_sitting(11, after=30))
        one, other = [
            merged(*(a_scan(minute, mark, sitting=sitting) for minute, mark, sitting in order), sittings=both)
            for order in marks
        ]
        assert one == other
        assert one is None or 0 <= one.minutes <= 120


class TestGrace:
    @pytest.mark.parametrize(("grace", "state"), [(16, AttendanceState.PRESENT), (15, AttendanceState.LATE)])
    def test_who_comes_exactly_as_late_as_the_branch_allows_is_in_time(
        self, grace: int, state: AttendanceState
    ) -> None:
        came = START + timedelta(minutes=16)
        assert rules.outcome([(came, None)], a_sitting(), Parameters(grace_minutes=grace)).state is state

    def test_each_sitting_goes_by_its_own_figures(self) -> None:
        """A branch may have decided otherwise between two sittings of one meeting."""
        early, late = a_sitting(), a_sitting(number=11)
        figures = {early.id: Parameters(grace_minutes=5), late.id: Parameters(grace_minutes=30)}
        held = {early.id: early, late.id: late}
        first = rules.merged([a_scan(20)], held, figures)
        second = rules.merged([a_scan(20, sitting=11)], held, figures)
        assert first
        assert second
        assert (first.state, second.state) == (AttendanceState.LATE, AttendanceState.PRESENT)


class TestSettling:
    def test_missed_minutes_count_only_what_exceeds_the_grace(self) -> None:
        row = Attendance(
            meeting_id=MEETING,
            branch_id=UUID(int=4),
            person_id=WANG,
            held_on=START.date(),
            state=AttendanceState.LATE,
            came_at=START + timedelta(minutes=20),
            left_at=START + timedelta(minutes=110),
        )
        assert rules.missed_minutes(row, a_sitting(), DEFAULTS) == 20
        row.left_at = START + timedelta(minutes=100)
        assert rules.missed_minutes(row, a_sitting(), DEFAULTS) == 40
        row.left_at = None
        assert rules.missed_minutes(row, a_sitting(), Parameters(grace_minutes=20)) == 0

    def test_who_was_not_seen_is_on_leave_exempt_or_absent_and_a_guest_is_nothing(self) -> None:
        def line(standing: RollStanding = RollStanding.FULL, exempt: str | None = None) -> RollLine:
            return RollLine(
                meeting_id=MEETING,
                branch_id=UUID(int=4),
                person_id=WANG,
                standing=standing,
                may_vote=True,
                exempt_reason=exempt,
            )

        assert rules.without_scans(line(), on_leave=False) is AttendanceState.ABSENT
        assert rules.without_scans(line(), on_leave=True) is AttendanceState.ON_LEAVE
        assert rules.without_scans(line(exempt="产假"), on_leave=True) is AttendanceState.EXEMPT
        assert rules.without_scans(line(RollStanding.PROBATIONARY), on_leave=False) is AttendanceState.ABSENT
        assert rules.without_scans(line(RollStanding.GUEST), on_leave=False) is None
