"""Disputes: raised by whoever has reason to doubt, answered by somebody who is no party to it.

Locks: the volunteer's row, then the record, then the dispute.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Dispute, RecordAct, RecordState, ServiceRecord
from ..queries import confirmations as confirmation_queries
from ..queries import disputes as queries
from ..queries import service_records as record_queries
from ..queries import service_scans
from ..rules import disputes as rules
from . import record_steps
from .record_steps import Before, By


class Doubt(NamedTuple):
    """Why somebody doubts a record."""

    reason: str
    by: UUID
    at: datetime


class Answer(NamedTuple):
    """Whether the doubt was right, and why."""

    upheld: bool
    reason: str
    by: UUID
    at: datetime


async def raise_(session: AsyncSession, record_id: UUID, person_id: UUID, doubt: Doubt) -> Dispute:
    """Freeze the record until it is answered. Raises DisputeClosed, DisputedAlready."""
    await record_queries.volunteer_locked(session, person_id)
    row = await record_queries.again(session, record_id)
    rules.may_dispute(row)
    dispute = Dispute(record_id=row.id, round=row.round, reason=doubt.reason, by_id=doubt.by, at=doubt.at)
    await add_or_refuse(session, dispute, _already)
    before = Before.of(row)
    if row.state is not RecordState.FINAL:
        row.state = RecordState.DISPUTED
    record_steps.record(session, row, RecordAct.DISPUTED, By(doubt.by, doubt.at, None, doubt.reason), before)
    await session.flush()
    return dispute


async def _already() -> Exception:
    return rules.DisputedAlready()


async def answer(session: AsyncSession, dispute: Dispute, person_id: UUID, given: Answer) -> Dispute:
    """Upheld, the figures go to both sides anew; else the record goes on once no other dispute is open.

    Raises DisputeAnswered, PartyToDispute.
    """
    await record_queries.volunteer_locked(session, person_id)
    row = await record_queries.again(session, dispute.record_id)
    dispute = await queries.again(session, dispute.id)
    rules.may_answer(dispute, given.by, await _parties(session, row))
    dispute.upheld, dispute.answer = given.upheld, given.reason
    dispute.answered_by, dispute.answered_at = given.by, given.at
    await session.flush()
    before = Before.of(row)
    if given.upheld:
        _anew(row)
    elif not await record_queries.is_doubted(session, row.id):
        row.state = await _goes_on(session, row)
    by = By(given.by, given.at, "upheld" if given.upheld else "dismissed", given.reason)
    record_steps.record(session, row, RecordAct.ANSWERED, by, before)
    await session.flush()
    return dispute


async def _parties(session: AsyncSession, row: ServiceRecord) -> set[UUID]:
    """Whose hours they are, who entered them, and who has spoken about them in this round."""
    said = await confirmation_queries.of_round(session, row)
    entered = await service_scans.entered_by(session, row.shift_id, row.person_id)
    others = {row.person_id, row.entered_by} - {None}
    return {each.by_id for each in said} | entered | {each for each in others if each}


def _anew(row: ServiceRecord) -> None:
    """The sides speak again; of a final record only the correction falls."""
    row.public_until = None
    if row.state is RecordState.FINAL:
        row.claimed_minutes = row.confirmed_minutes
        return
    row.round, row.confirmed_minutes, row.state = row.round + 1, None, RecordState.SUBMITTED


async def _goes_on(session: AsyncSession, row: ServiceRecord) -> RecordState:
    """Where it was before; also where the two sides had said different minutes."""
    if row.state is RecordState.DISPUTED and row.confirmed_minutes is None:
        said = {each.minutes for each in await confirmation_queries.of_round(session, row)}
        if len(said) > 1:
            return RecordState.DISPUTED
    return rules.after(row)
