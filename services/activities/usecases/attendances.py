"""Attendance: follows the scans while a meeting is open, and is settled once when it is closed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.clock import day_of
from shared.db import add_or_refuse
from shared.facts import Fact, fact
from shared.ids import new_id
from shared.outbox import Teller

from .. import events
from ..models import (
    Attendance,
    AttendanceState,
    MakeUp,
    Meeting,
    MeetingState,
    RollLine,
    Scan,
    Settlement,
    Sitting,
)
from ..queries import attendances as queries
from ..queries import leaves, meetings, parameters, rolls, scans
from ..rules import attendances as rules
from ..rules import leaves as leave_rules
from ..rules import make_ups as make_up_rules
from ..rules import meetings as meeting_rules
from ..rules import rolls as roll_rules
from ..rules.parameters import History, Parameters
from .parameters import by_sitting

ATTENDANCE = Attendance.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ONCE = "ON CONFLICT (meeting_id, person_id) DO NOTHING RETURNING person_id"


@dataclass(frozen=True, slots=True)
class Followed:
    """An attendance after new scans, and whether the person had been seen coming before."""

    row: Attendance
    there_before: bool


@dataclass(frozen=True, slots=True)
class _Ground:
    """The sittings that stand, and what each goes by."""

    sittings: Mapping[UUID, Sitting]
    figures: Mapping[UUID, Parameters]

    @classmethod
    def of(cls, sittings: Sequence[Sitting], history: History, zone: ZoneInfo) -> "_Ground":
        """By their ids."""
        return cls({each.id: each for each in sittings}, by_sitting(history, sittings, zone))


async def follow(
    session: AsyncSession,
    meeting: Meeting,
    people: Mapping[UUID, RollLine | None],
    history: History,
    zone: ZoneInfo,
) -> dict[UUID, Followed]:
    """Let the attendance of these people say what all their scans come to; who was not seen has none.

    The caller holds the meeting open. Whoever scans the same person at once waits at the row and then
    reads the scans anew.
    """
    held = (await meetings.sittings(session, [meeting.id]))[meeting.id]
    ground = _Ground.of(meeting_rules.standing(held), history, zone)
    outcomes = await _outcomes(session, meeting.id, people, ground)
    fresh = [
        new_row(outcomes[person_id].sitting, person_id, outcomes[person_id], zone)
        | {"group_id": line.group_id if (line := people[person_id]) else None}
        for person_id in sorted(outcomes)
    ]
    made = await bulk.insert(await session.connection(), ATTENDANCE, fresh, tail=_ONCE)
    rows = await queries.of_meeting(session, meeting.id, list(people), lock=True)
    if len(made) < len(rows):
        outcomes = await _outcomes(session, meeting.id, people, ground)
    for person_id, outcome in outcomes.items():
        for name, value in values_of(outcome, zone).items():
            if getattr(rows[person_id], name) != value:
                setattr(rows[person_id], name, value)
    await session.flush()
    new = {row.person_id if isinstance(row.person_id, UUID) else UUID(row.person_id) for row in made}
    return {person_id: Followed(row, person_id not in new) for person_id, row in rows.items()}


async def leave_out(session: AsyncSession, meeting: Meeting, sitting: Sitting, zone: ZoneInfo) -> None:
    """Forget that anybody was at a sitting that was cancelled; who was at another one was there.

    The scans stay, and count nothing. The caller holds the meeting.
    """
    rows = [
        row
        for row in (await queries.of_meeting(session, meeting.id)).values()
        if row.sitting_id == sitting.id
    ]
    for row in rows:
        await session.delete(row)
    await session.flush()
    lines = await rolls.lines(session, [meeting.id], [row.person_id for row in rows])
    people = {row.person_id: lines.get((meeting.id, row.person_id)) for row in rows}
    if people:
        history = await parameters.history(session, meeting.branch_id)
        await follow(session, meeting, people, history, zone)


async def _outcomes(
    session: AsyncSession, meeting_id: UUID, people: Collection[UUID], ground: _Ground
) -> dict[UUID, rules.Outcome]:
    own: dict[UUID, list[Scan]] = defaultdict(list)
    for scan in await scans.counting(session, meeting_id, list(people)):
        own[scan.person_id].append(scan)
    merged = {
        person_id: rules.merged(found, ground.sittings, ground.figures) for person_id, found in own.items()
    }
    return {person_id: outcome for person_id, outcome in merged.items() if outcome}


def new_row(sitting: Sitting, person_id: UUID, outcome: rules.Outcome, zone: ZoneInfo) -> dict[str, Any]:
    """The row of someone seen for the first time at any sitting of a meeting, for a bulk statement; no group yet."""
    own = {
        "id": new_id(),
        "revision": 1,
        "meeting_id": sitting.meeting_id,
        "branch_id": sitting.branch_id,
        "person_id": person_id,
        "corrections": 0,
    }
    values = values_of(outcome, zone)
    return own | values | {"state": outcome.state.value, "held_on": values["held_on"].isoformat()}


def values_of(outcome: rules.Outcome, zone: ZoneInfo) -> dict[str, Any]:
    """The columns that say what someone's being there came to."""
    return {
        "sitting_id": outcome.sitting.id,
        "held_on": day_of(outcome.sitting.starts_at, zone),
        "state": outcome.state,
        "came_at": outcome.came_at,
        "left_at": outcome.left_at,
        "late_minutes": outcome.late_minutes,
        "early_minutes": outcome.early_minutes,
        "minutes": outcome.minutes,
        "check_out_missing": outcome.check_out_missing,
    }


async def settle(
    session: AsyncSession,
    teller: Teller,
    meeting: Meeting,
    sittings: Sequence[Sitting],
    *,
    zone: ZoneInfo,
    by: UUID,
    at: datetime,
) -> Settlement:
    """Say of everybody how they attended, tell it, and make the make-ups; once, with the meeting locked.

    Raises LeavesUndecided, MeetingNotInState.
    """
    leave_rules.all_decided(await leaves.undecided(session, meeting.id))
    lines = {line.person_id: line for line in await rolls.of_meeting(session, meeting.id)}
    seen = {scan.person_id for scan in await scans.counting(session, meeting.id)}
    history = await parameters.history(session, meeting.branch_id)
    await follow(session, meeting, {each: lines.get(each) for each in seen | set(lines)}, history, zone)
    rows = await queries.of_meeting(session, meeting.id)
    held_on = day_of(meeting_rules.standing(sittings)[0].starts_at, zone)
    away = await leaves.granted(session, meeting.id)
    for line in lines.values():
        if line.person_id not in rows and (
            state := rules.without_scans(line, on_leave=line.person_id in away)
        ):
            rows[line.person_id] = _unseen(meeting, line, state, held_on)
    for row in rows.values():
        row.settled_at = at
    session.add_all(rows.values())
    await session.flush()
    closed_on = day_of(at, zone)
    session.add_all(
        owed(row, closed_on, history.on(row.held_on))
        for row in rows.values()
        if make_up_rules.owed(row.state)
    )
    settlement = Settlement(
        meeting_id=meeting.id,
        branch_id=meeting.branch_id,
        held_on=held_on,
        expected=len(roll_rules.expected(lines.values())),
        present=sum(row.state in rules.THERE for row in rows.values()),
        by_id=by,
        at=at,
    )
    await add_or_refuse(session, settlement, _settled_already)
    ground = _Ground.of(sittings, history, zone)
    await teller.tell(session, _told(meeting, settlement, rows, ground, at))
    return settlement


def _unseen(meeting: Meeting, line: RollLine, state: AttendanceState, held_on: date) -> Attendance:
    return Attendance(
        meeting_id=meeting.id,
        branch_id=meeting.branch_id,
        group_id=line.group_id,
        person_id=line.person_id,
        held_on=held_on,
        state=state,
    )


def owed(row: Attendance, closed_on: date, figures: Parameters) -> MakeUp:
    """What is to be made up for an absence, by what was in force on the day of the meeting."""
    return MakeUp(
        attendance_id=row.id,
        meeting_id=row.meeting_id,
        branch_id=row.branch_id,
        group_id=row.group_id,
        person_id=row.person_id,
        cause=row.state,
        due_on=make_up_rules.due_on(closed_on, figures),
    )


async def _settled_already() -> Exception:
    needed = MeetingState.IN_SESSION.value
    return meeting_rules.MeetingNotInState(state=MeetingState.MINUTES_DRAFT.value, needed=needed)


def _told(
    meeting: Meeting,
    settlement: Settlement,
    rows: Mapping[UUID, Attendance],
    ground: _Ground,
    at: datetime,
) -> list[Fact]:
    facts = [_held(meeting, settlement, at)]
    for person_id in sorted(rows):
        facts += told_of(rows[person_id], meeting, ground.sittings, ground.figures, at)
    return facts


def told_of(
    row: Attendance,
    meeting: Meeting,
    sittings: Mapping[UUID, Sitting],
    figures: Mapping[UUID, Parameters],
    at: datetime,
) -> list[Fact]:
    """What others hear of one person's attendance as it stands; of leave and exemption nothing."""
    if row.state is AttendanceState.ABSENT:
        return [about(events.ABSENCE_RECORDED, row, meeting, at)]
    if row.state not in rules.THERE or row.sitting_id is None:
        return []
    facts = [about(events.ATTENDANCE_CONFIRMED, row, meeting, at)]
    if minutes := rules.missed_minutes(row, sittings[row.sitting_id], figures[row.sitting_id]):
        facts.append(about(events.ATTENDANCE_LATE, row, meeting, at, minutes=minutes))
    return facts


def _held(meeting: Meeting, settlement: Settlement, at: datetime) -> Fact:
    return fact(
        events.MEETING_HELD,
        source=events.SOURCE,
        subject=meeting.id,
        at=at,
        meeting_id=meeting.id,
        meeting_kind=meeting.kind.value,
        branch_id=meeting.branch_id,
        group_id=meeting.group_id,
        occurred_on=settlement.held_on,
        expected=settlement.expected,
        present=settlement.present,
    )


def about(kind: str, row: Attendance, meeting: Meeting, at: datetime, **more: Any) -> Fact:
    """A fact about one person at one meeting; whatever follows from a meeting belongs to its day.

    `revision` says after how many corrections; a higher one makes those before it void.
    """
    return fact(
        kind,
        source=events.SOURCE,
        subject=row.person_id,
        at=at,
        person_id=row.person_id,
        occurred_on=row.held_on,
        source_id=meeting.id,
        meeting_kind=meeting.kind.value,
        revision=row.corrections,
        **more,
    )
