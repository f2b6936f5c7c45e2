"""Questions about sync runs and the items of their plans."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Select, and_, cast, delete, func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import HrSyncContent, HrSyncItem, HrSyncRun, HrWait, SyncState
from ..rules.hr.hr_sync_runs import OPEN, WAITING
from ..rules.hr.plan_items import ItemKind

_ONE_AT_A_TIME = 0x5359_4E43


def listed(*, state: str | None) -> Select[Any]:
    """All runs, or those in one state."""
    query = select(HrSyncRun)
    return query.where(col(HrSyncRun.state) == state) if state else query


def items(run_id: UUID, *, kind: str | None) -> Select[Any]:
    """The items of a run, or those of one kind."""
    query = select(HrSyncItem).where(col(HrSyncItem.run_id) == run_id)
    return query.where(col(HrSyncItem.kind) == kind) if kind else query


async def one(session: AsyncSession, run_id: UUID) -> HrSyncRun | None:
    """The run."""
    return await session.get(HrSyncRun, run_id)


async def locked(session: AsyncSession, run_id: UUID) -> HrSyncRun | None:
    """The run, until this transaction ends nobody else's to change."""
    return await session.get(HrSyncRun, run_id, with_for_update=True, populate_existing=True)


async def same(session: AsyncSession, sameness: str) -> HrSyncRun | None:
    """The run of an equal delivery."""
    return (await session.exec(select(HrSyncRun).where(col(HrSyncRun.sameness) == sameness))).one_or_none()


async def due(session: AsyncSession, at: datetime, today: date) -> HrSyncRun | None:
    """The oldest run that can be worked on, locked; None while another is being worked on."""
    held = select(HrSyncRun.id).where(col(HrSyncRun.lease_until) > at).limit(1)
    if (await session.exec(held)).first():
        return None
    # Asked again here: another may have taken it since.
    free = or_(col(HrSyncRun.lease_until).is_(None), col(HrSyncRun.lease_until) <= at)
    its_day = or_(col(HrSyncRun.dry_run), col(HrSyncRun.effective_on) <= today)
    query = (
        select(HrSyncRun)
        .where(col(HrSyncRun.state).in_([state.value for state in OPEN]), its_day, free)
        .order_by(col(HrSyncRun.made_at), col(HrSyncRun.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def waits_due(session: AsyncSession, today: date) -> list[UUID]:
    """The people of whom something waits whose day has come."""
    query = select(HrWait.person_id).where(col(HrWait.due_on) <= today).order_by(col(HrWait.person_id))
    return list((await session.exec(query.limit(1000))).all())


async def alone(session: AsyncSession, sameness: str) -> None:
    """Wait for another transaction that stages the same; on SQLite writers queue anyway."""
    await _lock(session, func.pg_advisory_xact_lock, int(sameness[:15], 16))


async def may_apply(session: AsyncSession) -> bool:
    """Whether nobody else applies a plan, until this transaction ends."""
    return await _lock(session, func.pg_try_advisory_xact_lock, _ONE_AT_A_TIME)


async def _lock(session: AsyncSession, how: Any, number: int) -> bool:
    if session.get_bind().dialect.name != "postgresql":
        return True
    answer = (await session.execute(select(how(cast(number, BigInteger))))).scalar_one()
    return answer is not False


async def forget_items(session: AsyncSession, run_id: UUID) -> None:
    """A plan is made anew."""
    await session.execute(delete(HrSyncItem).where(col(HrSyncItem.run_id) == run_id))


async def forget_content(session: AsyncSession, run_id: UUID) -> None:
    """What came is needed no longer."""
    await session.execute(delete(HrSyncContent).where(col(HrSyncContent.run_id) == run_id))


async def forget_sameness(session: AsyncSession, run_id: UUID) -> None:
    """What was delivered before this run would now change something again."""
    others = and_(col(HrSyncRun.id) != run_id, col(HrSyncRun.state) == SyncState.APPLIED.value)
    statement = update(HrSyncRun).where(others).values(sameness=None)
    await session.execute(statement.execution_options(synchronize_session=False))


async def call_off_before(session: AsyncSession, before: datetime, at: datetime) -> None:
    """Plans of before then that still wait for a word wait no longer."""
    waiting = col(HrSyncRun.state).in_([state.value for state in WAITING])
    statement = update(HrSyncRun).where(waiting, col(HrSyncRun.made_at) < before)
    values = {"state": SyncState.CANCELLED.value, "finished_at": at, "sameness": None}
    await session.execute(statement.values(values).execution_options(synchronize_session=False))


async def forget_before(session: AsyncSession, before: datetime) -> None:
    """Of runs of before then: all that was called off, and of whom nothing was changed."""
    old = select(HrSyncRun.id).where(col(HrSyncRun.made_at) < before)
    off = old.where(col(HrSyncRun.state) == SyncState.CANCELLED.value)
    for statement in (
        delete(HrSyncContent).where(col(HrSyncContent.run_id).in_(off)),
        delete(HrSyncItem).where(col(HrSyncItem.run_id).in_(off)),
        delete(HrSyncItem).where(
            col(HrSyncItem.kind) == ItemKind.UNCHANGED.value, col(HrSyncItem.run_id).in_(old)
        ),
    ):
        await session.execute(statement.execution_options(synchronize_session=False))
