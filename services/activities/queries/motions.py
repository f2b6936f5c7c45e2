"""Motions of the meetings that a caller may see, with their steps and results."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Meeting, Motion, MotionResult, MotionState, MotionStep
from ..rules.motions import MotionMissing
from .meetings import on_roll


async def seen(
    session: AsyncSession,
    motion_id: UUID,
    grants: Sequence[Grant],
    caller_id: UUID,
    *,
    while_it_is_open: bool = False,
) -> Motion:
    """A motion of a meeting that the caller may see. Raises MotionMissing.

    `while_it_is_open` keeps it as it is until the transaction ends: voters hold it together, closing waits.
    """
    reached = fence(grants, group=col(Meeting.group_id), branch=col(Meeting.branch_id))
    query = select(Motion).join(Meeting, col(Meeting.id) == col(Motion.meeting_id))
    query = query.where(col(Motion.id) == motion_id, reached | on_roll(caller_id))
    return await _found(session, query.with_for_update(read=True, of=Motion) if while_it_is_open else query)


async def locked(session: AsyncSession, motion_id: UUID) -> Motion:
    """The motion, read anew under its lock."""
    query = select(Motion).where(col(Motion.id) == motion_id).with_for_update()
    return await _found(session, query.execution_options(populate_existing=True))


async def _found(session: AsyncSession, query: Select[Motion]) -> Motion:
    found: Motion | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise MotionMissing
    return found


def of_meeting(meeting_id: UUID) -> Select[Motion]:
    """The motions of a meeting."""
    return select(Motion).where(col(Motion.meeting_id) == meeting_id)


async def states(session: AsyncSession, meeting_id: UUID) -> list[MotionState]:
    """Where each motion of a meeting stands."""
    query = select(col(Motion.state)).where(col(Motion.meeting_id) == meeting_id)
    return list((await session.execute(query)).scalars())


async def last_number(session: AsyncSession, meeting_id: UUID) -> int:
    """The highest number given to a motion of the meeting; 0 if none."""
    query = select(func.max(col(Motion.number))).where(col(Motion.meeting_id) == meeting_id)
    return int((await session.execute(query)).scalar_one() or 0)


async def steps(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[MotionStep]]:
    """How each motion came to where it is, oldest first."""
    query = select(MotionStep).where(col(MotionStep.motion_id).in_(ids)).order_by(col(MotionStep.id))
    found: dict[UUID, list[MotionStep]] = defaultdict(list)
    for row in (await session.execute(query)).scalars():
        found[row.motion_id].append(row)
    return found


async def results(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, MotionResult]:
    """The results of those that are closed."""
    query = select(MotionResult).where(col(MotionResult.motion_id).in_(ids))
    return {row.motion_id: row for row in (await session.execute(query)).scalars()}
