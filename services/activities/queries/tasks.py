"""Follow-up tasks that a caller may see, and those that were done."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Task, TaskCompletion, TaskState
from ..rules.tasks import TaskMissing


def visible(grants: Sequence[Grant], caller_id: UUID) -> Select[Task]:
    """Of the own branch, and one's own wherever they are from."""
    return select(Task).where(or_(_reached(grants), col(Task.owner_id) == caller_id))


def _reached(grants: Sequence[Grant]) -> ColumnElement[bool]:
    return fence(grants, person=col(Task.owner_id), group=col(Task.group_id), branch=col(Task.branch_id))


async def one(session: AsyncSession, task_id: UUID, grants: Sequence[Grant], caller_id: UUID) -> Task:
    """Raises TaskMissing."""
    return await _found(session, visible(grants, caller_id).where(col(Task.id) == task_id))


async def within(session: AsyncSession, task_id: UUID, grants: Sequence[Grant]) -> Task:
    """A task that the rights reach, locked, for whoever acts on it. Raises TaskMissing."""
    query = select(Task).where(_reached(grants), col(Task.id) == task_id)
    return await _found(session, query.with_for_update())


async def _found(session: AsyncSession, query: Select[Task]) -> Task:
    found: Task | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise TaskMissing
    return found


def in_state(query: Select[Task], state: TaskState | None, today: date) -> Select[Task]:
    """Narrowed to those that are in a state on that day."""
    if state is None:
        return query
    done = col(Task.id).in_(select(col(TaskCompletion.task_id)))
    if state is TaskState.DONE:
        return query.where(done)
    late = col(Task.due_on) < today
    return query.where(~done, late if state is TaskState.OVERDUE else ~late)


async def completions(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, TaskCompletion]:
    """Of those that were done."""
    query = select(TaskCompletion).where(col(TaskCompletion.task_id).in_(ids))
    return {row.task_id: row for row in (await session.execute(query)).scalars()}
