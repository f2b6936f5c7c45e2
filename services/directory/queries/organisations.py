"""Questions about the Party's tree. Whoever may read it may read all of it: it is on the factory's wall."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Organisation


def listed(*, kind: str | None, parent_id: UUID | None) -> Select[Any]:
    """All organisations, or those of one kind or directly below one."""
    query = select(Organisation)
    if kind:
        query = query.where(col(Organisation.kind) == kind)
    if parent_id:
        query = query.where(col(Organisation.parent_id) == parent_id)
    return query


async def one(session: AsyncSession, organisation_id: UUID) -> Organisation | None:
    """The organisation."""
    return await session.get(Organisation, organisation_id)


async def reached(
    session: AsyncSession, grants: Sequence[Grant], organisation_id: UUID
) -> Organisation | None:
    """The organisation, if these rights go that far."""
    within = fence(grants, branch=col(Organisation.id))
    return (
        await session.exec(select(Organisation).where(col(Organisation.id) == organisation_id, within))
    ).one_or_none()


async def locked(session: AsyncSession, organisation_id: UUID) -> Organisation | None:
    """The organisation, until this transaction ends nobody else's to change."""
    return await session.get(Organisation, organisation_id, with_for_update=True, populate_existing=True)


async def by_ids(session: AsyncSession, ids: set[UUID]) -> dict[UUID, Organisation]:
    """Organisations by id."""
    found = await session.exec(select(Organisation).where(col(Organisation.id).in_(ids)))
    return {organisation.id: organisation for organisation in found}
