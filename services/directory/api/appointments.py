"""`/v1/appointments`: who holds which role where, and when."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.policy import Reach, Role
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape

from .. import queries, usecases
from ..models import Appointment, Client, Organisation, Person
from ..rules.life import appointments as rules
from ..rules.life.organisations import OrganisationMissing
from .given import Day, Tell, there

router = APIRouter(prefix="/v1/appointments", tags=["appointments"])

Reader = Annotated[Access, may("appointment.read")]
Writer = Annotated[Access, may("appointment.write")]


class AppointmentCreate(Shape):
    """`subject_id` is a person's or a machine client's id. Administrators and HR stand nowhere."""

    subject_id: UUID
    role: Role
    organisation_id: UUID | None = None
    from_on: Day
    until_on: Day | None = None


class AppointmentEndingCreate(Shape):
    """The last day: yesterday takes the role away now. The day before `from_on` withdraws the whole span."""

    until_on: Day


class AppointmentRead(Read):
    """One span of a role; both days belong to it."""

    id: UUID
    subject_id: UUID
    role: Role
    organisation_id: UUID | None
    from_on: date
    until_on: date | None
    appointed_by: UUID


@router.get("", summary="任职列表 / Appointments")
async def list_appointments(
    reader: Reader,
    view: View,
    paged: Paged,
    subject_id: UUID | None = None,
    organisation_id: UUID | None = None,
    role: Role | None = None,
    on: Annotated[date | None, Query(description="Only those in force on this day.")] = None,
) -> Page[AppointmentRead]:
    """Those within reach, ended ones too."""
    query = queries.appointments.listed(
        reader.grants, subject_id=subject_id, organisation_id=organisation_id, role=role, on=on
    )
    rows, cursor = await paged.rows(view, query, col(Appointment.id))
    return Page(items=[AppointmentRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="任命 / Appoint")
async def appoint(
    body: AppointmentCreate, writer: Writer, tx: Tx, tell: Tell, now: Now, today: Today, once: Once
) -> AppointmentRead:
    """Someone within reach, at an organisation within reach; nobody appoints himself."""
    place = await _place(tx, writer, body.organisation_id)
    rules.check_appointer(body.subject_id, place, by=writer.person_id, reaches_all=writer.reaches(Reach.ALL))
    holder = await _holder(tx, writer, body.subject_id, today)
    row = await usecases.appointments.appoint(
        tx,
        tell,
        holder,
        role=body.role,
        organisation=place,
        from_on=body.from_on,
        until_on=body.until_on,
        by=writer.person_id,
        at=now,
    )
    return await once.keep(AppointmentRead.model_validate(row), made=row.id)


async def _place(tx: AsyncSession, writer: Access, organisation_id: UUID | None) -> Organisation | None:
    if organisation_id is None:
        return None
    return there(await queries.organisations.reached(tx, writer.grants, organisation_id), OrganisationMissing)


async def _holder(tx: AsyncSession, writer: Access, subject_id: UUID, on: date) -> Person | Client:
    if not writer.reaches(Reach.ALL):
        there(await queries.persons.within(tx, writer.grants, subject_id, on), rules.SubjectMissing)
    return await usecases.appointments.holder_of(tx, subject_id)


@router.post("/{appointment_id}/ending", status_code=201, summary="免职 / End an appointment")
async def end_appointment(
    appointment_id: UUID,
    body: AppointmentEndingCreate,
    writer: Writer,
    tx: Tx,
    tell: Tell,
    now: Now,
    once: Once,
) -> AppointmentRead:
    """Taken away everywhere within a minute, although tokens may still be young."""
    row = there(
        await queries.appointments.within(tx, writer.grants, appointment_id), rules.AppointmentMissing
    )
    holder = await usecases.appointments.holder_of(tx, row.subject_id)
    await tx.refresh(row)
    row = await usecases.appointments.end(tx, tell, row, holder, until_on=body.until_on, at=now)
    return await once.keep(AppointmentRead.model_validate(row), made=row.id)
