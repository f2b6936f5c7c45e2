"""Verifying a period's ledger against its chain, and the chain against its checkpoints."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Checkpoint
from ..queries import ledger_chain as queries
from ..rules.ledger_chain import Found, Inspector, Mark
from ..rules.statement_keys import says
from .sealing import payload


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what was found; `unsealed` entries wait for the next checkpoint."""

    seq: int
    head: str
    checkpoints: int
    unsealed: int
    found: list[Found]


async def verify(
    session: AsyncSession,
    period_id: UUID,
    *,
    trusted: frozenset[str],
    at: datetime,
    kept: tuple[int, str] | None = None,
) -> Verified:
    """`trusted` names the suite's own keys: who writes the database can add another to it.

    `kept` is number and head of a checkpoint of which somebody has a copy.
    """
    rows = await queries.marks(session, period_id)
    marks = [Mark(row.seq, row.head, row.made_at, _signed(row, trusted)) for row in rows]
    if kept:
        marks.append(Mark(*kept, at, signed=True))
    inspector = Inspector(period_id, marks)
    async for link in queries.links(session, period_id):
        inspector.read(link)
    found = inspector.ended(await queries.accounts(session, period_id))
    counted = await queries.counted(session, period_id)
    return Verified(inspector.seq, inspector.hash, len(rows), max(0, counted - inspector.seq), found)


def _signed(row: Checkpoint, trusted: frozenset[str]) -> bool:
    return row.did in trusted and says(row.statement, row.did, payload(row))
