"""Questions about appointments. An appointment at a group belongs to the group's branch too."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Appointment, Organisation, OrganisationKind
from .days import in_force

_at_group = col(Organisation.kind) == OrganisationKind.GROUP.value


def _within(grants: Sequence[Grant]) -> Select[Any]:
    group = case((_at_group, col(Organisation.id)), else_=None)
    branch = case((_at_group, col(Organisation.parent_id)), else_=col(Organisation.id))
    return (
        select(Appointment)
        .outerjoin(Organisation, col(Organisation.id) == col(Appointment.organisation_id))
        .where(fence(grants, person=col(Appointment.subject_id), group=group, branch=branch))
    )


def listed(
    grants: Sequence[Grant],
    *,
    subject_id: UUID | None,
    organisation_id: UUID | None,
    role: str | None,
    on: date | None,
) -> Select[Any]:
    """Appointments within reach; with `on`, those in force that day."""
    query = _within(grants)
    if subject_id:
        query = query.where(col(Appointment.subject_id) == subject_id)
    if organisation_id:
        query = query.where(col(Appointment.organisation_id) == organisation_id)
    if role:
        query = query.where(col(Appointment.role) == role)
    if on:
        query = query.where(in_force(Appointment, on))
    return query


async def within(session: AsyncSession, grants: Sequence[Grant], appointment_id: UUID) -> Appointment | None:
    """The appointment, if these rights go that far."""
    query = _within(grants).where(col(Appointment.id) == appointment_id)
    return (await session.execute(query)).scalar_one_or_none()


async def of_subject(session: AsyncSession, subject_id: UUID) -> Sequence[Appointment]:
    """All that a person or machine holds or held."""
    return (await session.exec(select(Appointment).where(col(Appointment.subject_id) == subject_id))).all()


async def present(session: AsyncSession, subject_id: UUID, on: date) -> Sequence[Appointment]:
    """What a person or machine holds on a day, oldest first."""
    query = select(Appointment).where(col(Appointment.subject_id) == subject_id, in_force(Appointment, on))
    return (await session.exec(query.order_by(col(Appointment.from_on), col(Appointment.id)))).all()
