"""Ballots: who may cast one, and which are filled in rightly."""

from collections.abc import Collection
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed

from ..models import Motion, MotionKind, RollLine
from .motions import Vote
from .rolls import entitled


class NotEntitled(Forbidden):
    """Probationary members, guests and those left out with reason have no vote (rule 20)."""

    zh, en = "没有本次会议的表决权", "You have no vote at this meeting"


class NotInTheRoom(Conflict):
    """Ballots are cast in the room."""

    zh, en = "未到会,不能投票", "Only who is present can vote"


class AlreadyVoted(Conflict):
    """One ballot for each person."""

    zh, en = "已投过票", "The vote has been cast already"


class BallotShape(Malformed):
    """An election ballot names candidates of this election, up to the seats; any other says yes, no or abstain."""

    zh, en = (
        "选举票只能选本次候选人且不超过名额;其他表决须选赞成、反对或弃权",
        "An election ballot names its candidates up to the seats; any other says yes, no or abstain",
    )


class OwnHandOnly(Forbidden):
    """A secret ballot is cast by the voter alone; nobody writes it down for another."""

    zh, en = "无记名投票须由本人投出", "A secret ballot is cast by the voter alone"


def filled_in(motion: Motion, vote: Vote) -> None:
    """Raises BallotShape. An election ballot that names nobody is blank, which is allowed."""
    if motion.kind is not MotionKind.ELECTION:
        right = vote.choice is not None and not vote.candidates
    else:
        known = {UUID(each) for each in motion.candidates}
        right = (
            vote.choice is None
            and len(set(vote.candidates)) == len(vote.candidates) <= (motion.seats or 0)
            and known.issuperset(vote.candidates)
        )
    if not right:
        raise BallotShape


def may_vote(person_id: UUID, lines: Collection[RollLine], present: Collection[UUID]) -> None:
    """Raises NotEntitled, NotInTheRoom."""
    if person_id not in {line.person_id for line in entitled(lines)}:
        raise NotEntitled
    if person_id not in present:
        raise NotInTheRoom
