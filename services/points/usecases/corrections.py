"""A reversal as the committee makes it: the ledger's part, and the result anew where there is one."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Entry, PeriodState
from ..queries import periods as queries
from ..rules.periods import TAKES_ENTRIES
from . import entries, periods, results


async def reverse(
    session: AsyncSession,
    entry: Entry,
    *,
    by: UUID,
    role: str,
    at: datetime,
    today: date,
    reference: str | None,
    note: str,
) -> dict[str, Any]:
    """As `entries.reverse`; a published line that changes is published anew."""
    values = await entries.reverse(session, entry, by=by, role=role, at=at, reference=reference, note=note)
    period = await queries.by_id(session, entry.period_id)
    if period.state not in TAKES_ENTRIES:
        published = period.state is not PeriodState.DECIDED
        until = await periods.notice_until(session, period, today) if published else None
        await results.compute(session, period, by=by, at=at, notice_until=until, only=[entry.member_id])
    return values
