"""Rolls: frozen with the notice, then changed line by line, with reasons."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from ..models import Meeting, MeetingState, RollLine, RollStanding
from ..queries import rolls as queries
from ..rules import meetings as meeting_rules
from ..rules import rolls as rules
from . import engagements

_OPEN = (MeetingState.NOTICED, MeetingState.IN_SESSION)


async def freeze(session: AsyncSession, meeting: Meeting, on: date) -> None:
    """Write down who should attend, as the roster stands for that day. Guests invited before stay."""
    if meeting.kind not in meeting_rules.DUTY:
        return
    here = {line.person_id for line in await queries.of_meeting(session, meeting.id)}
    for person_id, group_id, status in await queries.due(session, meeting, on):
        if person_id not in here:
            standing = RollStanding(status)
            session.add(_line(meeting, person_id, group_id, standing))
    await session.flush()


async def invite(
    session: AsyncSession, teller: Teller, meeting: Meeting, person_id: UUID, *, at: datetime
) -> RollLine:
    """Put a guest on the roll; the meeting is locked. Raises MeetingNotInState, RollLineMissing, AlreadyOnRoll."""
    meeting_rules.needs(meeting, MeetingState.PLANNED, *_OPEN)
    if not await queries.known(session, person_id):
        raise rules.RollLineMissing
    if any(line.person_id == person_id for line in await queries.of_meeting(session, meeting.id)):
        raise rules.AlreadyOnRoll
    line = _line(meeting, person_id, None, RollStanding.GUEST)
    session.add(line)
    await session.flush()
    await engagements.tell_roll(session, teller, meeting.id, at, [person_id])
    return line


async def mark(
    session: AsyncSession,
    teller: Teller,
    meeting: Meeting,
    line: RollLine,
    *,
    excluded_reason: str | None,
    excluded_approval: str | None,
    exempt_reason: str | None,
    at: datetime,
) -> RollLine:
    """Leave a voter out of those entitled, or someone out of those expected, or take that back.

    Both rows are locked.

    Raises MeetingNotInState, ApprovalNeeded.
    """
    meeting_rules.needs(meeting, *_OPEN)
    rules.may_exclude(excluded_reason, excluded_approval)
    line.excluded_reason, line.excluded_approval = excluded_reason, excluded_approval
    freed_or_bound = (line.exempt_reason is None) != (exempt_reason is None)
    line.exempt_reason = exempt_reason
    await session.flush()
    if freed_or_bound:
        await engagements.tell_roll(session, teller, meeting.id, at, [line.person_id])
    return line


def _line(meeting: Meeting, person_id: UUID, group_id: UUID | None, standing: RollStanding) -> RollLine:
    return RollLine(
        meeting_id=meeting.id,
        branch_id=meeting.branch_id,
        group_id=group_id,
        person_id=person_id,
        standing=standing,
        may_vote=rules.votes(standing),
    )
