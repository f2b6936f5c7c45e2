"""Duties that a caller may see, and the meeting that they belong to, locked."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Duty, Meeting, Sitting
from ..rules.duties import DutyMissing
from .meetings import on_roll
from .sittings import locked


async def seen(session: AsyncSession, duty_id: UUID, grants: Sequence[Grant], caller_id: UUID) -> Duty:
    """A duty at a meeting that the caller may see. Raises DutyMissing."""
    return await _found(session, duty_id, or_(_reached(grants), on_roll(caller_id)))


async def within(session: AsyncSession, duty_id: UUID, grants: Sequence[Grant]) -> Duty:
    """A duty that the rights reach, for whoever acts on it. Raises DutyMissing."""
    return await _found(session, duty_id, _reached(grants))


async def by_id(session: AsyncSession, duty_id: UUID) -> Duty:
    """A duty that another row already led to."""
    found: Duty = (await session.execute(select(Duty).where(col(Duty.id) == duty_id))).scalar_one()
    return found


async def of_sitting(session: AsyncSession, sitting_id: UUID) -> list[Duty]:
    """All of them, oldest first."""
    query = select(Duty).where(col(Duty.sitting_id) == sitting_id).order_by(col(Duty.id))
    return list((await session.execute(query)).scalars())


async def arranged(session: AsyncSession, sitting_id: UUID) -> tuple[Meeting, Sitting]:
    """A meeting and its sitting, locked in this order and read anew; nobody closes or moves them meanwhile."""
    query = select(Meeting).where(
        col(Meeting.id).in_(select(col(Sitting.meeting_id)).where(col(Sitting.id) == sitting_id))
    )
    query = query.with_for_update().execution_options(populate_existing=True)
    meeting: Meeting = (await session.execute(query)).scalar_one()
    return meeting, await locked(session, sitting_id)


async def again(session: AsyncSession, duty_id: UUID) -> Duty:
    """The duty under its lock, for whatever counts who has taken it."""
    query = select(Duty).where(col(Duty.id) == duty_id).with_for_update()
    found: Duty = (await session.execute(query.execution_options(populate_existing=True))).scalar_one()
    return found


def _reached(grants: Sequence[Grant]) -> ColumnElement[bool]:
    return fence(grants, group=col(Meeting.group_id), branch=col(Meeting.branch_id))


async def _found(session: AsyncSession, duty_id: UUID, reached: ColumnElement[bool]) -> Duty:
    query: Select[Duty] = (
        select(Duty)
        .join(Sitting, col(Sitting.id) == col(Duty.sitting_id))
        .join(Meeting, col(Meeting.id) == col(Sitting.meeting_id))
        .where(col(Duty.id) == duty_id, reached)
    )
    found: Duty | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise DutyMissing
    return found
