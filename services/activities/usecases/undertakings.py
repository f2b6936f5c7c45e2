"""Undertakings: duties taken, asked for, answered, given back. Locked in one order: meeting, sitting, duty."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.db import add_or_refuse

from ..models import Duty, Meeting, Sitting, Undertaking, UndertakingState
from ..queries import duties as duty_queries
from ..queries import undertakings as queries
from ..rules import duties as duty_rules
from ..rules import undertakings as rules
from . import duties, notices


async def take(session: AsyncSession, duty: Duty, *, by: UUID, at: datetime) -> Undertaking:
    """Take it unasked. Raises MeetingNotInState, SittingCancelled, DutyFull, AlreadyUndertaken."""
    meeting, _, duty = await _arranged(session, duty.id)
    duty_rules.has_room(duty)
    row = _new(meeting, duty, by, rules.TAKEN, by, at)
    row.settled_by, row.settled_at = by, at
    await add_or_refuse(session, row, _twice)
    await duties.count(session, duty, 1)
    return row


async def ask(
    session: AsyncSession, duty: Duty, person_id: UUID, *, zone: ZoneInfo, by: UUID, at: datetime
) -> Undertaking:
    """Ask somebody, who is told by a notice. No place is kept: the first to say yes has it.

    Raises MeetingNotInState, SittingCancelled, DutyFull, HelperUnknown, AlreadyUndertaken.
    """
    meeting, sitting, duty = await _arranged(session, duty.id)
    duty_rules.has_room(duty)
    if not await queries.may_be_asked(session, meeting, person_id, day_of(sitting.starts_at, zone)):
        raise rules.HelperUnknown
    row = _new(meeting, duty, person_id, rules.ASKED, by, at)
    await add_or_refuse(session, row, _twice)
    await notices.tell_request(session, meeting, sitting, duty, person_id, by=by, at=at)
    return row


async def answer(
    session: AsyncSession,
    undertaking: Undertaking,
    verdict: UndertakingState,
    reason: str | None,
    *,
    at: datetime,
) -> Undertaking:
    """The word of whoever was asked.

    Raises MeetingNotInState, SittingCancelled, UndertakingSettled, ReasonNeeded, DutyFull.
    """
    _, _, duty = await _arranged(session, undertaking.duty_id)
    row = await queries.again(session, undertaking.id)
    rules.answer(row, verdict, reason)
    if verdict is rules.TAKEN:
        duty_rules.has_room(duty)
    await _settle(session, row, verdict, reason, row.person_id, at)
    if verdict is rules.TAKEN:
        await duties.count(session, duty, 1)
    return row


async def withdraw(
    session: AsyncSession, undertaking: Undertaking, reason: str | None, *, by: UUID, at: datetime
) -> Undertaking:
    """Give a duty back, or take it or the request back; the place is free for the next.

    Raises MeetingNotInState, SittingCancelled, UndertakingSettled, ReasonNeeded.
    """
    _, _, duty = await _arranged(session, undertaking.duty_id)
    row = await queries.again(session, undertaking.id)
    rules.may_withdraw(row, reason, by)
    held = row.state is rules.TAKEN
    await _settle(session, row, UndertakingState.WITHDRAWN, reason, by, at)
    if held:
        await duties.count(session, duty, -1)
    return row


async def fall_away(
    session: AsyncSession, *, duty_id: UUID, undertaking_id: UUID, reason: str, at: datetime
) -> None:
    """Free the place of somebody who is there no more; nobody did it. Raises MeetingNotInState, SittingCancelled."""
    _, _, duty = await _arranged(session, duty_id)
    row = await queries.again(session, undertaking_id)
    if row.state not in {rules.ASKED, rules.TAKEN}:
        return
    held = row.state is rules.TAKEN
    await _settle(session, row, UndertakingState.WITHDRAWN, reason, None, at)
    if held:
        await duties.count(session, duty, -1)


async def call_off(session: AsyncSession, sitting: Sitting, *, by: UUID, at: datetime) -> None:
    """End every undertaking of a sitting that was cancelled, and tell each person. The sitting is locked before."""
    ended = await queries.standing(session, sitting.id)
    for row, duty in ended:
        held = row.state is rules.TAKEN
        await _settle(session, row, UndertakingState.SITTING_CANCELLED, None, by, at)
        if held:
            await duties.count(session, duty, -1)
    await notices.tell_called_off(session, sitting, ended, by=by, at=at)


async def _arranged(session: AsyncSession, duty_id: UUID) -> tuple[Meeting, Sitting, Duty]:
    """All three under their locks, and still to be arranged."""
    sitting_id = (await duty_queries.by_id(session, duty_id)).sitting_id
    meeting, sitting = await duty_queries.arranged(session, sitting_id)
    duty_rules.may_arrange(meeting, sitting)
    return meeting, sitting, await duty_queries.again(session, duty_id)


def _new(
    meeting: Meeting, duty: Duty, person_id: UUID, state: UndertakingState, by: UUID, at: datetime
) -> Undertaking:
    return Undertaking(
        duty_id=duty.id,
        branch_id=meeting.branch_id,
        group_id=meeting.group_id,
        person_id=person_id,
        state=state,
        by_id=by,
        at=at,
    )


async def _settle(
    session: AsyncSession,
    row: Undertaking,
    to: UndertakingState,
    reason: str | None,
    by: UUID | None,
    at: datetime,
) -> None:
    row.state, row.reason = to, reason
    row.settled_by, row.settled_at = by, at
    await session.flush()


async def _twice() -> Exception:
    return rules.AlreadyUndertaken()
