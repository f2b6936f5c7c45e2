"""Duties: added to a sitting, changed, counted. The meeting and the sitting are locked before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Duty, Meeting, Sitting
from ..rules import duties as rules


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody has to do, and how many are needed."""

    title: str
    note: str | None
    needed: int


async def add(
    session: AsyncSession, meeting: Meeting, sitting: Sitting, what: Wanted, *, by: UUID, at: datetime
) -> Duty:
    """One more duty, until the meeting is closed. Raises MeetingNotInState, SittingCancelled."""
    rules.may_arrange(meeting, sitting)
    duty = Duty(sitting_id=sitting.id, title=what.title, note=what.note, needed=what.needed, by_id=by, at=at)
    session.add(duty)
    await session.flush()
    return duty


async def change(session: AsyncSession, meeting: Meeting, sitting: Sitting, duty: Duty, what: Wanted) -> Duty:
    """Word it otherwise, or need more or fewer people. Raises MeetingNotInState, SittingCancelled, DutyHeld."""
    rules.may_arrange(meeting, sitting)
    rules.may_need(duty, what.needed)
    duty.title, duty.note, duty.needed = what.title, what.note, what.needed
    await session.flush()
    return duty


async def count(session: AsyncSession, duty: Duty, change: int) -> None:
    """One more has taken it, or one fewer. The database adds, and refuses more than are needed."""
    query = (
        update(Duty)
        .where(col(Duty.id) == duty.id)
        .values(taken=Duty.taken + change, revision=Duty.revision + 1)
        .returning(col(Duty.taken), col(Duty.revision))
        .execution_options(synchronize_session=False)
    )
    taken, revision = (await session.execute(query)).one()
    set_committed_value(duty, "taken", taken)
    set_committed_value(duty, "revision", revision)
