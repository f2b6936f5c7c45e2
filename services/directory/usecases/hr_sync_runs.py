"""Taking in what HR delivers, and what people say to a plan; the work itself is in `hr_sync_work.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import Database

from .. import queries
from ..models import HrSyncContent, HrSyncRun, SyncState
from ..rules.hr import hr_sync_runs as rules
from ..rules.hr.hr_records import HrRecord, Source
from ..rules.hr.reconciliation import SyncMode
from ..rules.hr.record_text import to_text
from ..rules.privacy.sealing import FieldKeys, seal

SEALED_AS = "hr_sync_content"


@dataclass(frozen=True)
class Delivery:
    """What came and what is wanted of it: `records`, or a file that was sent before and its digest."""

    source: Source
    mode: SyncMode
    dry_run: bool
    effective_on: date
    records: Sequence[HrRecord] = ()
    file_id: UUID | None = None
    file_digest: str = ""


async def stage(
    session: AsyncSession, keys: FieldKeys, delivery: Delivery, *, by: UUID, at: datetime, today: date
) -> HrSyncRun:
    """The run of this delivery, or the one that an equal delivery has already. Raises SyncDayTooFar."""
    rules.check_day(delivery.effective_on, today)
    text = to_text(delivery.records)
    sameness = rules.sameness(
        delivery.file_digest.encode() if delivery.file_id else text.encode(),
        delivery.mode.value,
        delivery.effective_on,
        delivery.dry_run,
        "file" if delivery.file_id else "records",
    )
    await queries.hr_sync_runs.alone(session, sameness)
    known = await queries.hr_sync_runs.same(session, sameness)
    if known:
        return known
    run = HrSyncRun(
        source=delivery.source.value,
        mode=delivery.mode.value,
        dry_run=delivery.dry_run,
        effective_on=delivery.effective_on,
        file_id=delivery.file_id,
        sameness=sameness,
        records=len(delivery.records),
        by_id=by,
        made_at=at,
    )
    session.add(run)
    await session.flush()
    if not delivery.file_id:
        session.add(
            HrSyncContent(run_id=run.id, sealed=seal(keys, text, about=run.id, field=SEALED_AS)),
        )
        await session.flush()
    return run


async def confirm(session: AsyncSession, run: HrSyncRun, leavers: int) -> HrSyncRun:
    """The plan may be applied, though so many leave. The row must be locked.

    Raises SyncNotPlanned, SyncPlanOtherwise.
    """
    rules.check_confirmation(run, leavers)
    run.confirmed_leavers, run.state, run.tries = leavers, SyncState.APPLYING.value, 0
    await session.flush()
    return run


async def cancel(session: AsyncSession, run: HrSyncRun, at: datetime) -> HrSyncRun:
    """Nothing of it will be applied. The row must be locked. Raises SyncOver."""
    rules.check_cancellation(run)
    run.state, run.finished_at, run.lease_until = SyncState.CANCELLED.value, at, None
    run.sameness = None  # the same may be delivered again
    await queries.hr_sync_runs.forget_content(session, run.id)
    await session.flush()
    return run


async def forget_old(database: Database, at: datetime) -> None:
    """Whoever compares lists every night leaves ten thousand rows behind each time."""
    before = at - rules.PLANS_KEPT
    async with database.write() as tx:
        await queries.hr_sync_runs.call_off_before(tx, before, at)
        await queries.hr_sync_runs.forget_before(tx, before)
