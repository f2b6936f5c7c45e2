"""Sealing: entries that have been committed get their links, and each batch a signed checkpoint."""

import logging
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.auth.credentials import did_of, public_key
from shared.columns import instant_text
from shared.db import Database

from ..models import Checkpoint, LedgerLink, StatementKey
from ..queries import ledger_chain as queries
from ..rules import ledger_chain as rules
from ..rules.statement_keys import signed

log = logging.getLogger(__name__)

PERIODS_AT_ONCE = 50
BATCH = 5_000
"""Entries under one checkpoint at most: a batch is one transaction, and others wait for it on SQLite."""
_LINK = LedgerLink.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it


async def sweep(database: Database, at: datetime, *, key: dict[str, Any]) -> int:
    """Seal whatever has been posted and is not sealed yet; says how many entries."""
    sealed = 0
    async with database.read() as view:
        periods = await queries.unsealed_periods(view, PERIODS_AT_ONCE)
    for period_id in periods:
        while batch := await _sealed(database, period_id, at, key):
            sealed += batch
            if batch < BATCH:
                break
    return sealed


async def _sealed(database: Database, period_id: UUID, at: datetime, key: dict[str, Any]) -> int:
    try:
        return await database.retrying(partial(seal, period_id=period_id, at=at, key=key))
    except IntegrityError:
        return 0  # another process seals this period just now


async def seal(session: AsyncSession, *, period_id: UUID, at: datetime, key: dict[str, Any]) -> int:
    """Seal one batch of a period. Raises IntegrityError if somebody else does so at the same time."""
    entries = await queries.unsealed(session, period_id, BATCH)
    if not entries:
        return 0
    head = await queries.head(session, period_id)
    seq, before, number = head or (0, rules.start(period_id), 0)
    links = list(rules.chained(before, seq, entries))
    names = ("seq", "entry_id", "entry_digest", "hash")
    rows = [{"period_id": period_id, **dict(zip(names, link, strict=True))} for link in links]
    await bulk.insert(await session.connection(), _LINK, rows)
    await _know(session, key, at)
    made = Checkpoint(
        period_id=period_id,
        number=number + 1,
        seq=links[-1][0],
        head=links[-1][3],
        made_at=at,
        did=did_of(key),
        statement="",
    )
    made.statement = signed(payload(made), key)
    session.add(made)
    # Whoever drops the newest checkpoint with its entries is found by a copy that is kept elsewhere: this line is one.
    log.info("ledger of period %s sealed up to %d under %s", period_id, made.seq, made.head)
    return len(links)


def payload(checkpoint: Checkpoint) -> dict[str, Any]:
    """What a checkpoint's statement says."""
    return {
        "kind": "ledger_checkpoint",
        "id": str(checkpoint.id),
        "period_id": str(checkpoint.period_id),
        "number": checkpoint.number,
        "seq": checkpoint.seq,
        "head": checkpoint.head,
        "made_at": instant_text(checkpoint.made_at),
    }


async def _know(session: AsyncSession, key: dict[str, Any], at: datetime) -> None:
    did = did_of(key)
    known = (await session.exec(select(StatementKey).where(col(StatementKey.did) == did))).first()
    if known is None:
        session.add(StatementKey(did=did, public_jwk=public_key(key), made_at=at))
        await session.flush()
