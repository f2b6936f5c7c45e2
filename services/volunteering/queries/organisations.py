"""Branches for which a caller acts, and communities."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.errors import Forbidden
from shared.roster import ORGANISATION

from ..rules.projects import CommunityMissing


def acting_branch(access: Access) -> UUID:
    """The branch for which the caller acts. Raises Forbidden."""
    return _anchor(access, Reach.BRANCH)


def acting_community(access: Access) -> UUID:
    """The community for which the caller acts. Raises Forbidden."""
    return _anchor(access, Reach.COMMUNITY)


def _anchor(access: Access, reach: Reach) -> UUID:
    for grant in access.grants:
        if grant.reach is reach and grant.anchor is not None:
            return grant.anchor
    raise Forbidden


async def community_known(session: AsyncSession, community_id: UUID) -> None:
    """Raises CommunityMissing."""
    query = select(ORGANISATION.c.kind).where(ORGANISATION.c.id == community_id)
    if (await session.execute(query)).scalar_one_or_none() != "community":
        raise CommunityMissing


async def titles(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Chinese and English titles, in one statement."""
    table = ORGANISATION.c
    query = select(table.id, table.title_zh, table.title_en).where(among(session, table.id, set(ids)))
    return {row.id: (row.title_zh, row.title_en) for row in await session.execute(query)}
