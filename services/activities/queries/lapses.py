"""Whose absence may have reached six months, and what was told of it before."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, not_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.roster import MEMBERSHIP, PERSON, in_force

from ..models import Attendance, AttendanceState, Lapse
from ..rules.attendance_alerts import SIX
from .leavers import left


async def often_absent(session: AsyncSession, from_on: date, on: date) -> list[UUID]:
    """Members on that day with at least six unexcused absences since the first day; the others cannot have lapsed."""
    there = in_force(MEMBERSHIP, on), not_(left(on))
    members = select(MEMBERSHIP.c.person_id).join(PERSON, PERSON.c.id == MEMBERSHIP.c.person_id).where(*there)
    query = (
        select(col(Attendance.person_id))
        .where(
            col(Attendance.settled_at).is_not(None),
            col(Attendance.state) == AttendanceState.ABSENT,
            col(Attendance.made_up_at).is_(None),
            col(Attendance.held_on).between(from_on, on),
            col(Attendance.person_id).in_(members),
        )
        .group_by(col(Attendance.person_id))
        .having(func.count() >= SIX)
        .order_by(col(Attendance.person_id))
    )
    return list((await session.execute(query)).scalars())


async def last_told(session: AsyncSession, person_id: UUID) -> date | None:
    """The last day of the sixth month of the run that was told last."""
    query = select(func.max(col(Lapse.lapsed_on))).where(col(Lapse.person_id) == person_id)
    found: date | None = (await session.execute(query)).scalar()
    return found
