"""Corrections and voids: what a record should have said, and that it should not be; never by one person alone.

Locks: the volunteer's row, then the record.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.db import add_or_refuse
from shared.outbox import Teller

from ..models import RecordAct, RecordBasis, RecordState, ServiceRecord, Side, SignUp, VoidWord, Volunteer
from ..queries import confirmations as confirmation_queries
from ..queries import parameters
from ..queries import service_records as queries
from ..rules import confirmations as confirmation_rules
from ..rules import corrections as rules
from ..rules import disputes as dispute_rules
from ..rules import minutes_of_service as minutes_rules
from ..rules import service_records as record_rules
from ..rules import spans
from . import confirmations, record_steps, service_records
from .record_steps import Before, By


class Correction(NamedTuple):
    """What somebody says that a record should say, for which side, and why."""

    claim: record_rules.Claim
    side: Side
    reason: str
    by: UUID
    at: datetime


async def correct(
    session: AsyncSession, record_id: UUID, person_id: UUID, wanted: Correction, zone: ZoneInfo
) -> ServiceRecord:
    """Put other figures to both sides, in a new round; what is final counts as it is until that round is final too.

    Raises HoursForOneself, DisputeOpen, RecordNotInState, NothingToCorrect, and as a late entry.
    """
    record_rules.by_another(person_id, wanted.by)
    volunteer = await queries.volunteer_locked(session, person_id)
    row = await queries.again(session, record_id)
    if await queries.is_doubted(session, row.id):
        raise dispute_rules.DisputeOpen
    rules.may_correct(row, wanted.claim)
    await _within(session, row, wanted.claim)
    figures = await parameters.on(session, row.branch_id, row.served_on)
    limit = minutes_rules.creditable(wanted.claim.minutes, row.planned_minutes, figures)
    minutes_rules.may_be(wanted.claim.minutes, limit, figures)
    before, final = Before.of(row), row.state is RecordState.FINAL
    row.state, row.round, row.entered_by = rules.reopened(row), row.round + 1, wanted.by
    row.claimed_minutes, row.public_until = wanted.claim.minutes, None
    if final:
        rules.same_day(row, day_of(wanted.claim.starts_at, zone))
    else:
        row.confirmed_minutes = None
        _move(row, wanted.claim, volunteer, zone)
        await service_records.fits(session, row, wanted.claim.minutes, figures)
    by = By(wanted.by, wanted.at, wanted.side, wanted.reason)
    record_steps.record(session, row, RecordAct.CORRECTED, by, before, wanted.claim)
    await session.flush()
    return row


async def _within(session: AsyncSession, row: ServiceRecord, claim: record_rules.Claim) -> None:
    """Raises TimesBackwards, OutsideShift, ClaimTooLong."""
    shift, _ = await queries.place_of(session, row.shift_id)
    sign_up = await session.get(SignUp, row.sign_up_id) if row.sign_up_id else None
    first = (sign_up and sign_up.starts_at) or shift.starts_at
    last = (sign_up and sign_up.ends_at) or shift.ends_at
    if row.state is RecordState.FINAL:  # it holds its time already, and takes no other
        first, last = max(first, spans.instant(row.busy_from)), min(last, spans.instant(row.busy_until))
    record_rules.lies_within(claim, first, last)


def _move(row: ServiceRecord, claim: record_rules.Claim, volunteer: Volunteer, zone: ZoneInfo) -> None:
    row.starts_at, row.ends_at = claim.starts_at, claim.ends_at
    row.served_on = day_of(claim.starts_at, zone)
    if row.basis in {
        RecordBasis.TOLD,
        RecordBasis.LATE_ENTRY,
    }:  # who was scanned keeps the time signed up for
        row.busy_from, row.busy_until = spans.busy(volunteer.sequence, claim.starts_at, claim.ends_at)


class Void(NamedTuple):
    """One side's word that a record shall be void."""

    sides: tuple[Side, ...]
    reason: str
    by: UUID
    at: datetime


async def void(
    session: AsyncSession, teller: Teller, record_id: UUID, person_id: UUID, word: Void
) -> ServiceRecord:
    """The first word asks, the other side's makes it void; it is told again, and what rested on it falls.

    Raises HoursForOneself, RecordNotInState, BothSides, SideSpoke.
    """
    record_rules.by_another(person_id, word.by)
    await queries.volunteer_locked(session, person_id)
    row = await queries.again(session, record_id)
    if row.state in record_rules.OVER:
        raise record_rules.RecordNotInState(state=row.state.value)
    words = await confirmation_queries.void_words(session, row)
    if any(each.by_id == word.by for each in words):
        raise confirmation_rules.BothSides
    spoken = {each.side for each in words}
    side = next((each for each in word.sides if each not in spoken), None)
    if side is None:
        raise confirmation_rules.SideSpoke
    said = VoidWord(
        record_id=row.id, round=row.round, side=side, reason=word.reason, by_id=word.by, at=word.at
    )
    await add_or_refuse(session, said, _spoke)
    before, by = Before.of(row), By(word.by, word.at, side, word.reason)
    row.revision += 1
    if spoken | {side} != set(confirmation_rules.TWO):
        record_steps.record(session, row, RecordAct.VOID_ASKED, by, before)
        await session.flush()
        return row
    row.state, row.public_until = RecordState.VOIDED, None
    record_steps.record(session, row, RecordAct.VOIDED, by, before)
    await session.flush()
    if row.told:
        await confirmations.tell(session, teller, row, word.at)
        await confirmations.take_back(session, row, word.reason, at=word.at)
    return row


async def _spoke() -> Exception:
    return confirmation_rules.SideSpoke()
