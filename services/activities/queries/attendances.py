"""Attendances that a caller may see."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Row, Select, not_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Reach
from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, PERSON, fence, in_force

from ..models import Attendance, AttendanceState, Meeting, RollLine
from .leavers import left


def visible(grants: Sequence[Grant]) -> Select[Attendance]:
    """The own ones, those of the own group for its leader, of the branch for its committee."""
    return select(Attendance).where(
        fence(
            grants,
            person=col(Attendance.person_id),
            group=col(Attendance.group_id),
            branch=col(Attendance.branch_id),
        )
    )


def narrowed(
    query: Select[Attendance],
    *,
    person_id: UUID | None,
    state: AttendanceState | None,
    from_on: date | None,
    until_on: date | None,
) -> Select[Attendance]:
    """By what a list may be asked for; both days belong to it."""
    if person_id is not None:
        query = query.where(col(Attendance.person_id) == person_id)
    if state is not None:
        query = query.where(col(Attendance.state) == state)
    if from_on is not None:
        query = query.where(col(Attendance.held_on) >= from_on)
    return query if until_on is None else query.where(col(Attendance.held_on) <= until_on)


async def of_meeting(
    session: AsyncSession, meeting_id: UUID, people: Collection[UUID] | None = None, *, lock: bool = False
) -> dict[UUID, Attendance]:
    """The rows of these people or of all, by person; locked in the order of the people."""
    query = select(Attendance).where(col(Attendance.meeting_id) == meeting_id)
    if people is not None:
        query = query.where(col(Attendance.person_id).in_(people))
    query = query.order_by(col(Attendance.person_id))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return {row.person_id: row for row in (await session.execute(query)).scalars()}


async def roll_seen(session: AsyncSession, meeting: Meeting, grants: Sequence[Grant]) -> set[UUID]:
    """The people on a meeting's roll whose attendance the caller may see; its recorder sees them all."""
    reached = fence(
        grants, person=col(RollLine.person_id), group=col(RollLine.group_id), branch=col(RollLine.branch_id)
    )
    query = select(col(RollLine.person_id)).where(col(RollLine.meeting_id) == meeting.id)
    if not records(meeting, grants):
        query = query.where(reached)
    return set((await session.execute(query)).scalars())


async def rows_seen(session: AsyncSession, meeting: Meeting, grants: Sequence[Grant]) -> list[Attendance]:
    """The attendances of a meeting that the caller may see; its recorder sees them all."""
    query = select(Attendance) if records(meeting, grants) else visible(grants)
    query = query.where(col(Attendance.meeting_id) == meeting.id).order_by(col(Attendance.person_id))
    return list((await session.execute(query)).scalars())


def records(meeting: Meeting, grants: Sequence[Grant]) -> bool:
    """Whether the caller is the meeting's recorder."""
    return any(grant.reach is Reach.OWN and grant.anchor == meeting.recorder_id for grant in grants)


def members(grants: Sequence[Grant], on: date) -> Select[Row[UUID]]:
    """The people whose attendance the caller may follow: by where their membership is on that day, unless they left."""
    table = MEMBERSHIP.c
    reached = fence(grants, person=table.person_id, group=table.group_id, branch=table.branch_id)
    query = select(table.person_id.label("id")).join(PERSON, PERSON.c.id == table.person_id)
    return query.where(in_force(MEMBERSHIP, on), not_(left(on)), reached)


async def histories(
    session: AsyncSession, people: Collection[UUID], from_on: date, until_on: date
) -> Sequence[Row[UUID, date, AttendanceState, bool]]:
    """Settled attendances of these people: person, day, state, whether it was made up."""
    query = select(
        col(Attendance.person_id),
        col(Attendance.held_on),
        col(Attendance.state),
        col(Attendance.made_up_at).is_not(None),
    ).where(
        col(Attendance.person_id).in_(people),
        col(Attendance.settled_at).is_not(None),
        col(Attendance.held_on).between(from_on, until_on),
    )
    return (await session.execute(query)).all()
