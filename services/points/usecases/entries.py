"""Corrections of the ledger: a reversing entry that points back; the original stays as it is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Entry, PeriodState
from ..queries import entries as queries
from ..queries import periods
from ..rules import entries as rules
from .posting import Post, post, posted

_ANY_STATE = frozenset(PeriodState)


async def reverse(
    session: AsyncSession,
    entry: Entry,
    *,
    by: UUID,
    role: str,
    at: datetime,
    reference: str | None,
    note: str,
) -> dict[str, Any]:
    """Cancel an entry. Raises ReversalOfReversal, OwnEntry, ResolutionMissing, AlreadyReversed.

    In a period whose results are computed, the caller computes the member's result anew.
    """
    await queries.lock_account(session, entry)
    period = await periods.by_id(session, entry.period_id)
    rules.may_reverse(entry, period, by, reference)
    if await queries.is_reversed(session, entry.id):
        raise rules.AlreadyReversed
    values = rules.reversal(entry, by_id=by, role=role, at=at, reference=reference)
    written = Post(values, period.code, _ANY_STATE, note=note)
    return posted((await post(await session.connection(), [written]))[0]).values
