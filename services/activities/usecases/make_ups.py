"""Make-ups: handed in, confirmed or returned, and missed when nobody did anything."""

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.clock import day_of
from shared.db import Database, add_or_refuse
from shared.facts import Fact
from shared.messages import Messenger
from shared.outbox import Teller

from .. import events
from ..models import Attendance, MakeUp, MakeUpEnd, MakeUpState, Meeting
from ..queries import make_ups as queries
from ..queries import meetings, parameters
from ..rules import make_ups as rules
from ..rules.parameters import Parameters
from . import messages
from .attendances import about, owed

END = MakeUpEnd.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_AT_ONCE = 200


async def hand_in(session: AsyncSession, row: MakeUp, note: str, *, zone: ZoneInfo, at: datetime) -> MakeUp:
    """What was read, and what one makes of it. Raises MakeUpNotDue, MakeUpOverdue."""
    rules.may_hand_in(row, day_of(at, zone))
    row.state, row.note, row.handed_in_at, row.returned_reason = MakeUpState.HANDED_IN, note, at, None
    await session.flush()
    return row


async def confirm(session: AsyncSession, teller: Teller, row: MakeUp, *, by: UUID, at: datetime) -> MakeUp:
    """It is done: the absence is made up, and told with its credit. Raises OwnMakeUp, MakeUpNotHandedIn."""
    rules.may_decide(row, by)
    row.state = MakeUpState.DONE
    attendance = await queries.attendance(session, row)
    attendance.made_up_at = at
    end = MakeUpEnd(make_up_id=row.id, state=MakeUpState.DONE, by_id=by, at=at)
    await add_or_refuse(session, end, _ended)
    meeting = await meetings.by_id(session, row.meeting_id)
    figures = await parameters.on(session, row.branch_id, attendance.held_on)
    await teller.tell(session, told_of(row, attendance, meeting, figures, at))
    return row


def told_of(
    row: MakeUp, attendance: Attendance, meeting: Meeting, figures: Parameters, at: datetime
) -> list[Fact]:
    """What others hear of a make-up as it stands: that it was done, with its credit, or missed."""
    if row.state is MakeUpState.DONE:
        worth = rules.credit(row.cause, figures)
        return [about(events.MAKE_UP_DONE, attendance, meeting, at, credit=worth)]
    return [_missed(attendance, meeting, at)] if row.state is MakeUpState.MISSED else []


def _missed(attendance: Attendance, meeting: Meeting, at: datetime) -> Fact:
    return about(events.MAKE_UP_MISSED, attendance, meeting, at)


async def _ended() -> Exception:
    return rules.MakeUpNotHandedIn()


async def return_(session: AsyncSession, row: MakeUp, reason: str, *, by: UUID) -> MakeUp:
    """It is due again, until the same day as before. Raises OwnMakeUp, MakeUpNotHandedIn."""
    rules.may_decide(row, by)
    row.state, row.handed_in_at, row.returned_reason = MakeUpState.DUE, None, reason
    await session.flush()
    return row


async def follow(
    session: AsyncSession, attendance: Attendance, row: MakeUp | None, figures: Parameters, *, on: date
) -> MakeUp | None:
    """After a correction: the make-up that stands for the attendance now, None if nothing is to be made up.

    One that had been withdrawn goes on where it was, until a day of its own; the caller holds both rows. `figures` are
    what the meeting goes by.
    """
    if not rules.owed(attendance.state):
        attendance.made_up_at = None
        if row:
            row.state = MakeUpState.WITHDRAWN
        return None
    if row is None:
        row = owed(attendance, on, figures)
        session.add(row)
        return row
    row.cause = attendance.state
    if row.state is MakeUpState.WITHDRAWN:
        end = await session.get(MakeUpEnd, row.id)
        row.state = rules.again(row, end.state if end else None)
        row.due_on = rules.due_on(on, figures)
        attendance.made_up_at = end.at if end and end.state is MakeUpState.DONE else None
    return row


async def sweep(database: Database, at: datetime, *, teller: Teller, zone: ZoneInfo) -> int:
    """Tell of every make-up whose last day is over that it was missed, once each; says how many there were.

    It may run in several processes at once: a lock gives each make-up to one, and its end has a key.
    """
    missed = 0
    while some := await database.retrying(partial(_miss, teller=teller, zone=zone, at=at)):
        missed += some
    return missed


async def _miss(session: AsyncSession, *, teller: Teller, zone: ZoneInfo, at: datetime) -> int:
    rows = await queries.overdue(session, day_of(at, zone), _AT_ONCE)
    gone = await queries.of_leavers(session, rows)
    for row in rows:
        if row.id in gone:
            row.state = MakeUpState.WITHDRAWN
    rows = [row for row in rows if row.id not in gone]
    ended = await _end(session, rows, at)
    facts: list[Fact] = []
    for row in rows:
        if row.id in ended:
            row.state = MakeUpState.MISSED
            meeting, attendance = await queries.cause(session, row)
            facts.append(_missed(attendance, meeting, at))
    await session.flush()
    await teller.tell(session, facts)
    missed = messages.make_ups_missed([row for row in rows if row.id in ended])
    await Messenger(session, teller, at, day_of(at, zone)).send_all(missed)
    return len(facts)


async def _end(session: AsyncSession, rows: list[MakeUp], at: datetime) -> set[UUID]:
    ends: list[dict[str, Any]] = [
        {"make_up_id": row.id, "state": MakeUpState.MISSED.value, "by_id": None, "at": at} for row in rows
    ]
    tail = "ON CONFLICT (make_up_id) DO NOTHING RETURNING make_up_id"
    made = await bulk.insert(await session.connection(), END, ends, tail=tail)
    return {row.make_up_id if isinstance(row.make_up_id, UUID) else UUID(row.make_up_id) for row in made}
