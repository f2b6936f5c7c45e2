"""Motions: what may be asked where, and what the count comes to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.models import Choice, MeetingKind, MotionKind, MotionState, Outcome
from services.activities.rules import motions as rules
from services.activities.rules.motions import Count, Vote
from services.activities.rules.vote_rules import in_force

from .rows import a_meeting, a_motion, who

ON = date(2026, 9, 22)


def count(kind: MotionKind, votes: list[Vote], *, present: int, eligible: int) -> Count:
    return rules.count(in_force(kind, ON), a_motion(kind), votes, present=present, eligible=eligible)


def say(yes: int = 0, no: int = 0, abstain: int = 0) -> list[Vote]:
    return [Vote(Choice.YES)] * yes + [Vote(Choice.NO)] * no + [Vote(Choice.ABSTAIN)] * abstain


class TestShape:
    def test_an_admission_is_about_exactly_one_person(self) -> None:
        """Rule 18: person by person."""
        rules.shape(MotionKind.ADMISSION, [who("qian")], None)
        for wrong in ([], [who("qian"), who("wu")]):
            with pytest.raises(rules.MotionShape):
                rules.shape(MotionKind.ADMISSION, wrong, None)

    def test_an_election_has_candidates_and_seats(self) -> None:
        rules.shape(MotionKind.ELECTION, [who("wang"), who("chen")], 2)
        for candidates, seats in (([], 1), ([who("wang")], None), ([who("wang"), who("wang")], 1)):
            with pytest.raises(rules.MotionShape):
                rules.shape(MotionKind.ELECTION, candidates, seats)

    def test_an_ordinary_motion_names_nobody(self) -> None:
        rules.shape(MotionKind.ORDINARY, [], None)
        for candidates, seats in (([who("wang")], None), ([], 1)):
            with pytest.raises(rules.MotionShape):
                rules.shape(MotionKind.ORDINARY, candidates, seats)

    def test_a_group_meeting_votes_on_nothing_and_a_committee_admits_nobody(self) -> None:
        """Articles 11 to 13."""
        for kind in MotionKind:
            with pytest.raises(rules.VoteElsewhere):
                rules.may_be_put(a_meeting(kind=MeetingKind.GROUP), kind)
        with pytest.raises(rules.VoteElsewhere):
            rules.may_be_put(a_meeting(kind=MeetingKind.COMMITTEE), MotionKind.ADMISSION)
        rules.may_be_put(a_meeting(kind=MeetingKind.COMMITTEE), MotionKind.ORDINARY)


class TestOrder:
    @pytest.mark.parametrize("now", MotionState)
    @pytest.mark.parametrize("to", [MotionState.TABLED, MotionState.OPEN, MotionState.CLOSED])
    def test_a_motion_takes_one_step_at_a_time(self, now: MotionState, to: MotionState) -> None:
        motion = a_motion(state=now)
        if rules.ORDER.index(to) - rules.ORDER.index(now) == 1:
            rules.step(motion, to)
        else:
            with pytest.raises(rules.MotionNotInState):
                rules.step(motion, to)

    def test_a_further_round_follows_a_closed_election_of_the_same_branch(self) -> None:
        closed = {"state": MotionState.CLOSED}
        further = a_motion(MotionKind.ELECTION, "wang")
        rules.may_follow(further, a_motion(MotionKind.ELECTION, "wang", **closed))
        for wrong in (
            a_motion(MotionKind.ELECTION, "wang"),
            a_motion(MotionKind.ORDINARY, **closed),
            a_motion(MotionKind.ELECTION, "wang", branch_id=who("elsewhere"), **closed),
        ):
            with pytest.raises(rules.RoundMissing):
                rules.may_follow(further, wrong)


class TestCount:
    def test_five_ayes_of_ten_fail_and_six_pass(self) -> None:
        """Rule 17."""
        assert count(MotionKind.ORDINARY, say(5), present=5, eligible=10).outcome is Outcome.FAILED
        assert count(MotionKind.ORDINARY, say(6, 2, 2), present=10, eligible=10) == Count(
            6, 2, 2, Outcome.PASSED, (), (), ()
        )

    def test_if_too_many_have_left_nothing_is_decided(self) -> None:
        """Rule 17: the votes are kept, and count for nothing."""
        found = count(MotionKind.ORDINARY, say(4), present=4, eligible=10)
        assert (found.yes, found.outcome) == (4, Outcome.INQUORATE)

    def test_written_votes_pass_an_admission_that_those_present_alone_would_not(self) -> None:
        """Rule 18: six in the room, four for it; two more in writing make six of ten."""
        room, letters = say(4, 1, 1), say(2)
        assert count(MotionKind.ADMISSION, room, present=6, eligible=10).outcome is Outcome.FAILED
        assert count(MotionKind.ADMISSION, room + letters, present=6, eligible=10).outcome is Outcome.PASSED

    def test_written_votes_make_no_quorum(self) -> None:
        """Rule 18: five in the room and five letters are five present."""
        found = count(MotionKind.ADMISSION, say(10), present=5, eligible=10)
        assert found.outcome is Outcome.INQUORATE

    def test_an_election_counts_names_and_blanks(self) -> None:
        motion = a_motion(MotionKind.ELECTION, "wang", "chen", seats=1)
        votes = [Vote(None, [who("wang")])] * 5 + [Vote(None, [who("chen")])] * 2 + [Vote(None)]
        found = rules.count(in_force(MotionKind.ELECTION, ON), motion, votes, present=8, eligible=10)
        assert found.votes == ((who("wang"), 5), (who("chen"), 2))
        assert (found.abstain, found.elected, found.outcome) == (1, (who("wang"),), Outcome.PASSED)

    def test_an_election_without_a_quorum_elects_nobody(self) -> None:
        """Rule 19: seven of ten, all of one mind."""
        motion = a_motion(MotionKind.ELECTION, "wang", seats=1)
        votes = [Vote(None, [who("wang")])] * 7
        found = rules.count(in_force(MotionKind.ELECTION, ON), motion, votes, present=7, eligible=10)
        assert (found.elected, found.outcome) == ((), Outcome.INQUORATE)

    @given(
        st.sampled_from([MotionKind.ORDINARY, MotionKind.ADMISSION]),
        st.integers(0, 60),
        st.integers(0, 60),
        st.integers(0, 60),
    )
    def test_nothing_passes_without_a_quorum_or_with_half(
        self, kind: MotionKind, yes: int, present: int, eligible: int
    ) -> None:
        found = count(kind, say(yes), present=present, eligible=eligible)
        if found.outcome is Outcome.PASSED:
            assert 2 * present >= eligible > 0
            assert 2 * yes > eligible
