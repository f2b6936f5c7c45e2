"""The words that texts of a branch may not say, beside those that ship."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Reach
from shared.auth.principal import Access, Grant
from shared.roster import fence

from ..models import BrandWord
from ..rules.brand_words import BrandWordMissing
from . import drives


async def binding(session: AsyncSession, branch_id: UUID) -> list[str]:
    """The words in force at a branch: its own and those of all above it."""
    query = select(col(BrandWord.word)).where(
        col(BrandWord.organisation_id).in_(await drives.above(session, branch_id)),
        col(BrandWord.retired_at).is_(None),
    )
    return list((await session.execute(query)).scalars())


async def visible(session: AsyncSession, access: Access) -> Select[BrandWord]:
    """Those that bind the organisations for which the caller acts, and those of below."""
    anchors = {grant.anchor for grant in access.grants if grant.anchor and grant.reach is not Reach.OWN}
    over = {each for anchor in anchors for each in await drives.above(session, anchor)}
    own = fence(access.grants, branch=col(BrandWord.organisation_id))
    return select(BrandWord).where(or_(own, col(BrandWord.organisation_id).in_(over)))


async def held(session: AsyncSession, word_id: UUID, grants: Sequence[Grant]) -> BrandWord:
    """One of the caller's own organisation, or below it, under lock. Raises BrandWordMissing."""
    own = fence(grants, branch=col(BrandWord.organisation_id))
    query = select(BrandWord).where(own, col(BrandWord.id) == word_id).with_for_update()
    found: BrandWord | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise BrandWordMissing
    return found
