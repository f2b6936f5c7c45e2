"""Written opinions: in time, where the rule counts them, and not of those who came after all."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.activities.models import Choice, MeetingState, MotionKind, RollStanding, Sitting, WrittenOpinion
from services.activities.rules import opinions as rules
from services.activities.rules.vote_rules import in_force

from .rows import NOON, a_line, a_meeting, a_roll, who

ON = date(2026, 9, 22)
ADMISSION = in_force(MotionKind.ADMISSION, ON)
BEGINS = datetime(2026, 9, 22, 6, tzinfo=UTC)
NOTICED = a_meeting(state=MeetingState.NOTICED)


def a_sitting(starts_at: datetime) -> Sitting:
    return Sitting(
        meeting_id=who("meeting"),
        branch_id=who("branch"),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        time_zone="Asia/Shanghai",
        place="会议室",
        offer_hours=24,
    )


def an_opinion(key: object) -> WrittenOpinion:
    return WrittenOpinion(motion_id=who("motion"), choice=Choice.YES, text="同意。", by_id=who(key), at=NOON)


def test_an_opinion_is_lodged_until_the_second_before_the_first_sitting() -> None:
    """Rule 18: before the meeting."""
    sittings = [a_sitting(BEGINS + timedelta(days=1)), a_sitting(BEGINS)]
    rules.may_lodge(ADMISSION, NOTICED, sittings, BEGINS - timedelta(seconds=1))
    with pytest.raises(rules.OpinionTooLate):
        rules.may_lodge(ADMISSION, NOTICED, sittings, BEGINS)


@pytest.mark.parametrize("state", [state for state in MeetingState if state is not MeetingState.NOTICED])
def test_an_opinion_belongs_between_notice_and_opening(state: MeetingState) -> None:
    with pytest.raises(rules.OpinionTooLate):
        rules.may_lodge(ADMISSION, a_meeting(state=state), [a_sitting(BEGINS)], NOON)


@pytest.mark.parametrize("kind", [MotionKind.ORDINARY, MotionKind.ELECTION])
def test_other_motions_take_no_opinions(kind: MotionKind) -> None:
    """Rule 18."""
    rule = in_force(kind, ON)
    with pytest.raises(rules.OpinionNotCounted):
        rules.may_lodge(rule, NOTICED, [a_sitting(BEGINS)], NOON)
    assert rules.counted(rule, [an_opinion(0)], a_roll(1), set()) == []


def test_whoever_comes_votes_in_the_room_and_not_in_writing() -> None:
    """Rule 18: nobody counts twice."""
    lodged = [an_opinion(0), an_opinion(1)]
    assert rules.counted(ADMISSION, lodged, a_roll(3), {who(1)}) == [lodged[0]]


def test_the_opinion_of_one_who_is_left_out_since_counts_no_more() -> None:
    """Rule 20."""
    roll = [
        a_line("zhou", excluded_reason="留党察看", excluded_approval="总支批复1号"),
        a_line("qian", RollStanding.PROBATIONARY),
    ]
    assert rules.counted(ADMISSION, [an_opinion("zhou"), an_opinion("qian")], roll, set()) == []
