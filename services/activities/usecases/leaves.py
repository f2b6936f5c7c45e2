"""Leaves: asked, decided, withdrawn."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role
from shared.db import add_or_refuse
from shared.outbox import Teller

from ..models import Leave, LeaveKind, LeaveState, Meeting
from ..queries import meetings, rolls, scans
from ..rules import leaves as rules
from ..rules import meetings as meeting_rules
from ..rules import scans as scan_rules
from . import engagements


async def ask(
    session: AsyncSession,
    meeting: Meeting,
    person_id: UUID,
    *,
    kind: LeaveKind,
    emergency: bool,
    reason: str,
    at: datetime,
) -> Leave:
    """One person's own request for one meeting, which the caller has locked.

    Raises MeetingNotInState, RollLineMissing, LeaveNotNeeded, LeaveTooLate, LeaveStanding.
    """
    meeting_rules.needs(meeting, *scan_rules.ATTENDABLE)
    line = await rolls.line(session, meeting.id, person_id)
    held = (await meetings.sittings(session, [meeting.id]))[meeting.id]
    late = rules.may_ask(line, meeting_rules.standing(held), at, kind=kind, emergency=emergency)
    leave = Leave(
        meeting_id=meeting.id,
        branch_id=meeting.branch_id,
        group_id=line.group_id,
        person_id=person_id,
        kind=kind,
        emergency=emergency,
        late=late,
        reason=reason,
        asked_at=at,
    )
    await add_or_refuse(session, leave, _standing)
    return leave


async def _standing() -> Exception:
    return rules.LeaveStanding()


async def hold_meeting(session: AsyncSession, leave: Leave) -> None:
    """Keep the meeting from being closed meanwhile. Raises MeetingNotInState."""
    held = await scans.held_open(session, [leave.meeting_id])
    meeting_rules.needs(held[leave.meeting_id], *scan_rules.ATTENDABLE)


async def decide(
    session: AsyncSession,
    teller: Teller,
    leave: Leave,
    *,
    granted: bool,
    reason: str | None,
    by: UUID,
    roles: frozenset[Role],
    at: datetime,
) -> Leave:
    """Grant or refuse; the caller holds the meeting and the leave locked.

    Raises OwnLeave, LeaveDecided, SecretaryNeeded.
    """
    rules.may_decide(leave, by, roles)
    leave.state = LeaveState.GRANTED if granted else LeaveState.REFUSED
    leave.decided_by, leave.decided_at, leave.decision = by, at, reason
    await session.flush()
    if granted:
        await engagements.tell_roll(session, teller, leave.meeting_id, at, [leave.person_id])
    return leave


async def withdraw(session: AsyncSession, leave: Leave) -> Leave:
    """Take back what is not decided; one may ask anew. Raises LeaveDecided."""
    rules.is_open(leave)
    leave.state = LeaveState.WITHDRAWN
    await session.flush()
    return leave
