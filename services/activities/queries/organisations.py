"""Branches and groups for which a caller acts."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.errors import Missing
from shared.roster import ORGANISATION


class OrganisationMissing(Missing):
    """No such branch or group, or not for you."""

    zh, en = "党组织不存在", "No such organisation"


async def acting_for(session: AsyncSession, access: Access, group_id: UUID | None) -> UUID:
    """The branch for which the caller acts: by a right for the branch, or for exactly this group of it.

    Raises OrganisationMissing.
    """
    for grant in access.grants:
        if grant.reach is Reach.BRANCH and grant.anchor is not None:
            if group_id is not None and await _above(session, group_id) != grant.anchor:
                continue
            return grant.anchor
        if grant.reach is Reach.GROUP and group_id is not None and grant.anchor == group_id:
            branch_id = await _above(session, group_id)
            if branch_id is not None:
                return branch_id
    raise OrganisationMissing


async def _above(session: AsyncSession, organisation_id: UUID) -> UUID | None:
    query = select(ORGANISATION.c.parent_id).where(ORGANISATION.c.id == organisation_id)
    found: UUID | None = (await session.execute(query)).scalar_one_or_none()
    return found
