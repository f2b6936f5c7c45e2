"""Confirmations: each side says how long it was; when both say the same it is made public, and in the end final.

Locks: the volunteer's row, then the record.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import workdays
from shared.clock import day_of
from shared.db import Database, add_or_refuse
from shared.facts import Fact, fact
from shared.messages import Messenger
from shared.outbox import Teller

from .. import events
from ..models import Confirmation, RecordAct, RecordState, ServiceRecord, Side
from ..queries import confirmations as queries
from ..queries import parameters, service_scans
from ..queries import service_records as record_queries
from ..rules import confirmations as rules
from ..rules import minutes_of_service as minutes_rules
from ..rules import service_records as record_rules
from ..rules.parameters import Parameters
from . import messages, record_sheets, record_steps, stars
from .record_steps import Before, By

_CORRECTED = "所依据的服务时长已更正"


class Word(NamedTuple):
    """What somebody says for a side, or as a second approver; of several sides for the one that has not spoken."""

    sides: tuple[Side, ...]
    minutes: int
    reason: str | None
    by: UUID
    at: datetime
    second: bool = False


async def confirm(
    session: AsyncSession, record_id: UUID, person_id: UUID, word: Word, zone: ZoneInfo
) -> ServiceRecord:
    """One side's word in the present round.

    Raises ConfirmedAfterVoid, OwnConfirmation, ConfirmsWhatEntered, BothSides, SideSpoke, NotSecond, RecordNotInState,
    LeaverHours, OmissionUnexplained, DailyMost, MinutesUneven, MinutesBeyond.
    """
    await record_queries.volunteer_locked(session, person_id)
    row = await record_queries.again(session, record_id)
    given = await queries.of_round(session, row)
    entered = await service_scans.entered_by(session, row.shift_id, row.person_id)
    rules.may_speak(row, word.by, given, entered | ({row.entered_by} if row.entered_by else set()))
    if not rules.is_open(row, given):
        raise record_rules.RecordNotInState(state=row.state.value)
    side = await _side(session, row, word, given)
    record_rules.still_there(await record_queries.known(session, row.person_id, row.served_on))
    rules.may_be_silent(row, word.reason)
    figures = await parameters.on(session, row.branch_id, row.served_on)
    minutes_rules.may_be(word.minutes, minutes_rules.most(row, figures), figures)
    others = await record_queries.of_day(session, row.person_id, row.served_on, but=row.id)
    minutes_rules.fits_the_day(word.minutes, map(minutes_rules.agreed, others), figures)
    said = Confirmation(
        record_id=row.id,
        round=row.round,
        side=side,
        minutes=word.minutes,
        reason=word.reason,
        by_id=word.by,
        at=word.at,
    )
    await add_or_refuse(session, said, _spoke)
    await _settle(session, row, [*given, said], day_of(word.at, zone), figures)
    return row


async def _side(session: AsyncSession, row: ServiceRecord, word: Word, given: Sequence[Confirmation]) -> Side:
    """Raises SideSpoke, NotSecond."""
    if not word.second:
        return rules.free_side(word.sides, given)
    rules.may_second(row, word.sides, await record_queries.entered_for(session, row))
    return rules.free_side((Side.SECOND,), given)


async def _spoke() -> Exception:
    return rules.SideSpoke()


async def _settle(
    session: AsyncSession,
    row: ServiceRecord,
    given: Sequence[Confirmation],
    today: date,
    figures: Parameters,
) -> None:
    """What the words given so far come to, the last of which is new."""
    said = given[-1]
    before, by = Before.of(row), By(said.by_id, said.at, said.side, said.reason)
    act = RecordAct.CONFIRMED
    minutes = rules.agreed(row, given)
    if rules.disagree(given):
        act = RecordAct.DISAGREED
        _drop(row)
    elif minutes is not None:
        act = _publish(row, minutes, workdays.after(today, figures.hours_publicity_days, {}))
    row.revision += 1
    record_steps.record(session, row, act, by, before)
    await session.flush()


def _drop(row: ServiceRecord) -> None:
    """The round failed. What is final stays as it was; what is not waits for a correction."""
    if row.state is not RecordState.FINAL:
        row.state = RecordState.DISPUTED


def _publish(row: ServiceRecord, minutes: int, until: date) -> RecordAct:
    """Both agree. A final record keeps its minutes until its correction has been public."""
    if row.state is RecordState.FINAL:
        row.public_until, row.claimed_minutes = until, minutes
        return RecordAct.PUBLISHED
    row.confirmed_minutes = minutes
    if minutes == 0:
        row.state = RecordState.REFUSED
        return RecordAct.REFUSED
    row.state, row.public_until = RecordState.IN_PUBLICITY, until
    return RecordAct.PUBLISHED


async def finish(database: Database, at: datetime, *, teller: Teller, zone: ZoneInfo) -> int:
    """Make final what was public long enough and is not in doubt; says how many. It may run several times at once."""
    today = day_of(at, zone)
    async with database.read() as view:
        found = await record_queries.publicity_over(view, today)
    finished = 0
    for row in found:
        work = partial(_finish, found=row, teller=teller, today=today, at=at)
        finished += await database.retrying(work)
    return finished


async def _finish(
    session: AsyncSession, *, found: ServiceRecord, teller: Teller, today: date, at: datetime
) -> int:
    await record_queries.volunteer_locked(session, found.person_id)
    row = await record_queries.again(session, found.id)
    if not record_rules.was_public(row, today) or await record_queries.is_doubted(session, row.id):
        return 0
    before, corrected = Before.of(row), row.state is RecordState.FINAL
    if corrected:
        row.confirmed_minutes = row.claimed_minutes
        row.starts_at, row.ends_at = await record_queries.corrected_times(session, row)
    row.state, row.public_until, row.final_at = RecordState.FINAL, None, at
    record_steps.record(session, row, RecordAct.FINISHED, By(None, at), before)
    await tell(session, teller, row, at)
    await messages.record_final(Messenger(session, teller, at, today), row)
    if corrected:
        await take_back(session, row, _CORRECTED, at=at)
    return 1


async def take_back(session: AsyncSession, row: ServiceRecord, reason: str, *, at: datetime) -> None:
    """Record sheets and star levels that rested on hours which count no more, or otherwise, fall with them."""
    await record_sheets.withdraw_with(session, [row.id], reason, at=at)
    await stars.review(session, [row.person_id], at=at)


async def tell(session: AsyncSession, teller: Teller, row: ServiceRecord, at: datetime) -> None:
    """Let others hear what the record says now; a higher revision makes what was told before void."""
    row.told += 1
    await session.flush()
    await teller.tell(session, [told(row, at)])


def told(row: ServiceRecord, at: datetime) -> Fact:
    """The final minutes of a record, or that it is void."""
    void = row.state is RecordState.VOIDED
    about = {
        "person_id": row.person_id,
        "occurred_on": row.served_on,
        "source_id": row.id,
        "revision": row.told,
        "community_id": row.community_id,
        "project_id": row.project_id,
    }
    if not void:
        about["minutes"] = row.confirmed_minutes
    kind = events.HOURS_VOIDED if void else events.HOURS_CONFIRMED
    return fact(kind, source=events.SOURCE, subject=row.person_id, at=at, **about)
