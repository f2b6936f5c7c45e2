"""Rolls of meetings to come, brought to what the roster says now: who is away, has left or moved, or has come."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.clock import day_of
from shared.db import Database
from shared.messages import Messenger
from shared.outbox import Teller

from ..models import LeaveState, Meeting, RollAbsence
from ..queries import leaves, meetings
from ..queries import roll_changes as queries
from ..queries import rolls as roll_queries
from ..rules import leaves as leave_rules
from ..rules import roll_changes as rules
from ..rules.meetings import standing
from ..rules.sittings import days_of
from . import engagements, messages, rolls


async def sweep(database: Database, at: datetime, *, teller: Teller, zone: ZoneInfo) -> int:
    """Says for how many meetings. It may run in several processes at once: the meeting's lock lets one do it.

    It ends with the beginning of the first sitting: from then on people say who is missing and why.
    """
    async with database.read() as view:
        stale = await _stale(view, await queries.to_come(view, at), zone)
    for meeting_id in stale:
        await database.retrying(partial(_follow, meeting_id=meeting_id, at=at, teller=teller, zone=zone))
    return len(stale)


async def _stale(session: AsyncSession, ahead: Sequence[Meeting], zone: ZoneInfo) -> list[UUID]:
    """Those whose rolls say otherwise than the roster; in seven statements at most, however many they are."""
    if not ahead:
        return []
    held = await meetings.sittings(session, [each.id for each in ahead])
    days = {each.id: days_of(standing(held[each.id]), zone) for each in ahead}
    every = sorted({day for some in days.values() for day in some})
    known = await queries.roster(session, {each.branch_id for each in ahead}, every[0], every[-1])
    lines = await queries.lines(session, list(days))
    people = {line.person_id for some in lines.values() for line in some}
    gone = await queries.gone(session, sorted(people - {each.person_id for each in known.belongings}))
    found = []
    for meeting in ahead:
        wanted = rules.due(meeting, days[meeting.id], known)
        some = lines[meeting.id]
        if rules.changes(some, wanted, gone) or rules.missing(some, wanted):
            found.append(meeting.id)
    return found


async def _follow(
    session: AsyncSession, *, meeting_id: UUID, at: datetime, teller: Teller, zone: ZoneInfo
) -> None:
    meeting = await meetings.locked(session, meeting_id)
    if meeting_id not in {each.id for each in await queries.to_come(session, at)}:
        return
    sittings = standing((await meetings.sittings(session, [meeting_id]))[meeting_id])
    days = days_of(sittings, zone)
    known = await queries.roster(session, [meeting.branch_id], days[0], days[-1])
    wanted = rules.due(meeting, days, known)
    lines = {line.person_id: line for line in await roll_queries.of_meeting(session, meeting_id)}
    gone = await queries.gone(session, sorted(lines.keys() - wanted.keys()))
    changes = rules.changes(lines.values(), wanted, gone)
    come = rules.missing(lines.values(), wanted)
    if not changes and not come:
        return  # another process was first
    for person_id, absence, may_vote, _ in changes:
        line = lines[person_id]
        line.absence, line.may_vote, line.changed_at = absence, may_vote, at
    session.add_all(rolls.line_of(meeting, person_id, each, at) for person_id, each in come.items())
    away = {each.person_id: each.absence for each in changes if each.absence}
    await _end_leaves(session, meeting_id, away, at)
    await session.flush()
    await engagements.tell_roll(
        session, teller, meeting_id, at, [each.person_id for each in changes] + [*come]
    )
    called = {each.person_id for each in changes if each.called}
    called |= {person_id for person_id, each in come.items() if each.absence is None}
    to = Messenger(session, teller, at, day_of(at, zone))
    await messages.also_called(to, meeting, sittings[0], called)
    await audit.note(session, at=at, act="roll.follow", object_id=str(meeting_id))


async def _end_leaves(
    session: AsyncSession, meeting_id: UUID, why: dict[UUID, RollAbsence], at: datetime
) -> None:
    """Nobody has to decide about those who are not expected any more."""
    for leave in await leaves.asked(session, meeting_id, why):
        leave.state, leave.decided_at = LeaveState.LAPSED, at
        leave.decision = leave_rules.LAPSED[why[leave.person_id]]
