"""Meetings that a caller may see, with their sittings and steps."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Meeting, MeetingKind, MeetingState, MeetingStep, RollLine, Sitting
from ..rules.meetings import MeetingMissing


def visible(grants: Sequence[Grant], caller_id: UUID) -> Select[Meeting]:
    """Meetings of the own branch from the notice on, planned ones for whoever planned or may plan them.

    Whoever stands on a roll sees that meeting, wherever the membership is.
    """
    reached = fence(grants, group=col(Meeting.group_id), branch=col(Meeting.branch_id))
    return select(Meeting).where(or_(reached, on_roll(caller_id)))


def on_roll(person_id: UUID) -> ColumnElement[bool]:
    """Meetings on whose roll the person stands."""
    lines = select(col(RollLine.meeting_id)).where(col(RollLine.person_id) == person_id)
    return col(Meeting.id).in_(lines)


async def one(
    session: AsyncSession, meeting_id: UUID, grants: Sequence[Grant], caller_id: UUID, *, lock: bool = False
) -> Meeting:
    """Raises MeetingMissing."""
    query = visible(grants, caller_id).where(col(Meeting.id) == meeting_id)
    return await _found(session, query, lock=lock)


async def within(
    session: AsyncSession, meeting_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Meeting:
    """A meeting that the rights reach, for whoever acts on it. Raises MeetingMissing."""
    reached = fence(grants, group=col(Meeting.group_id), branch=col(Meeting.branch_id))
    return await _found(session, select(Meeting).where(reached, col(Meeting.id) == meeting_id), lock=lock)


async def by_id(session: AsyncSession, meeting_id: UUID) -> Meeting:
    """A meeting that another row already led to."""
    found: Meeting = (
        await session.execute(select(Meeting).where(col(Meeting.id) == meeting_id))
    ).scalar_one()
    return found


async def locked(session: AsyncSession, meeting_id: UUID) -> Meeting:
    """The same under its lock, read anew."""
    query = select(Meeting).where(col(Meeting.id) == meeting_id).with_for_update()
    found: Meeting = (await session.execute(query.execution_options(populate_existing=True))).scalar_one()
    return found


async def _found(session: AsyncSession, query: Select[Meeting], *, lock: bool) -> Meeting:
    found: Meeting | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise MeetingMissing
    return found


async def sittings(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Sitting]]:
    """The sittings of meetings, first one first."""
    query = select(Sitting).where(col(Sitting.meeting_id).in_(ids))
    found: dict[UUID, list[Sitting]] = defaultdict(list)
    for row in (await session.execute(query.order_by(col(Sitting.starts_at), col(Sitting.id)))).scalars():
        found[row.meeting_id].append(row)
    return found


async def steps(session: AsyncSession, meeting_id: UUID) -> list[MeetingStep]:
    """How the meeting came to where it is, oldest first."""
    query = select(MeetingStep).where(col(MeetingStep.meeting_id) == meeting_id)
    return list((await session.execute(query.order_by(col(MeetingStep.id)))).scalars())


def in_state(query: Select[Meeting], state: MeetingState | None, kind: MeetingKind | None) -> Select[Meeting]:
    """Narrowed by what a list may be asked for."""
    if state is not None:
        query = query.where(col(Meeting.state) == state)
    return query if kind is None else query.where(col(Meeting.kind) == kind)
