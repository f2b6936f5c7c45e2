"""`/v1/meetings/{id}/roll/{person}/promotion`: a probationary member becomes a full one on a frozen roll."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx
from shared.idempotency import Once
from shared.types import Read, Shape, ShortLine

from ..queries import meetings, rolls
from ..usecases import promotions

router = APIRouter(prefix="/v1/meetings/{meeting_id}/roll/{person_id}/promotion", tags=["rolls"])

Planner = Annotated[Access, may("meeting.write")]


class PromotionCreate(Shape):
    """By which approval of the higher body."""

    approval: ShortLine


class PromotionRead(Read):
    """Who wrote it down, and by whose leave."""

    person_id: UUID
    approval: str
    by_id: UUID
    at: datetime


@router.post("", status_code=201, summary="名册转正 / Promote on the roll")
async def promote_member(
    meeting_id: UUID, person_id: UUID, body: PromotionCreate, planner: Planner, tx: Tx, now: Now, once: Once
) -> PromotionRead:
    """When the approval came after the notice. Motions that are closed keep their own numbers."""
    meeting = await meetings.within(tx, meeting_id, planner.grants, lock=True)
    line = await rolls.line(tx, meeting.id, person_id, lock=True)
    row = await promotions.promote(tx, meeting, line, body.approval, by=planner.person_id, at=now)
    shown = PromotionRead(person_id=person_id, approval=row.approval, by_id=row.by_id, at=row.at)
    return await once.keep(shown, made=row.id)
