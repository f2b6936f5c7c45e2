"""Contests that a caller may see, and all their attempts for counting."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Attempt, Contest
from ..rules.contests import ContestMissing


def visible(grants: Sequence[Grant]) -> Select[Contest]:
    """Of the own branch."""
    return select(Contest).where(fence(grants, branch=col(Contest.branch_id)))


async def one(
    session: AsyncSession, contest_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Contest:
    """Raises ContestMissing."""
    query = visible(grants).where(col(Contest.id) == contest_id)
    found: Contest | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise ContestMissing
    return found


async def by_id(session: AsyncSession, contest_id: UUID) -> Contest:
    """A contest that another row already led to."""
    found: Contest = (
        await session.execute(select(Contest).where(col(Contest.id) == contest_id))
    ).scalar_one()
    return found


async def attempts(session: AsyncSession, contest_id: UUID) -> list[Attempt]:
    """Every attempt in it."""
    query = select(Attempt).where(col(Attempt.contest_id) == contest_id).order_by(col(Attempt.id))
    return list((await session.execute(query)).scalars())
