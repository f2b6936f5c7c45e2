"""Questions about departures. They stay with the branch and group to which the person belonged."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Departure, DepartureState


def listed(grants: Sequence[Grant], *, person_id: UUID | None, state: str | None) -> Select[Any]:
    """Departures within reach."""
    columns = {
        "person": col(Departure.person_id),
        "group": col(Departure.group_id),
        "branch": col(Departure.branch_id),
    }
    query = select(Departure).where(fence(grants, **columns))
    if person_id:
        query = query.where(col(Departure.person_id) == person_id)
    if state:
        query = query.where(col(Departure.state) == state)
    return query


async def within(session: AsyncSession, grants: Sequence[Grant], departure_id: UUID) -> Departure | None:
    """The departure, if these rights go that far."""
    query = listed(grants, person_id=None, state=None).where(col(Departure.id) == departure_id)
    return (await session.execute(query)).scalar_one_or_none()


async def again(session: AsyncSession, departure_id: UUID) -> Departure:
    """The departure as it stands now, locked; the person must be locked before."""
    return await session.get_one(Departure, departure_id, with_for_update=True, populate_existing=True)


async def of_person(session: AsyncSession, person_id: UUID, state: DepartureState) -> Sequence[Departure]:
    """Those of a person in one state, the last first."""
    query = select(Departure).where(
        col(Departure.person_id) == person_id, col(Departure.state) == state.value
    )
    return (await session.exec(query.order_by(col(Departure.on).desc()))).all()


async def due(session: AsyncSession, today: date) -> Sequence[tuple[UUID, UUID]]:
    """Departure and person of all whose day has come."""
    query = select(Departure.id, Departure.person_id).where(
        col(Departure.state) == DepartureState.PLANNED.value, col(Departure.on) <= today
    )
    return (await session.exec(query)).all()
