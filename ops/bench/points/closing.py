"""The end of a large period: its results determined at once, its ledger sealed and verified."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from services.points.models import Period, PeriodState
from services.points.rules.statement_keys import dids_of, key_from
from services.points.usecases import periods
from services.points.usecases.sealing import sweep
from services.points.usecases.verification import verify
from shared.clock import system_clock
from shared.db import Database, connect
from tests.support.postgres import Postgres

from .. import stage
from ..names import named
from ..report import Measure, above, below, told
from . import ledger
from .world import PERIOD, SECRETARY, World

MEMBERS, ENTRIES_EACH = 5_000, 100
_ENTRIES = MEMBERS * ENTRIES_EACH
_MOST_SECONDS, _MOST_STATEMENTS, _ROWS_A_SECOND = 10, 60, 50_000
_SECRET = "of no use outside one measurement, 32"  # noqa: S105 - it guards nothing


def measured() -> list[Measure]:
    """One period of 5,000 members with 100 entries each, on PostgreSQL."""
    with Postgres(durable=True) as server:
        world = World(branches=1, members_each=MEMBERS)
        url = stage.migrated("points", server.create("closing"), world)
        print(f"  writing {_ENTRIES:,} entries …", flush=True)
        ledger.fill(server, "closing", world, ENTRIES_EACH)
        return asyncio.run(_measured(url))


async def _measured(url: str) -> list[Measure]:
    database = connect(url)
    try:
        statements, determined = await _counted(database, lambda: _determine(database))
        _, sealed = await _counted(database, lambda: _seal(database))
        _, verified = await _counted(database, lambda: _verify(database))
    finally:
        await database.close()
    return [
        below("results of 5,000 members × 100 entries", [determined], "s", _MOST_SECONDS),
        below("statements for them", [statements], "statements", _MOST_STATEMENTS),
        told("entries sealed", [_ENTRIES / sealed], "rows/s"),
        above("entries verified", [_ENTRIES / verified], "rows/s", _ROWS_A_SECOND),
    ]


async def _counted(database: Database, work: Callable[[], Awaitable[None]]) -> tuple[int, float]:
    """Statements and seconds."""
    sent: list[Any] = []
    engine = database.engine.sync_engine

    def note(*given: Any) -> None:
        sent.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    began = time.perf_counter()
    await work()
    seconds = time.perf_counter() - began
    event.remove(engine, "before_cursor_execute", note)
    return len(sent), seconds


async def _determine(database: Database) -> None:
    async with database.write() as tx:
        period = await tx.get_one(Period, named(PERIOD, 0))
        period.state = PeriodState.CLAIMS_CLOSED
        await periods.decide(tx, period, by=named(SECRETARY, 0), at=system_clock(), resolution_no="1")


async def _seal(database: Database) -> None:
    key = key_from(_SECRET)
    while await sweep(database, system_clock() + timedelta(minutes=1), key=key):
        pass


async def _verify(database: Database) -> None:
    async with database.read() as view:
        found = await verify(view, named(PERIOD, 0), trusted=dids_of(_SECRET), at=system_clock())
    if found.found or found.seq != _ENTRIES:
        message = f"the ledger does not verify: {found}"
        raise RuntimeError(message)
