"""`/v1/tasks`, and setting one under a resolution: who does what by which day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import Task, TaskState
from ..queries import presiding, resolutions
from ..queries import tasks as queries
from ..rules import tasks as rules
from ..usecases import messages, tasks

router = APIRouter(prefix="/v1", tags=["resolutions"])

Reader = Annotated[Access, may("meeting.read")]
Presider = Annotated[Access, may("meeting.preside")]
Doer = Annotated[Access, may("task.complete")]


class TaskCreate(Shape):
    """Who does what; `due_on` is the last day in time."""

    title: Line
    owner_id: UUID
    due_on: date


class TaskCompletionCreate(Shape):
    """What was done."""

    note: Prose


class TaskCompletionRead(Read):
    """Who said when that it was done."""

    by_id: UUID
    at: datetime
    note: str


class TaskRead(Read):
    """A task as today shows it."""

    id: UUID
    resolution_id: UUID
    title: str
    owner_id: UUID
    owner_name: str
    due_on: date
    state: TaskState
    completion: TaskCompletionRead | None


@router.post("/resolutions/{resolution_id}/tasks", status_code=201, summary="布置落实任务 / Set a task")
async def set_task(
    resolution_id: UUID,
    body: TaskCreate,
    presider: Presider,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
    to: Messages,
) -> TaskRead:
    """By whoever presided over the meeting that resolved it."""
    found = await resolutions.one(tx, resolution_id, presider.grants, presider.person_id)
    await presiding.meeting(tx, found.meeting_id, presider)
    task = await tasks.set_(tx, found, **body.model_dump(), by=presider.person_id, at=now, today=today)
    await messages.task_set(to, task)
    [shown] = await _shown(tx, [task], today)
    return await once.keep(shown, made=task.id)


@router.get("/tasks", summary="落实任务列表 / Follow-up tasks")
async def list_tasks(
    reader: Reader,
    view: View,
    today: Today,
    paged: Paged,
    state: TaskState | None = None,
    resolution_id: UUID | None = None,
) -> Page[TaskRead]:
    """Newest first; `state=overdue` are those whose last day is over."""
    query = queries.in_state(queries.visible(reader.grants, reader.person_id), state, today)
    if resolution_id is not None:
        query = query.where(col(Task.resolution_id) == resolution_id)
    rows, cursor = await paged.rows(view, query, col(Task.id))
    return Page(items=await _shown(view, rows, today), next_cursor=cursor)


@router.get("/tasks/{task_id}", summary="一项落实任务 / One task")
async def read_task(task_id: UUID, reader: Reader, view: View, today: Today) -> TaskRead:
    """With its completion."""
    task = await queries.one(view, task_id, reader.grants, reader.person_id)
    [shown] = await _shown(view, [task], today)
    return shown


@router.post("/tasks/{task_id}/completion", status_code=201, summary="完成任务 / Complete a task")
async def complete_task(
    task_id: UUID, body: TaskCompletionCreate, doer: Doer, tx: Tx, now: Now, today: Today, once: Once
) -> TaskRead:
    """By its owner or an officer, once."""
    task = await queries.within(tx, task_id, doer.grants)
    await tasks.complete(tx, task, body.note, by=doer.person_id, at=now)
    [shown] = await _shown(tx, [task], today)
    return await once.keep(shown, made=task.id)


async def _shown(session: AsyncSession, rows: Sequence[Task], today: date) -> list[TaskRead]:
    done = await queries.completions(session, [row.id for row in rows])
    names = await roster.names(session, {row.owner_id for row in rows})
    return [
        TaskRead(
            id=row.id,
            resolution_id=row.resolution_id,
            title=row.title,
            owner_id=row.owner_id,
            owner_name=names.get(row.owner_id, ""),
            due_on=row.due_on,
            state=rules.state(row, done=row.id in done, today=today),
            completion=TaskCompletionRead.model_validate(done[row.id]) if row.id in done else None,
        )
        for row in rows
    ]
