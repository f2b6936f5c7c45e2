"""Ballots: who may cast one, and which are filled in rightly."""

import pytest

from services.activities.models import Choice, MotionKind, RollStanding
from services.activities.rules import ballots as rules
from services.activities.rules.motions import Vote

from .rows import a_line, a_motion, a_roll, who


def test_a_motion_is_answered_by_yes_no_or_abstain() -> None:
    motion = a_motion(MotionKind.ADMISSION, "qian")
    for choice in Choice:
        rules.filled_in(motion, Vote(choice))
    for wrong in (Vote(None), Vote(None, [who("qian")]), Vote(Choice.YES, [who("qian")])):
        with pytest.raises(rules.BallotShape):
            rules.filled_in(motion, wrong)


def test_an_election_ballot_names_candidates_up_to_the_seats_or_nobody() -> None:
    motion = a_motion(MotionKind.ELECTION, "wang", "chen", "li", seats=2)
    for right in ([], ["wang"], ["wang", "chen"]):
        rules.filled_in(motion, Vote(None, [who(key) for key in right]))
    for wrong in (["wang", "chen", "li"], ["wang", "wang"], ["someone else"]):
        with pytest.raises(rules.BallotShape):
            rules.filled_in(motion, Vote(None, [who(key) for key in wrong]))
    with pytest.raises(rules.BallotShape):
        rules.filled_in(motion, Vote(Choice.YES))


@pytest.mark.parametrize("standing", [RollStanding.PROBATIONARY, RollStanding.GUEST])
def test_who_has_no_vote_cannot_cast_one_though_in_the_room(standing: RollStanding) -> None:
    """Rule 20."""
    with pytest.raises(rules.NotEntitled):
        rules.may_vote(who("qian"), [a_line("qian", standing)], {who("qian")})


def test_who_is_left_out_or_not_on_the_roll_cannot_vote() -> None:
    """Rule 20: members under Party probation (留党察看) are left out with reason and approval."""
    roll = [a_line("zhou", excluded_reason="留党察看", excluded_approval="总支批复1号")]
    for key in ("zhou", "stranger"):
        with pytest.raises(rules.NotEntitled):
            rules.may_vote(who(key), roll, {who(key)})


def test_who_is_not_in_the_room_cannot_vote() -> None:
    rules.may_vote(who(0), a_roll(2), {who(0)})
    with pytest.raises(rules.NotInTheRoom):
        rules.may_vote(who(1), a_roll(2), {who(0)})
