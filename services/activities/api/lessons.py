"""`/v1/lessons`: planned, given a topic, scheduled, held, concluded, and read."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import Lesson, LessonAudience, LessonMode, LessonState, LessonVenue
from ..queries import lessons as queries
from ..queries import orders, organisations, topics
from ..rules import lessons as rules
from ..rules import topics as topic_rules
from ..usecases import lessons, messages
from .given import Moment

router = APIRouter(prefix="/v1/lessons", tags=["lessons"])

Reader = Annotated[Access, may("lesson.read")]
Planner = Annotated[Access, may("lesson.write")]
People = Annotated[list[UUID], Field(max_length=500)]


class LessonCreate(Shape):
    """A lesson. Without `topic` staff propose topics and vote; with it the branch has set one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"venue": "classroom", "title": "第四季度党支部课堂"}]}
    )

    venue: LessonVenue
    audience: LessonAudience = LessonAudience.STAFF
    title: Line
    topic: Line | None = None


class ChoiceCreate(Shape):
    """A proposed topic, or the words of one that the committee sets."""

    topic_id: UUID | None = None
    topic: Line | None = None


class ScheduleCreate(Shape):
    """When and where."""

    starts_at: Moment
    ends_at: Moment
    place: Line


class HoldingCreate(Shape):
    """Who was there. Whoever is missing here can be added until the lesson is concluded."""

    participants: People


class LessonCancellationCreate(Shape):
    """Why it will not be held."""

    reason: Prose


class LessonStepRead(Read):
    """Who brought the lesson into a state, when and why."""

    state: LessonState
    by_id: UUID
    at: datetime
    reason: str | None


class LessonSummary(Read):
    """A lesson. `modes` are those of the four points that were really used so far."""

    id: UUID
    branch_id: UUID
    venue: LessonVenue
    audience: LessonAudience
    title: str
    topic: str | None
    state: LessonState
    lecturer_id: UUID | None
    reviewer_id: UUID | None
    agreed_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    place: str | None
    menu_minimum: int | None
    orders_until: datetime | None
    opened_at: datetime | None
    modes: list[LessonMode]

    @classmethod
    def of(cls, row: Lesson) -> "LessonSummary":
        """With its modes."""
        return cls(**_fields(row))


class LessonRead(LessonSummary):
    """A lesson with the number of its standing orders and every step it has taken."""

    orders: int
    steps: list[LessonStepRead]


@router.get("", summary="课程列表 / Lessons")
async def list_lessons(
    reader: Reader,
    view: View,
    paged: Paged,
    state: LessonState | None = None,
    venue: LessonVenue | None = None,
    menu: bool = False,  # noqa: FBT001, FBT002 - a query parameter is given by name
) -> Page[LessonSummary]:
    """Of the own branch and those for all staff, newest first. `menu=true` leaves those that can be ordered."""
    query = queries.in_state(queries.visible(reader.grants, reader.person_id), state, venue, menu=menu)
    rows, cursor = await paged.rows(view, query, col(Lesson.id))
    return Page(items=[LessonSummary.of(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="计划一课 / Plan a lesson")
async def plan_lesson(body: LessonCreate, planner: Planner, tx: Tx, now: Now, once: Once) -> LessonRead:
    """For the caller's branch."""
    branch_id = await organisations.acting_for(tx, planner, None)
    row = await lessons.plan(tx, branch_id, **body.model_dump(), by=planner.person_id, at=now)
    return await once.keep(await whole(tx, row), made=row.id)


@router.get("/{lesson_id}", summary="一课 / One lesson")
async def read_lesson(
    lesson_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> LessonRead:
    """With orders and steps."""
    row = await queries.one(view, lesson_id, reader.grants, reader.person_id)
    shown = await whole(view, row)
    etag.show(request, response, etag_of(row.id, row.revision, shown.orders))
    return shown


@router.post("/{lesson_id}/choice", status_code=201, summary="确定题目 / Choose the topic")
async def choose_topic(
    lesson_id: UUID, body: ChoiceCreate, planner: Planner, tx: Tx, now: Now, once: Once
) -> LessonRead:
    """One that was proposed, whatever the votes; or one set from a problem of the workshop."""
    row = await queries.within(tx, lesson_id, planner.grants)
    topic_rules.one_of(body.topic_id, body.topic)
    chosen = await topics.one(tx, row.id, body.topic_id) if body.topic_id else str(body.topic)
    row = await lessons.choose(tx, row, chosen, by=planner.person_id, at=now)
    return await once.keep(await whole(tx, row), made=row.id)


@router.post("/{lesson_id}/schedule", status_code=201, summary="安排时间地点 / Schedule")
async def schedule_lesson(
    lesson_id: UUID,
    body: ScheduleCreate,
    planner: Planner,
    tx: Tx,
    now: Now,
    once: Once,
    to: Messages,
    request: Request,
) -> LessonRead:
    """A prepared one, or one to be moved; on the menu only once it opens. Who teaches and who ordered it is told."""
    row = await queries.within(tx, lesson_id, planner.grants)
    before, room = messages.lesson_where(row), lessons.Room(**body.model_dump())
    row = await lessons.schedule(tx, row, room, by=planner.person_id, at=now)
    await messages.lesson_scheduled(to, row, before, request.app.state.zone)
    return await once.keep(await whole(tx, row), made=row.id)


@router.post("/{lesson_id}/holding", status_code=201, summary="登记开课 / Record that it was held")
async def hold_lesson(
    lesson_id: UUID, body: HoldingCreate, planner: Planner, tx: Tx, now: Now, once: Once
) -> LessonRead:
    """With those present, who may then rate it."""
    row = await queries.within(tx, lesson_id, planner.grants)
    row = await lessons.hold(tx, row, body.participants, by=planner.person_id, at=now)
    return await once.keep(await whole(tx, row), made=row.id)


@router.post("/{lesson_id}/conclusion", status_code=201, summary="结束点评 / Conclude")
async def conclude_lesson(
    lesson_id: UUID, planner: Planner, tx: Tx, now: Now, once: Once, request: Request
) -> LessonRead:
    """No more ratings; a good lesson is told of."""
    row = await queries.within(tx, lesson_id, planner.grants)
    state = request.app.state
    row = await lessons.conclude(tx, row, state.teller, zone=state.zone, by=planner.person_id, at=now)
    return await once.keep(await whole(tx, row), made=row.id)


@router.post("/{lesson_id}/archiving", status_code=201, summary="归档 / Archive")
async def archive_lesson(lesson_id: UUID, planner: Planner, tx: Tx, now: Now, once: Once) -> LessonRead:
    """Into the file."""
    row = await queries.within(tx, lesson_id, planner.grants)
    row = await lessons.archive(tx, row, by=planner.person_id, at=now)
    return await once.keep(await whole(tx, row), made=row.id)


@router.post("/{lesson_id}/cancellation", status_code=201, summary="取消课程 / Cancel")
async def cancel_lesson(
    lesson_id: UUID,
    body: LessonCancellationCreate,
    planner: Planner,
    tx: Tx,
    now: Now,
    once: Once,
    to: Messages,
) -> LessonRead:
    """Until it is held. It stays visible as cancelled; who was to teach it and who ordered it is told."""
    row = await queries.within(tx, lesson_id, planner.grants)
    row = await lessons.cancel(tx, row, body.reason, by=planner.person_id, at=now)
    await messages.lesson_cancelled(to, row)
    return await once.keep(await whole(tx, row), made=row.id)


def _fields(row: Lesson) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in LessonSummary.model_fields if name != "modes"}
    return own | {"modes": rules.modes(row)}


async def whole(session: AsyncSession, row: Lesson) -> LessonRead:
    """As one lesson is shown."""
    await session.flush()
    steps = [LessonStepRead.model_validate(each) for each in await queries.steps(session, row.id)]
    return LessonRead.model_validate(
        _fields(row) | {"orders": await orders.standing(session, row.id), "steps": steps}
    )
