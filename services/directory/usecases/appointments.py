"""Appointing and ending appointments."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role
from shared.ids import new_id
from shared.outbox import Teller

from .. import queries
from ..models import Appointment, Client, ClientKind, Organisation, Person
from ..rules.life import appointments as rules
from ..rules.life.persons import PersonInactive
from .telling import mark, tell_appointments


async def holder_of(session: AsyncSession, subject_id: UUID) -> Person | Client:
    """The person or machine of this id, locked. Raises SubjectMissing."""
    found = await queries.persons.locked(session, subject_id) or await queries.clients.locked(
        session, subject_id
    )
    if found is None or (isinstance(found, Client) and found.kind != ClientKind.MACHINE):
        raise rules.SubjectMissing
    return found


async def appoint(
    session: AsyncSession,
    teller: Teller,
    holder: Person | Client,
    *,
    role: Role,
    organisation: Organisation | None,
    from_on: date,
    until_on: date | None,
    by: UUID,
    at: datetime,
    appointment_id: UUID | None = None,
) -> Appointment:
    """A new span of a role; `holder` must be locked.

    Raises PersonInactive, SpanBackwards, RoleMisplaced, RoleUnfit, RolesExclude, AppointmentOverlaps,
    CommunityOfficerInside.
    """
    if isinstance(holder, Person) and not holder.active:
        raise PersonInactive
    organisation_id = organisation.id if organisation else None
    rules.check_span(from_on, until_on)
    rules.check_role(role, organisation, machine=isinstance(holder, Client))
    known = await queries.appointments.of_subject(session, holder.id)
    rules.check_held(role, organisation_id, known, from_on=from_on, until_on=until_on)
    memberships = await queries.memberships.of_person(session, holder.id)
    rules.check_outside(role, memberships, from_on=from_on, until_on=until_on)
    appointment = Appointment(
        id=appointment_id or new_id(),
        subject_id=holder.id,
        role=role.value,
        organisation_id=organisation_id,
        from_on=from_on,
        until_on=until_on,
        appointed_by=by,
    )
    session.add(appointment)
    await _changed(session, teller, holder, at)
    return appointment


async def end(
    session: AsyncSession,
    teller: Teller,
    appointment: Appointment,
    holder: Person | Client,
    *,
    until_on: date,
    at: datetime,
) -> Appointment:
    """The last day of a role; `holder` must be locked. Raises EndingNotEarlier."""
    rules.check_ending(appointment, until_on)
    appointment.until_on = until_on
    await _changed(session, teller, holder, at)
    return appointment


async def _changed(session: AsyncSession, teller: Teller, holder: Person | Client, at: datetime) -> None:
    mark(holder, rights=True)
    await session.flush()
    await tell_appointments(session, teller, holder, at)
