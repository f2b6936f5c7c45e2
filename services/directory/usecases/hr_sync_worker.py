"""Who works on sync runs: takes one after the other, also those that somebody left half done."""

import asyncio
import logging
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.clock import day_of
from shared.db import Database
from shared.errors import Busy, Refusal
from shared.ids import new_id

from .. import queries
from ..models import HrSyncRun, HrWait, SyncState
from ..queries.hr_known import later_values
from ..rules.hr.hr_records import HrRecord, Source
from ..rules.hr.hr_sync_runs import LEASE, MOST_TRIES, HrKeyTaken
from .hr_sync_work import LeaseLost, Works, work
from .reconciliation import apply_one

log = logging.getLogger(__name__)

_PAUSE = 5.0
"""Seconds between two looks, unless somebody says that there is something to do."""
_AGAIN = timedelta(seconds=2)
_BROKEN = {"code": "broken", "zh": "处理时反复出错", "en": "The work failed again and again"}


class SyncWorker:
    """One per process; of all processes only one works at a time."""

    def __init__(self, works: Works, pause: float = _PAUSE) -> None:
        self.works, self._pause = works, pause
        self._called = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; what is under way is rolled back, and another goes on with it when the lease has run out."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def call(self) -> None:
        """There is something to do."""
        self._called.set()

    async def apply_waiting(self, database: Database, at: datetime) -> int:
        """A sweep: what HR said of a day that has come; says of how many people."""
        today = day_of(at, self.works.zone)
        async with database.read() as view:
            found = await queries.hr_sync_runs.waits_due(view, today)
        for person_id in found:
            job = partial(_apply_waiting, person_id=person_id, works=self.works, at=at, today=today)
            await database.retrying(job)
        return len(found)

    async def once(self) -> None:
        """All that can be done now."""
        while True:
            try:
                lease = new_id()
                run_id = await self.works.database.retrying(partial(self._claim, lease=lease))
                if run_id is None:
                    return
                await self._do(run_id, lease)
            except LeaseLost:
                log.warning("a sync run was taken over")

    async def _run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception:  # the database may be away; nobody else would look again
                log.exception("looking for sync runs failed and will be tried again")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._called.wait(), self._pause)
            self._called.clear()

    async def _claim(self, session: AsyncSession, *, lease: UUID) -> UUID | None:
        at = self.works.clock()
        run = await queries.hr_sync_runs.due(session, at, day_of(at, self.works.zone))
        if run is None:
            return None
        run.lease, run.lease_until, run.tries = lease, at + LEASE, run.tries + 1
        return run.id

    async def _do(self, run_id: UUID, lease: UUID) -> None:
        try:
            await work(self.works, run_id, lease)
        except LeaseLost:
            raise
        except (Busy, HrKeyTaken):
            await self._end_try(run_id, lease, None)
        except Refusal as refusal:
            told = {"code": refusal.code, "zh": refusal.detail("zh"), "en": refusal.detail("en")}
            await self._end_try(run_id, lease, told)
        except Exception:
            log.exception("a sync run failed and will be tried again")
            await self._end_try(run_id, lease, None)

    async def _end_try(self, run_id: UUID, lease: UUID, failure: dict[str, str] | None) -> None:
        at = self.works.clock()
        async with self.works.database.write() as tx:
            run = await queries.hr_sync_runs.locked(tx, run_id)
            if run is None or run.lease != lease:
                raise LeaseLost
            run.lease = None
            if failure is None and run.tries < MOST_TRIES:
                run.lease_until = at + _AGAIN
                return
            await _fail(tx, run, failure or _BROKEN, at)


async def _fail(tx: AsyncSession, run: HrSyncRun, failure: dict[str, str], at: datetime) -> None:
    run.state, run.failure, run.finished_at = SyncState.FAILED.value, failure, at
    run.lease_until, run.sameness = None, None
    await queries.hr_sync_runs.forget_content(tx, run.id)
    await audit.note(
        tx, at=at, act="hr_sync.apply", actor_id=run.by_id, object_id=str(run.id), outcome="failed"
    )


async def _apply_waiting(
    session: AsyncSession, *, person_id: UUID, works: Works, at: datetime, today: date
) -> None:
    await queries.persons.locked(session, person_id)
    wait = await session.get(HrWait, person_id, populate_existing=True)
    if wait is None or wait.due_on > today:
        return
    await apply_one(
        session,
        works.teller,
        HrRecord(later_values(wait.said)),
        keys=works.keys,
        source=Source(wait.source),
        at=at,
        on=today,
        person_id=person_id,
        by=wait.by_id,
    )
