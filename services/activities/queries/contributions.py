"""Contributions to a debate and every version of them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Contribution, ContributionVersion
from ..rules.contributions import ContributionMissing


def of_debate(debate_id: UUID) -> Select[Contribution]:
    """All of them, withdrawn ones too."""
    return select(Contribution).where(col(Contribution.debate_id) == debate_id)


async def one(session: AsyncSession, debate_id: UUID, contribution_id: UUID) -> Contribution:
    """Read anew under the debate's lock. Raises ContributionMissing."""
    query = of_debate(debate_id).where(col(Contribution.id) == contribution_id)
    query = query.execution_options(populate_existing=True)
    found: Contribution | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise ContributionMissing
    return found


async def number_of(session: AsyncSession, debate_id: UUID, person_id: UUID) -> int:
    """How many a person has made, withdrawn ones too."""
    query = select(func.count()).where(
        col(Contribution.debate_id) == debate_id, col(Contribution.person_id) == person_id
    )
    found: int = (await session.execute(query)).scalar_one()
    return found


async def versions(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[ContributionVersion]]:
    """Of each of these contributions what it ever said, oldest first."""
    query = select(ContributionVersion).where(col(ContributionVersion.contribution_id).in_(ids))
    found: dict[UUID, list[ContributionVersion]] = defaultdict(list)
    for row in (await session.execute(query.order_by(col(ContributionVersion.number)))).scalars():
        found[row.contribution_id].append(row)
    return found
