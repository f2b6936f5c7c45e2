"""Questions about regularisations: they stay with the branch whose meeting decides."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Membership, MembershipStatus, Person, Regularisation
from ..rules.life.months import months_later
from ..rules.life.regularisations import PROBATION_MONTHS
from .days import in_force


def listed(
    grants: Sequence[Grant], *, person_id: UUID | None, branch_id: UUID | None, state: str | None
) -> Select[Any]:
    """Regularisations within reach."""
    columns = {
        "person": col(Regularisation.person_id),
        "group": col(Regularisation.group_id),
        "branch": col(Regularisation.branch_id),
    }
    query = select(Regularisation).where(fence(grants, **columns))
    if person_id:
        query = query.where(col(Regularisation.person_id) == person_id)
    if branch_id:
        query = query.where(col(Regularisation.branch_id) == branch_id)
    if state:
        query = query.where(col(Regularisation.state) == state)
    return query


async def within(session: AsyncSession, grants: Sequence[Grant], row_id: UUID) -> Regularisation | None:
    """The regularisation, if these rights go that far."""
    query = listed(grants, person_id=None, branch_id=None, state=None).where(col(Regularisation.id) == row_id)
    return (await session.execute(query)).scalar_one_or_none()


async def again(session: AsyncSession, row_id: UUID) -> Regularisation:
    """The regularisation as it stands now, locked; the person must be locked before."""
    return await session.get_one(Regularisation, row_id, with_for_update=True, populate_existing=True)


async def of_persons(session: AsyncSession, person_ids: Sequence[UUID]) -> dict[UUID, list[Regularisation]]:
    """All of each of these persons, oldest first."""
    query = select(Regularisation).where(col(Regularisation.person_id).in_(person_ids))
    found: dict[UUID, list[Regularisation]] = {person_id: [] for person_id in person_ids}
    for row in await session.exec(query.order_by(col(Regularisation.id))):
        found[row.person_id].append(row)
    return found


async def of_person(session: AsyncSession, person_id: UUID) -> list[Regularisation]:
    """All of a person, oldest first."""
    return (await of_persons(session, [person_id]))[person_id]


def ending(grants: Sequence[Grant], today: date, horizon: date) -> Select[Any]:
    """Present probationary memberships within reach whose probation is over by the horizon."""
    joined = func.coalesce(Person.joined_party_on, Membership.from_on)
    longer = select(Regularisation.person_id).where(col(Regularisation.extended_until) > horizon)
    columns = {
        "person": col(Membership.person_id),
        "group": col(Membership.group_id),
        "branch": col(Membership.branch_id),
    }
    return (
        select(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            fence(grants, **columns),
            in_force(Membership, today),
            col(Membership.status) == MembershipStatus.PROBATIONARY.value,
            joined <= months_later(horizon, -PROBATION_MONTHS),
            col(Membership.person_id).not_in(longer),
        )
    )
