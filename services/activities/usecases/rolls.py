"""Rolls: written down with the notice, then changed line by line, with reasons, by people and by the roster."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller

from ..models import Meeting, MeetingState, RollAbsence, RollLine, RollStanding
from ..queries import roll_changes
from ..queries import rolls as queries
from ..rules import meetings as meeting_rules
from ..rules import roll_changes as change_rules
from ..rules import rolls as rules
from . import engagements

_OPEN = (MeetingState.NOTICED, MeetingState.IN_SESSION)


async def freeze(session: AsyncSession, meeting: Meeting, days: Sequence[date]) -> None:
    """Write down who should attend, as the roster stands for these days. Guests invited before stay."""
    if meeting.kind not in meeting_rules.DUTY:
        return
    here = await queries.of_meeting(session, meeting.id)
    wanted = change_rules.due(
        meeting, days, await roll_changes.roster(session, [meeting.branch_id], days[0], days[-1])
    )
    fresh = change_rules.missing(here, wanted)
    session.add_all(line_of(meeting, person_id, each, None) for person_id, each in fresh.items())
    await session.flush()


def line_of(
    meeting: Meeting, person_id: UUID, due: change_rules.Due, changed_at: datetime | None
) -> RollLine:
    """The line of somebody who belongs to the meeting; `changed_at` if it comes after the notice."""
    line = _line(meeting, person_id, due.group_id, due.standing)
    line.absence, line.may_vote = due.absence, due.may_vote(due.standing)
    line.changed_at = changed_at
    return line


async def invite(
    session: AsyncSession, teller: Teller, meeting: Meeting, person_id: UUID, *, at: datetime
) -> RollLine:
    """Put a guest on the roll; the meeting is locked. Who has moved away may come as one.

    Raises MeetingNotInState, RollLineMissing, AlreadyOnRoll.
    """
    meeting_rules.needs(meeting, MeetingState.PLANNED, *_OPEN)
    if not await queries.known(session, person_id):
        raise rules.RollLineMissing
    line = (await queries.lines(session, [meeting.id], [person_id])).get((meeting.id, person_id))
    if line is None:
        line = _line(meeting, person_id, None, RollStanding.GUEST)
        session.add(line)
    elif line.absence is RollAbsence.MOVED:
        line.standing, line.absence = RollStanding.GUEST, None
    else:
        raise rules.AlreadyOnRoll
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
    before = rules.exempt(line)
    line.exempt_reason = exempt_reason
    await session.flush()
    if rules.exempt(line) is not before:
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
