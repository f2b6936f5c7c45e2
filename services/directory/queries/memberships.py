"""Questions about memberships. A branch sees the spans that were spent in it, not those spent elsewhere."""

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
from shared.roster import fence

from ..models import Membership
from .days import in_force


def _within(grants: Sequence[Grant]) -> Select[Any]:
    columns = {
        "person": col(Membership.person_id),
        "group": col(Membership.group_id),
        "branch": col(Membership.branch_id),
    }
    return select(Membership).where(fence(grants, **columns))


def listed(
    grants: Sequence[Grant],
    *,
    person_id: UUID | None,
    branch_id: UUID | None,
    group_id: UUID | None,
    on: date | None,
) -> Select[Any]:
    """Memberships within reach; with `on`, those in force that day."""
    query = _within(grants)
    if person_id:
        query = query.where(col(Membership.person_id) == person_id)
    if branch_id:
        query = query.where(col(Membership.branch_id) == branch_id)
    if group_id:
        query = query.where(col(Membership.group_id) == group_id)
    if on:
        query = query.where(in_force(Membership, on))
    return query


async def within(session: AsyncSession, grants: Sequence[Grant], membership_id: UUID) -> Membership | None:
    """The membership, if these rights go that far."""
    query = _within(grants).where(col(Membership.id) == membership_id)
    return (await session.execute(query)).scalar_one_or_none()


async def of_person(session: AsyncSession, person_id: UUID) -> Sequence[Membership]:
    """All of a person's memberships, oldest first."""
    query = select(Membership).where(col(Membership.person_id) == person_id).order_by(col(Membership.from_on))
    return (await session.exec(query)).all()


async def of_persons(session: AsyncSession, person_ids: Sequence[UUID]) -> dict[UUID, list[Membership]]:
    """All memberships of each person who has any, oldest first."""
    query = select(Membership).where(among(session, col(Membership.person_id), person_ids))
    found: dict[UUID, list[Membership]] = defaultdict(list)
    for membership in await session.exec(query.order_by(col(Membership.from_on))):
        found[membership.person_id].append(membership)
    return found


async def present(session: AsyncSession, person_ids: Sequence[UUID], on: date) -> dict[UUID, Membership]:
    """The membership of each person that is in force on a day."""
    query = select(Membership).where(col(Membership.person_id).in_(person_ids), in_force(Membership, on))
    return {membership.person_id: membership for membership in await session.exec(query)}
