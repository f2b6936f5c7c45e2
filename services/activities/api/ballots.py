"""`/v1/motions/{id}/ballots`: cast once by each person; read when the vote is over."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import OnceUnread
from shared.types import Read, Shape

from ..models import Choice, MotionState
from ..queries import ballots as queries
from ..queries import meetings, motions
from ..rules.motions import Vote, needs
from ..rules.presiding import may_preside
from ..usecases import ballots

router = APIRouter(prefix="/v1/motions/{motion_id}", tags=["votes"])

Reader = Annotated[Access, may("meeting.read")]
Voter = Annotated[Access, may("ballot.cast")]


class BallotCreate(Shape):
    """Yes, no or abstain; in an election the candidates chosen, up to the seats, or none for a blank ballot.

    Whoever presides may write down a show of hands for `person_id`; a secret ballot is always one's own.
    """

    choice: Choice | None = None
    candidates: Annotated[list[UUID], Field(max_length=50, default_factory=list)]
    person_id: UUID | None = None


class ReceiptRead(Read):
    """That a ballot was cast; what it says is not repeated."""

    motion_id: UUID
    person_id: UUID
    voted_on: date


class ReceiptsRead(Read):
    """Who has cast a ballot so far."""

    person_ids: list[UUID]


class BallotRead(Read):
    """One ballot. Secret ones have neither person nor name, and come in no order."""

    person_id: UUID | None
    name: str | None
    choice: Choice | None
    candidates: list[UUID]

    @classmethod
    def of(
        cls, choice: Choice | None, named: list[str], person_id: UUID | None = None, name: str | None = None
    ) -> "BallotRead":
        """With a name only where there is one."""
        return cls(person_id=person_id, name=name, choice=choice, candidates=[UUID(each) for each in named])


class BallotsRead(Read):
    """Every ballot of a closed motion."""

    secret: bool
    items: list[BallotRead]


@router.post("/ballots", status_code=201, summary="投票 / Cast a ballot")
async def cast_ballot(
    motion_id: UUID, body: BallotCreate, voter: Voter, tx: Tx, now: Now, today: Today, once: OnceUnread
) -> ReceiptRead:
    """Of the body nothing is remembered for a repeated request, so that no secret ballot can be found out."""
    motion = await motions.seen(tx, motion_id, voter.grants, voter.person_id, while_it_is_open=True)
    person_id = body.person_id or voter.person_id
    if person_id != voter.person_id:
        may_preside(await meetings.by_id(tx, motion.meeting_id), voter.person_id, voter.grants)
    vote = Vote(body.choice, body.candidates)
    await ballots.cast(tx, motion, person_id, vote, by=voter.person_id, at=now, today=today)
    receipt = ReceiptRead(motion_id=motion.id, person_id=person_id, voted_on=today)
    return await once.keep(receipt, made=motion.id)


@router.get("/receipts", summary="已投票人员 / Who has voted")
async def read_receipts(motion_id: UUID, reader: Reader, view: View) -> ReceiptsRead:
    """In an order that tells nothing."""
    motion = await motions.seen(view, motion_id, reader.grants, reader.person_id)
    return ReceiptsRead(person_ids=sorted(await queries.voted(view, motion)))


@router.get("/ballots", summary="选票 / The ballots")
async def read_ballots(motion_id: UUID, reader: Reader, view: View) -> BallotsRead:
    """Once the motion is closed."""
    motion = await motions.seen(view, motion_id, reader.grants, reader.person_id)
    needs(motion, MotionState.CLOSED)
    if motion.secret:
        found = await queries.secret_ones(view, motion.id)
        return BallotsRead(secret=True, items=[BallotRead.of(each.choice, each.candidates) for each in found])
    hands = await queries.open_ones(view, motion.id)
    names = await roster.names(view, {each.person_id for each in hands})
    items = [
        BallotRead.of(each.choice, each.candidates, each.person_id, names.get(each.person_id, ""))
        for each in hands
    ]
    return BallotsRead(secret=False, items=items)
