"""The current results of a calendar year, by member."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Reach
from shared.auth.principal import Grant

from ..models import Period, Result
from . import results


class YearLine(NamedTuple):
    """One result and the period it is of."""

    result: Result
    period: Period


async def of_year(
    session: AsyncSession,
    year: int,
    grants: Sequence[Grant],
    *,
    member_id: UUID | None = None,
    branch_id: UUID | None = None,
) -> dict[UUID, list[YearLine]]:
    """Members whom the rights reach, each with all results of the year, oldest first, wherever they were.

    A branch that a member has left reads its own results and not the year: that is for who has the member now.
    """
    in_year = col(Period.code).like(f"{year}%")
    seen = results.visible(grants).join(Period, col(Period.id) == col(Result.period_id)).where(in_year)
    if member_id is not None:
        seen = seen.where(col(Result.member_id) == member_id)
    if branch_id is not None:
        seen = seen.where(col(Result.branch_id) == branch_id)
    seen_ids = {row.id: row.member_id for row in (await session.execute(seen)).scalars()}
    found = await _lines(session, year, set(seen_ids.values()))
    own = {grant.anchor for grant in grants if grant.reach is Reach.OWN}
    return {
        member: lines for member, lines in found.items() if member in own or lines[-1].result.id in seen_ids
    }


async def _lines(session: AsyncSession, year: int, members: set[UUID]) -> dict[UUID, list[YearLine]]:
    query = (
        select(Result, Period)
        .join(Period, col(Period.id) == col(Result.period_id))
        .where(
            col(Result.member_id).in_(members),
            col(Result.current).is_(True),
            col(Period.code).like(f"{year}%"),
        )
        # Of two branches in one period the one that the member has left comes first.
        .order_by(col(Result.member_id), col(Period.ends_on), col(Result.transferred).desc(), col(Result.id))
    )
    found: dict[UUID, list[YearLine]] = defaultdict(list)
    for result, period in await session.execute(query):
        found[result.member_id].append(YearLine(result, period))
    return dict(found)


async def vetoed_before(
    session: AsyncSession, year: int, members: Sequence[UUID]
) -> dict[UUID, list[Result]]:
    """Results of the year before that bear a veto, by member: it may still block."""
    query = (
        select(Result)
        .join(Period, col(Period.id) == col(Result.period_id))
        .where(
            col(Result.member_id).in_(members),
            col(Result.current).is_(True),
            col(Result.vetoed).is_(True),
            col(Period.code).like(f"{year - 1}%"),
        )
    )
    found: dict[UUID, list[Result]] = defaultdict(list)
    for row in (await session.execute(query)).scalars():
        found[row.member_id].append(row)
    return dict(found)
