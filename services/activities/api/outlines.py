"""`/v1/lessons/{id}/outlines`: submitted by the lecturer, decided before anyone is invited."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.messages import Messages
from shared.types import Prose, Read, Shape

from ..models import Verdict
from ..queries import lessons as queries
from ..usecases import messages, outlines

router = APIRouter(prefix="/v1/lessons/{lesson_id}", tags=["lessons"])

Reader = Annotated[Access, may("lesson.read")]
Lecturer = Annotated[Access, may("lesson.give")]
Decider = Annotated[Access, may("outline.decide")]


class OutlineCreate(Shape):
    """What will be said, and in how many minutes."""

    text: Prose
    minutes: Annotated[int, Field(ge=1, le=480)]


class OutlineDecisionCreate(Shape):
    """`returned` needs a reason."""

    verdict: Literal[Verdict.APPROVED, Verdict.RETURNED]
    reason: Prose | None = None


class OutlineRead(Read):
    """One version of an outline."""

    id: UUID
    number: int
    text: str
    minutes: int
    verdict: Verdict
    reason: str | None
    by_id: UUID
    at: datetime
    decided_by: UUID | None
    decided_at: datetime | None


class OutlinesRead(Read):
    """All versions, oldest first."""

    items: list[OutlineRead]


@router.get("/outlines", summary="讲课提纲 / Outlines")
async def list_outlines(lesson_id: UUID, reader: Reader, view: View) -> OutlinesRead:
    """Oldest first."""
    lesson = await queries.one(view, lesson_id, reader.grants, reader.person_id)
    found = await queries.outlines(view, lesson.id)
    return OutlinesRead(items=[OutlineRead.model_validate(row) for row in found])


@router.post("/outlines", status_code=201, summary="提交提纲 / Submit an outline")
async def submit_outline(
    lesson_id: UUID, body: OutlineCreate, lecturer: Lecturer, tx: Tx, now: Now, once: Once, to: Messages
) -> OutlineRead:
    """By the accepted lecturer; a returned version is followed by the next."""
    lesson = await queries.of_lecturer(tx, lesson_id, lecturer.person_id)
    row = await outlines.submit(tx, lesson, body.text, body.minutes, by=lecturer.person_id, at=now)
    await messages.outline_submitted(to, lesson)
    return await once.keep(OutlineRead.model_validate(row), made=row.id)


@router.post("/outline-decision", status_code=201, summary="审定提纲 / Decide the outline")
async def decide_outline(
    lesson_id: UUID,
    body: OutlineDecisionCreate,
    decider: Decider,
    tx: Tx,
    now: Now,
    once: Once,
    to: Messages,
) -> OutlineRead:
    """By the publicity commissioner, for whom the secretary stands in; never by the lecturer."""
    lesson = await queries.within(tx, lesson_id, decider.grants)
    row = await outlines.decide(tx, lesson, body.verdict, body.reason, by=decider.person_id, at=now)
    await messages.outline_decided(to, lesson, row.number)
    return await once.keep(OutlineRead.model_validate(row), made=row.id)
