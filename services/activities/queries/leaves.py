"""Leaves that a caller may see."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Leave, LeaveState
from ..rules.leaves import LeaveMissing


def visible(grants: Sequence[Grant]) -> Select[Leave]:
    """The own ones, those of the own group for its leader, of the branch for its committee."""
    return select(Leave).where(
        fence(grants, person=col(Leave.person_id), group=col(Leave.group_id), branch=col(Leave.branch_id))
    )


def narrowed(
    query: Select[Leave], *, meeting_id: UUID | None, person_id: UUID | None, state: LeaveState | None
) -> Select[Leave]:
    """By what a list may be asked for."""
    if meeting_id is not None:
        query = query.where(col(Leave.meeting_id) == meeting_id)
    if person_id is not None:
        query = query.where(col(Leave.person_id) == person_id)
    return query if state is None else query.where(col(Leave.state) == state)


async def one(session: AsyncSession, leave_id: UUID, grants: Sequence[Grant], *, lock: bool = False) -> Leave:
    """Raises LeaveMissing."""
    return await _found(session, visible(grants).where(col(Leave.id) == leave_id), lock=lock)


async def own(session: AsyncSession, leave_id: UUID, person_id: UUID) -> Leave:
    """A leave that this person has asked for, locked. Raises LeaveMissing."""
    query = select(Leave).where(col(Leave.id) == leave_id, col(Leave.person_id) == person_id)
    return await _found(session, query, lock=True)


async def _found(session: AsyncSession, query: Select[Leave], *, lock: bool) -> Leave:
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: Leave | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise LeaveMissing
    return found


async def undecided(session: AsyncSession, meeting_id: UUID) -> int:
    """How many requests for a meeting wait for their answer."""
    query = select(func.count()).where(
        col(Leave.meeting_id) == meeting_id, col(Leave.state) == LeaveState.ASKED
    )
    found: int = (await session.execute(query)).scalar_one()
    return found


async def asked(session: AsyncSession, meeting_id: UUID, people: Collection[UUID]) -> list[Leave]:
    """Requests of these people for a meeting that wait for their answer, locked."""
    if not people:
        return []
    query = select(Leave).where(
        col(Leave.meeting_id) == meeting_id,
        among(session, col(Leave.person_id), people),
        col(Leave.state) == LeaveState.ASKED,
    )
    query = query.order_by(col(Leave.id)).with_for_update().execution_options(populate_existing=True)
    return list((await session.execute(query)).scalars())


async def granted(session: AsyncSession, meeting_id: UUID) -> set[UUID]:
    """Who has leave from a meeting."""
    query = select(col(Leave.person_id)).where(
        col(Leave.meeting_id) == meeting_id, col(Leave.state) == LeaveState.GRANTED
    )
    return set((await session.execute(query)).scalars())
