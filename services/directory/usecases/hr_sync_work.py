"""One run worked on: planned step by step, then applied as a whole.

Whoever works may be killed at any moment: the plan is made again from its beginning, and the application is one
transaction. Nobody goes on with a run whose lease another has taken.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.clock import Clock
from shared.db import Database
from shared.errors import Busy
from shared.outbox import Teller

from .. import queries
from ..models import HrSyncContent, HrSyncRun, SyncState
from ..queries.hr_known import Found
from ..rules.hr.hr_records import HrRecord, Source
from ..rules.hr.hr_sync_runs import LEASE, HrFileMissing, needs_word
from ..rules.hr.plan_items import Item
from ..rules.hr.reconciliation import Asked, SyncMode, guard_limit, plan
from ..rules.hr.record_text import from_text
from ..rules.privacy.sealing import FieldKeys, unseal
from . import reconciliation
from .hr_leavers import Applying
from .hr_sync_runs import SEALED_AS

_AT_ONCE = 1000
"""Items kept between two looks at the progress."""


class LeaseLost(Exception):
    """Somebody else goes on with the run, or has ended it."""


@dataclass(frozen=True)
class Delivered:
    """What a run brings. `refused` are rows that could not be read; of `refused_keys` they speak all the same.

    `unread`: of some of them not even the key could be read, so that who is missing may stand there.
    """

    records: Sequence[HrRecord]
    refused: Sequence[Item] = ()
    refused_keys: frozenset[str] = frozenset()
    unread: bool = False


ReadFile = Callable[[Database, HrSyncRun], Awaitable[Delivered]]


@dataclass(frozen=True)
class Works:
    """What the work is done with. `read_file` gives what an uploaded file says."""

    database: Database
    keys: FieldKeys
    teller: Teller
    clock: Clock
    zone: ZoneInfo
    read_file: ReadFile


async def work(works: Works, run_id: UUID, lease: UUID) -> None:
    """As far as the run can go now. Raises LeaseLost, Busy, and the refusal of a file that is none."""
    async with works.database.read() as view:
        run = await queries.hr_sync_runs.one(view, run_id)
        content = await view.get(HrSyncContent, run_id)
    if run is None or run.lease != lease:
        raise LeaseLost
    delivered = await _delivered(works, run, content)
    hand = _Hand(works, run_id, lease, delivered)
    if run.state == SyncState.APPLYING or await hand.plan():
        await hand.apply()


async def _delivered(works: Works, run: HrSyncRun, content: HrSyncContent | None) -> Delivered:
    if run.file_id is not None:
        return await works.read_file(works.database, run)
    if content is None:
        raise HrFileMissing
    text = unseal(works.keys, content.sealed, about=run.id, field=SEALED_AS)
    return Delivered(await asyncio.to_thread(from_text, text))


@dataclass(frozen=True)
class _Hand:
    works: Works
    run_id: UUID
    lease: UUID
    delivered: Delivered

    async def plan(self) -> bool:
        """Make the plan and keep it, so many items at a time that one sees it grow; says whether to go on."""
        database, at = self.works.database, self.works.clock()
        async with database.write() as tx:
            run = await self._mine(tx)
            run.state = SyncState.PLANNING.value
        async with database.read() as view:
            found = await queries.hr_known.everybody(view, self.works.keys, on=run.effective_on, locked=False)
        items = await self._planned(run, found)
        async with database.write() as tx:
            run = await self._mine(tx)
            await queries.hr_sync_runs.forget_items(tx, run.id)
            run.records = len(self.delivered.records) + len(self.delivered.refused)
            run.items, run.items_done, run.counts = len(items), 0, {}
        for start in range(0, len(items), _AT_ONCE):
            some = items[start : start + _AT_ONCE]
            async with database.write() as tx:
                run = await self._mine(tx)
                await reconciliation.keep_items(tx, self._applying(run), some)
                run.items_done += len(some)
        async with database.write() as tx:
            run = await self._mine(tx)
            run.planned_at = at
            self._sum_up(run, items, found)
            if run.dry_run and run.confirmed_leavers is None:
                _rest(run, SyncState.PLANNED)
            return run.state == SyncState.APPLYING

    async def apply(self) -> None:
        """Do what the plan says, made once more from what is known now, or let somebody confirm it first."""
        async with self.works.database.write() as tx:
            run = await self._mine(tx)
            if not await queries.hr_sync_runs.may_apply(tx):
                raise Busy
            found = await queries.hr_known.everybody(tx, self.works.keys, on=run.effective_on, locked=True)
            items: Sequence[Item] = await self._planned(run, found)
            self._sum_up(run, items, found)
            if run.state == SyncState.APPLYING:
                items = await self._do(tx, run, items, found)
            await queries.hr_sync_runs.forget_items(tx, run.id)
            await reconciliation.keep_items(tx, self._applying(run), items)

    async def _do(
        self, tx: AsyncSession, run: HrSyncRun, items: Sequence[Item], found: Found
    ) -> Sequence[Item]:
        applying = self._applying(run)
        done = await reconciliation.apply(tx, applying, items, found.rows)
        run.finished_at = applying.at
        _rest(run, SyncState.APPLIED)
        await queries.hr_sync_runs.forget_content(tx, run.id)
        await queries.hr_sync_runs.forget_sameness(tx, run.id)
        await audit.note(tx, at=applying.at, act="hr_sync.apply", actor_id=run.by_id, object_id=str(run.id))
        return done

    async def _planned(self, run: HrSyncRun, found: Found) -> list[Item]:
        asked = Asked(Source(run.source), SyncMode(run.mode), run.effective_on)
        items = await asyncio.to_thread(
            plan, self.delivered.records, found.known, asked, refused_keys=self.delivered.refused_keys
        )
        refused = [
            replace(item, number=number) for number, item in enumerate(self.delivered.refused, len(items) + 1)
        ]
        return items + refused

    def _sum_up(self, run: HrSyncRun, items: Sequence[Item], found: Found) -> None:
        run.counts = dict(Counter(item.kind.value for item in items))
        run.items = run.items_done = len(items)
        run.leavers = sum(item.leaves for item in items)
        run.leavers_allowed = guard_limit(found.known.managed)
        unread = self.delivered.unread and run.mode == SyncMode.FULL
        if needs_word(run.leavers, run.leavers_allowed, run.confirmed_leavers, unread=unread):
            _rest(run, SyncState.NEEDS_CONFIRMATION)
        else:
            run.state = SyncState.APPLYING.value

    def _applying(self, run: HrSyncRun) -> Applying:
        works = self.works
        return Applying(
            works.teller,
            works.keys,
            Source(run.source),
            run.effective_on,
            works.clock(),
            by=run.by_id,
            run_id=run.id,
        )

    async def _mine(self, tx: AsyncSession) -> HrSyncRun:
        """The run, locked, with more time to go on."""
        run = await queries.hr_sync_runs.locked(tx, self.run_id)
        if run is None or run.lease != self.lease:
            raise LeaseLost
        run.lease_until = self.works.clock() + LEASE
        return run


def _rest(run: HrSyncRun, state: SyncState) -> None:
    run.state, run.lease, run.lease_until = state.value, None, None
