"""Results, grades and approvals that a caller may see."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.errors import Missing
from shared.roster import fence

from ..models import ExcessApproval, Grade, GradeRecord, Result, Run
from . import members


class ResultMissing(Missing):
    """No such result, or not for you."""

    zh, en = "没有这份结果", "No such result"


def visible(grants: Sequence[Grant]) -> Select[Result]:
    """Current results that the rights reach."""
    reached = fence(
        grants, person=col(Result.member_id), group=col(Result.group_id), branch=col(Result.branch_id)
    )
    return select(Result).where(reached, col(Result.current).is_(True))


async def privy(session: AsyncSession, grants: Sequence[Grant], rows: Sequence[Result]) -> set[UUID]:
    """Those of the results whose vetoes are seen by these rights."""
    wide = members.privy(grants)
    if len(wide) == len(grants):
        return {row.id for row in rows}
    query = visible(wide).where(col(Result.id).in_([row.id for row in rows]))
    return set((await session.execute(query.with_only_columns(col(Result.id)))).scalars())


async def current(session: AsyncSession, period_id: UUID, *, lock: bool = False) -> list[Result]:
    """Every member's current result, ordered by member."""
    query = (
        select(Result)
        .where(col(Result.period_id) == period_id, col(Result.current).is_(True))
        .order_by(col(Result.member_id))
    )
    return list((await session.execute(query.with_for_update() if lock else query)).scalars())


async def people(session: AsyncSession, period_id: UUID) -> list[UUID]:
    """Everybody who has a result in the period."""
    query = select(col(Result.member_id)).where(
        col(Result.period_id) == period_id, col(Result.current).is_(True)
    )
    return list((await session.execute(query)).scalars())


async def of_member(session: AsyncSession, period_id: UUID, member_id: UUID) -> Result | None:
    """One member's current result."""
    query = select(Result).where(
        col(Result.period_id) == period_id, col(Result.member_id) == member_id, col(Result.current).is_(True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def last_notice(session: AsyncSession, period_id: UUID) -> date | None:
    """The latest last day of notice of any line of a period."""
    query = select(func.max(col(Result.notice_until))).where(
        col(Result.period_id) == period_id, col(Result.current).is_(True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def next_run(session: AsyncSession, period_id: UUID) -> int:
    """The number of the run to come."""
    query = select(func.max(col(Run.number))).where(col(Run.period_id) == period_id)
    return ((await session.execute(query)).scalar_one_or_none() or 0) + 1


async def latest_run(session: AsyncSession, period_id: UUID) -> Run | None:
    """The newest run of a period."""
    query = select(Run).where(col(Run.period_id) == period_id).order_by(col(Run.number).desc()).limit(1)
    return (await session.execute(query)).scalar_one_or_none()


async def grades(session: AsyncSession, period_id: UUID) -> dict[UUID, GradeRecord]:
    """Confirmed grades of a period by member."""
    query = select(GradeRecord).where(col(GradeRecord.period_id) == period_id)
    return {record.member_id: record for record in (await session.execute(query)).scalars()}


async def excellent_count(session: AsyncSession, period_id: UUID) -> int:
    """How many excellent grades are confirmed."""
    query = select(func.count()).where(
        col(GradeRecord.period_id) == period_id, col(GradeRecord.grade) == Grade.EXCELLENT
    )
    count: int = (await session.execute(query)).scalar_one()
    return count


async def approved_excess(session: AsyncSession, period_id: UUID) -> int | None:
    """The number of excellent grades that the higher body last allowed."""
    query = (
        select(col(ExcessApproval.most_excellent))
        .where(col(ExcessApproval.period_id) == period_id)
        .order_by(col(ExcessApproval.id).desc())
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def grades_of(session: AsyncSession, rows: Sequence[Result]) -> dict[tuple[UUID, UUID], GradeRecord]:
    """Confirmed grades for these results, by period and member."""
    if not rows:
        return {}
    query = select(GradeRecord).where(
        col(GradeRecord.period_id).in_({row.period_id for row in rows}),
        col(GradeRecord.member_id).in_({row.member_id for row in rows}),
    )
    return {
        (record.period_id, record.member_id): record for record in (await session.execute(query)).scalars()
    }
