"""Make-ups that a caller may see, and those whose time has run out."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import PERSON, fence

from ..models import Attendance, MakeUp, MakeUpState, Meeting
from ..rules.make_ups import MakeUpMissing


def visible(grants: Sequence[Grant]) -> Select[MakeUp]:
    """The own ones, those of the own group for its leader, of the branch for its committee."""
    return select(MakeUp).where(
        fence(grants, person=col(MakeUp.person_id), group=col(MakeUp.group_id), branch=col(MakeUp.branch_id))
    )


def narrowed(
    query: Select[MakeUp], *, meeting_id: UUID | None, person_id: UUID | None, state: MakeUpState | None
) -> Select[MakeUp]:
    """By what a list may be asked for."""
    if meeting_id is not None:
        query = query.where(col(MakeUp.meeting_id) == meeting_id)
    if person_id is not None:
        query = query.where(col(MakeUp.person_id) == person_id)
    return query if state is None else query.where(col(MakeUp.state) == state)


async def one(
    session: AsyncSession, make_up_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> MakeUp:
    """Raises MakeUpMissing."""
    query = visible(grants).where(col(MakeUp.id) == make_up_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: MakeUp | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise MakeUpMissing
    return found


async def of_attendance(session: AsyncSession, meeting_id: UUID, person_id: UUID) -> MakeUp | None:
    """What one person owes or has done for one meeting, locked."""
    query = select(MakeUp).where(col(MakeUp.meeting_id) == meeting_id, col(MakeUp.person_id) == person_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    found: MakeUp | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def overdue(session: AsyncSession, on: date, most: int) -> list[MakeUp]:
    """Those due whose last day is over, locked; what another round holds is left to it."""
    query = (
        select(MakeUp)
        .where(col(MakeUp.state) == MakeUpState.DUE, col(MakeUp.due_on) < on)
        .order_by(col(MakeUp.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return list((await session.execute(query)).scalars())


async def of_leavers(session: AsyncSession, rows: Sequence[MakeUp]) -> set[UUID]:
    """Those of these that nobody can do any more, having left the factory."""
    if not rows:
        return set()
    people = among(session, PERSON.c.id, {row.person_id for row in rows})
    query = select(PERSON.c.id).where(people, PERSON.c.active.is_(False))
    gone = set((await session.execute(query)).scalars())
    return {row.id for row in rows if row.person_id in gone}


async def attendance(session: AsyncSession, row: MakeUp) -> Attendance:
    """The absence that a make-up cures, locked."""
    query = select(Attendance).where(col(Attendance.id) == row.attendance_id).with_for_update()
    found: Attendance = (await session.execute(query)).scalar_one()
    return found


async def cause(session: AsyncSession, row: MakeUp) -> tuple[Meeting, Attendance]:
    """The meeting missed, and the absence from it."""
    query = (
        select(Meeting, Attendance)
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(col(Attendance.id) == row.attendance_id)
    )
    meeting, attendance = (await session.execute(query)).one()
    return meeting, attendance
