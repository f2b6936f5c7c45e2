"""`/v1/motions/{id}/opinions`: votes in writing, lodged before the meeting by members who cannot come."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.types import Prose, Read, Shape

from ..models import Choice
from ..queries import meetings, motions
from ..queries import opinions as queries
from ..rules.presiding import presides
from ..usecases import opinions

router = APIRouter(prefix="/v1/motions/{motion_id}/opinions", tags=["votes"])

Reader = Annotated[Access, may("meeting.read")]
Member = Annotated[Access, may("opinion.lodge")]


class OpinionCreate(Shape):
    """How one votes, and why."""

    choice: Choice
    text: Prose


class OpinionRead(Read):
    """A written opinion in its author's name."""

    id: UUID
    motion_id: UUID
    by_id: UUID
    at: datetime
    choice: Choice
    text: str


class OpinionsRead(Read):
    """Those that the caller may read."""

    items: list[OpinionRead]


@router.post("", status_code=201, summary="提出书面意见 / Lodge a written opinion")
async def lodge_opinion(
    motion_id: UUID, body: OpinionCreate, member: Member, tx: Tx, now: Now, today: Today, once: Once
) -> OpinionRead:
    """Counts as a vote where the rule says so, unless its author comes to the meeting after all."""
    motion = await motions.seen(tx, motion_id, member.grants, member.person_id, while_it_is_open=True)
    row = await opinions.lodge(tx, motion, body.choice, body.text, by=member.person_id, at=now, today=today)
    return await once.keep(OpinionRead.model_validate(row), made=row.id)


@router.get("", summary="书面意见 / Written opinions")
async def read_opinions(motion_id: UUID, reader: Reader, view: View) -> OpinionsRead:
    """One's own; all of them for whoever presides."""
    motion = await motions.seen(view, motion_id, reader.grants, reader.person_id)
    meeting = await meetings.by_id(view, motion.meeting_id)
    everyone = presides(meeting, reader.person_id, reader.grants)
    rows = await queries.of_motion(view, motion.id, None if everyone else reader.person_id)
    return OpinionsRead(items=[OpinionRead.model_validate(row) for row in rows])
