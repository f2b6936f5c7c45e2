"""Communities with their profiles; everybody may know where they are found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import ORGANISATION, fence

from ..models import Community
from ..rules.projects import CommunityMissing


@dataclass(frozen=True, slots=True)
class Known:
    """What directory tells of a community, and what its officers have written, if anything."""

    id: UUID
    title_zh: str
    title_en: str
    profile: Community | None


def every() -> Select[Any]:
    """All of them: `id`, both titles, `profile`."""
    organisation = ORGANISATION.c
    return (
        select(organisation.id, organisation.title_zh, organisation.title_en, Community)
        .outerjoin(Community, col(Community.id) == organisation.id)
        .where(organisation.kind == "community")
    )


def known(row: Any) -> Known:
    """A row of `every`."""
    return Known(row.id, row.title_zh, row.title_en, row.Community)


async def one(session: AsyncSession, community_id: UUID) -> Known:
    """Raises CommunityMissing."""
    return await _found(session, every().where(ORGANISATION.c.id == community_id))


async def within(session: AsyncSession, community_id: UUID, grants: Sequence[Grant]) -> Known:
    """One whose profile the caller may write, under lock. Raises CommunityMissing."""
    organisation = ORGANISATION.c
    reached = fence(grants, community=organisation.id)
    lock = select(organisation.id).where(organisation.id == community_id, reached).with_for_update()
    if (await session.execute(lock)).scalar_one_or_none() is None:
        raise CommunityMissing
    # Read after the lock: another may have written while this waited.
    return await _found(session, every().where(organisation.id == community_id))


async def _found(session: AsyncSession, query: Select[Any]) -> Known:
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise CommunityMissing
    return known(found)


async def regions(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str | None]:
    """Where communities lie, as far as it was written."""
    query = select(col(Community.id), col(Community.region)).where(col(Community.id).in_(ids))
    return {row.id: row.region for row in await session.execute(query)}
