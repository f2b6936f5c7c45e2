"""Attempts: each person's own, and those whose time is over."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Attempt, AttemptItem
from ..rules.attempts import GRACE, AttemptMissing


def own(person_id: UUID) -> Select[Attempt]:
    """The person's attempts."""
    return select(Attempt).where(col(Attempt.person_id) == person_id)


async def one(session: AsyncSession, attempt_id: UUID, person_id: UUID, *, lock: bool = False) -> Attempt:
    """The person's own. Raises AttemptMissing."""
    query = own(person_id).where(col(Attempt.id) == attempt_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: Attempt | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise AttemptMissing
    return found


async def at(
    session: AsyncSession, person_id: UUID, *, contest_id: UUID | None = None, course_id: UUID | None = None
) -> list[Attempt]:
    """The person's attempts in one contest or course, first one first."""
    where: ColumnElement[bool] = (
        col(Attempt.course_id) == course_id if contest_id is None else col(Attempt.contest_id) == contest_id
    )
    query = own(person_id).where(where).order_by(col(Attempt.number))
    return list((await session.execute(query)).scalars())


async def items(session: AsyncSession, attempt_id: UUID) -> list[AttemptItem]:
    """The paper, in order."""
    query = select(AttemptItem).where(col(AttemptItem.attempt_id) == attempt_id)
    return list((await session.execute(query.order_by(col(AttemptItem.position)))).scalars())


async def overdue(session: AsyncSession, now: datetime, most: int) -> list[Attempt]:
    """Running beyond deadline and grace, locked; those that somebody else holds are left to them."""
    query = (
        select(Attempt)
        .where(col(Attempt.ended_at).is_(None), col(Attempt.deadline_at) < now - GRACE)
        .order_by(col(Attempt.id))
        .limit(most)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list((await session.execute(query)).scalars())
