"""Post talks: what a branch expects of its members."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import PostTalkTarget
from ..rules import post_talks as rules


async def expect(
    session: AsyncSession,
    branch_id: UUID,
    *,
    from_year: int,
    per_member: int,
    by: UUID,
    at: datetime,
    today: date,
) -> PostTalkTarget:
    """So many of each member in a year, from this year on until another number is set. Raises YearOver."""
    rules.may_set(from_year, today)
    row = PostTalkTarget(branch_id=branch_id, from_year=from_year, per_member=per_member, by_id=by, at=at)
    session.add(row)
    await session.flush()
    return row
