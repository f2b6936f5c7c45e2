"""Questions about absences. They go with the person: whoever reaches the person today reaches them all."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant

from ..models import Absence
from .days import in_force
from .persons import reached


def listed(
    grants: Sequence[Grant], today: date, *, person_id: UUID | None, kind: str | None, on: date | None
) -> Select[Any]:
    """Absences within reach; with `on`, those in force that day."""
    query = select(Absence).where(col(Absence.person_id).in_(reached(grants, today)))
    if person_id:
        query = query.where(col(Absence.person_id) == person_id)
    if kind:
        query = query.where(col(Absence.kind) == kind)
    if on:
        query = query.where(in_force(Absence, on))
    return query


async def within(
    session: AsyncSession, grants: Sequence[Grant], absence_id: UUID, today: date
) -> Absence | None:
    """The absence, if these rights go that far."""
    query = listed(grants, today, person_id=None, kind=None, on=None).where(col(Absence.id) == absence_id)
    return (await session.execute(query)).scalar_one_or_none()


async def of_person(session: AsyncSession, person_id: UUID) -> Sequence[Absence]:
    """All of a person's absences, oldest first."""
    query = select(Absence).where(col(Absence.person_id) == person_id).order_by(col(Absence.from_on))
    return (await session.exec(query)).all()


async def of_persons(session: AsyncSession, person_ids: Sequence[UUID]) -> dict[UUID, list[Absence]]:
    """All absences of each person who has any, oldest first."""
    query = select(Absence).where(among(session, col(Absence.person_id), person_ids))
    found: dict[UUID, list[Absence]] = defaultdict(list)
    for absence in await session.exec(query.order_by(col(Absence.from_on))):
        found[absence.person_id].append(absence)
    return found
