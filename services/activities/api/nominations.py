"""`/v1/lessons/{id}/nominations`: who is asked to teach, and what they say."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.types import Prose, Read, Shape

from ..models import NominationState
from ..queries import lessons
from ..queries import nominations as queries
from ..usecases import nominations
from .given import Moment

router = APIRouter(prefix="/v1/lessons/{lesson_id}/nominations", tags=["lessons"])

Reader = Annotated[Access, may("lesson.read")]
Planner = Annotated[Access, may("lesson.write")]
Lecturer = Annotated[Access, may("lesson.give")]
Settling = Literal[NominationState.ACCEPTED, NominationState.DECLINED]


class NominationCreate(Shape):
    """Who should teach, and why. Naming oneself is accepting."""

    lecturer_id: UUID
    why: Prose | None = None


class NominationAnswerCreate(Shape):
    """`declined` needs a reason; `date_proposed` needs `starts_at`."""

    verdict: Literal[NominationState.ACCEPTED, NominationState.DECLINED, NominationState.DATE_PROPOSED]
    reason: Prose | None = None
    starts_at: Moment | None = None


class AgreementCreate(Shape):
    """The committee's word on a proposed date; `declined` needs a reason."""

    verdict: Settling
    reason: Prose | None = None


class NominationRead(Read):
    """A nomination. `why` is the committee's, `reason` goes with the answer."""

    id: UUID
    lesson_id: UUID
    lecturer_id: UUID
    state: NominationState
    why: str | None
    reason: str | None
    starts_at: datetime | None
    by_id: UUID
    at: datetime
    settled_at: datetime | None


class NominationsRead(Read):
    """All nominations of a lesson, oldest first."""

    items: list[NominationRead]


@router.get("", summary="点将记录 / Nominations")
async def list_nominations(lesson_id: UUID, reader: Reader, view: View) -> NominationsRead:
    """Oldest first."""
    lesson = await lessons.one(view, lesson_id, reader.grants, reader.person_id)
    found = await queries.of_lesson(view, lesson.id)
    return NominationsRead(items=[NominationRead.model_validate(row) for row in found])


@router.post("", status_code=201, summary="点将 / Name a lecturer")
async def name_lecturer(
    lesson_id: UUID, body: NominationCreate, planner: Planner, tx: Tx, now: Now, once: Once
) -> NominationRead:
    """Once there is a topic; another may be named until the lesson is held."""
    lesson = await lessons.within(tx, lesson_id, planner.grants)
    row = await nominations.name(tx, lesson, body.lecturer_id, body.why, by=planner.person_id, at=now)
    return await once.keep(NominationRead.model_validate(row), made=row.id)


@router.post("/{nomination_id}/answer", status_code=201, summary="应答点将 / Answer")
async def answer_nomination(
    lesson_id: UUID,
    nomination_id: UUID,
    body: NominationAnswerCreate,
    lecturer: Lecturer,
    tx: Tx,
    now: Now,
    once: Once,
) -> NominationRead:
    """By the one who was named, and nobody else."""
    # First the nomination: to everybody else the lesson's being there must not show.
    await queries.one(tx, lesson_id, nomination_id, lecturer_id=lecturer.person_id)
    lesson = await lessons.locked(tx, lesson_id)
    row = await queries.one(tx, lesson.id, nomination_id, lecturer_id=lecturer.person_id, anew=True)
    row = await nominations.answer(tx, lesson, row, **body.model_dump(), at=now)
    return await once.keep(NominationRead.model_validate(row), made=row.id)


@router.post("/{nomination_id}/agreement", status_code=201, summary="答复所提时间 / Answer a proposed date")
async def agree_on_date(
    lesson_id: UUID,
    nomination_id: UUID,
    body: AgreementCreate,
    planner: Planner,
    tx: Tx,
    now: Now,
    once: Once,
) -> NominationRead:
    """Accepted, the lesson can be scheduled for that date alone."""
    lesson = await lessons.within(tx, lesson_id, planner.grants)
    row = await queries.one(tx, lesson.id, nomination_id)
    row = await nominations.agree(tx, lesson, row, **body.model_dump(), by=planner.person_id, at=now)
    return await once.keep(NominationRead.model_validate(row), made=row.id)
