"""Follow-up tasks: set for an owner, done once."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Resolution, Task, TaskCompletion
from ..queries import rolls
from ..rules import tasks as rules


async def set_(
    session: AsyncSession,
    resolution: Resolution,
    title: str,
    *,
    owner_id: UUID,
    due_on: date,
    by: UUID,
    at: datetime,
    today: date,
) -> Task:
    """One task of a resolution. Raises TaskInThePast, OwnerUnknown."""
    rules.may_set(due_on, today)
    if not await rolls.known(session, owner_id):
        raise rules.OwnerUnknown
    task = Task(
        resolution_id=resolution.id,
        branch_id=resolution.branch_id,
        group_id=resolution.group_id,
        title=title,
        owner_id=owner_id,
        due_on=due_on,
        by_id=by,
        at=at,
    )
    session.add(task)
    await session.flush()
    return task


async def complete(session: AsyncSession, task: Task, note: str, *, by: UUID, at: datetime) -> TaskCompletion:
    """Say what was done. Raises TaskDone."""
    done = TaskCompletion(task_id=task.id, note=note, by_id=by, at=at)
    await add_or_refuse(session, done, _twice)
    return done


async def _twice() -> Exception:
    return rules.TaskDone()
