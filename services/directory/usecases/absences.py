"""Beginning and ending absences."""

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from .. import queries
from ..models import Absence, Person
from ..rules.life import absences as rules
from .telling import mark, tell_person


async def begin(
    session: AsyncSession, teller: Teller, absence: Absence, *, person: Person, at: datetime
) -> Absence:
    """A new span; `person` must be locked. Raises PersonInactive, SpanBackwards, HostUnclear, AbsenceOverlaps."""
    known = await queries.absences.of_person(session, person.id)
    rules.check_beginning(person, absence, known)
    session.add(absence)
    await _changed(session, teller, person, at)
    return absence


async def end(
    session: AsyncSession, teller: Teller, absence: Absence, *, person: Person, until_on: date, at: datetime
) -> Absence:
    """The last day, earlier or later than foreseen; `person` must be locked.

    Raises AbsenceEndsTooEarly, AbsenceOverlaps.
    """
    known = await queries.absences.of_person(session, person.id)
    rules.check_ending(absence, until_on, known)
    absence.until_on = until_on
    await _changed(session, teller, person, at)
    return absence


async def _changed(session: AsyncSession, teller: Teller, person: Person, at: datetime) -> None:
    mark(person, rights=False)
    await session.flush()
    await tell_person(session, teller, person, at)
