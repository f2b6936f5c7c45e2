"""Sittings that a caller may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Meeting, Sitting
from ..rules.sittings import SittingMissing
from .meetings import on_roll


async def seen(session: AsyncSession, sitting_id: UUID, grants: Sequence[Grant], caller_id: UUID) -> Sitting:
    """A sitting of a meeting that the caller may see. Raises SittingMissing."""
    reached = fence(grants, group=col(Meeting.group_id), branch=col(Meeting.branch_id))
    query = select(Sitting).join(Meeting, col(Meeting.id) == col(Sitting.meeting_id))
    return await _found(session, query.where(col(Sitting.id) == sitting_id, reached | on_roll(caller_id)))


async def within(
    session: AsyncSession, sitting_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Sitting:
    """A sitting that the rights reach, for whoever acts on it. Raises SittingMissing."""
    reached = fence(grants, group=col(Meeting.group_id), branch=col(Meeting.branch_id))
    query = select(Sitting).join(Meeting, col(Meeting.id) == col(Sitting.meeting_id))
    query = query.where(col(Sitting.id) == sitting_id, reached)
    return await _found(session, query.with_for_update(of=Sitting) if lock else query)


async def locked(session: AsyncSession, sitting_id: UUID) -> Sitting:
    """The sitting, read anew under its lock, for whatever counts places."""
    query = select(Sitting).where(col(Sitting.id) == sitting_id).with_for_update()
    return await _found(session, query.execution_options(populate_existing=True))


async def locked_with_meeting(session: AsyncSession, sitting_id: UUID) -> tuple[Sitting, Meeting]:
    """As `locked`, with the meeting beside it, in one statement."""
    query = (
        select(Sitting, Meeting)
        .join(Meeting, col(Meeting.id) == col(Sitting.meeting_id))
        .where(col(Sitting.id) == sitting_id)
        .with_for_update(of=Sitting)
        .execution_options(populate_existing=True)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise SittingMissing
    return found[0], found[1]


async def _found(session: AsyncSession, query: Select[Sitting]) -> Sitting:
    found: Sitting | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise SittingMissing
    return found
