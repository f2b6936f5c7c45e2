"""Periods that a caller may see, and the period that holds a day."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import CalendarDay, Period, PeriodStep
from ..rules.periods import PeriodMissing


def visible(grants: Sequence[Grant]) -> Select[Period]:
    """Periods of the branches that the rights reach."""
    return select(Period).where(fence(grants, branch=col(Period.branch_id)))


async def one(
    session: AsyncSession, period_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Period:
    """Raises PeriodMissing."""
    query = visible(grants).where(col(Period.id) == period_id)
    found: Period | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise PeriodMissing
    return found


async def anywhere(session: AsyncSession, period_id: UUID) -> Period:
    """A period whose members' rights are judged one by one afterwards. Raises PeriodMissing."""
    found: Period | None = (
        await session.execute(select(Period).where(col(Period.id) == period_id))
    ).scalar_one_or_none()
    if found is None:
        raise PeriodMissing
    return found


async def by_id(session: AsyncSession, period_id: UUID) -> Period:
    """A period that another row already led to."""
    found: Period = (await session.execute(select(Period).where(col(Period.id) == period_id))).scalar_one()
    return found


async def every(session: AsyncSession, branch_id: UUID) -> list[Period]:
    """All periods of a branch."""
    return list((await session.execute(select(Period).where(col(Period.branch_id) == branch_id))).scalars())


async def holding(session: AsyncSession, branch_id: UUID, day: date) -> Period | None:
    """The branch's period that the day falls into."""
    query = select(Period).where(
        col(Period.branch_id) == branch_id, col(Period.starts_on) <= day, col(Period.ends_on) >= day
    )
    found: Period | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def holding_each(
    session: AsyncSession, wanted: set[tuple[UUID, date]]
) -> dict[tuple[UUID, date], Period]:
    """The periods that several days of several branches fall into, in one statement."""
    if not wanted:
        return {}
    days = [day for _, day in wanted]
    query = select(Period).where(
        col(Period.branch_id).in_({branch_id for branch_id, _ in wanted}),
        col(Period.starts_on) <= max(days),
        col(Period.ends_on) >= min(days),
    )
    found = list((await session.execute(query)).scalars())
    return {
        (branch_id, day): period
        for branch_id, day in wanted
        for period in found
        if period.branch_id == branch_id and period.starts_on <= day <= period.ends_on
    }


async def overlapping(session: AsyncSession, branch_id: UUID, starts_on: date, ends_on: date) -> bool:
    """Whether the branch has a period on any of these days."""
    query = select(col(Period.id)).where(
        col(Period.branch_id) == branch_id, col(Period.starts_on) <= ends_on, col(Period.ends_on) >= starts_on
    )
    return (await session.execute(query.limit(1))).first() is not None


async def steps(session: AsyncSession, period_id: UUID) -> list[PeriodStep]:
    """How the period came to where it is, oldest first."""
    query = select(PeriodStep).where(col(PeriodStep.period_id) == period_id).order_by(col(PeriodStep.id))
    return list((await session.execute(query)).scalars())


async def overrides(session: AsyncSession, branch_id: UUID) -> dict[date, bool]:
    """Days on which the branch departs from the calendar: worked or not."""
    query = select(col(CalendarDay.day), col(CalendarDay.working)).where(
        col(CalendarDay.branch_id) == branch_id
    )
    return dict((await session.execute(query)).all())
