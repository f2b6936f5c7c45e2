"""Corrections: a settled attendance says otherwise from now on, and whoever was told is told anew."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.outbox import Teller

from .. import events
from ..models import Attendance, AttendanceState, Correction, Meeting, RollLine
from ..queries import attendances as queries
from ..queries import make_ups as make_up_queries
from ..queries import meetings, parameters, rolls
from ..rules import corrections as rules
from ..rules import meetings as meeting_rules
from ..rules import scans as scan_rules
from ..rules.attendances import Outcome
from ..rules.corrections import Wanted
from . import make_ups
from .attendances import about, told_of, values_of
from .parameters import by_sitting


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says of another's attendance, and why."""

    person_id: UUID
    wanted: Wanted
    reason: str
    by: UUID
    at: datetime


async def correct(
    session: AsyncSession, teller: Teller, meeting: Meeting, word: Word, *, zone: ZoneInfo
) -> Correction:
    """Let a person's attendance of a closed meeting, which the caller has locked, say something else.

    The make-up follows: opened, withdrawn or gone on with. Raises OwnAttendance, CorrectionShape,
    MeetingNotInState, RollLineMissing, NotExpected, SittingMissing, CheckInClosed, NothingCorrected.
    """
    rules.by_another(word.person_id, word.by)
    rules.shape(word.wanted)
    meeting_rules.needs(meeting, *rules.CORRECTABLE)
    # Whoever confirms a make-up holds it before the attendance; so do we.
    make_up = await make_up_queries.of_attendance(session, meeting.id, word.person_id)
    row = (await queries.of_meeting(session, meeting.id, [word.person_id], lock=True)).get(word.person_id)
    line = await _line(session, meeting, word.person_id)
    rules.may_be(word.wanted, line, row)
    sittings = (await meetings.sittings(session, [meeting.id]))[meeting.id]
    held = meeting_rules.standing(sittings)
    history = await parameters.history(session, meeting.branch_id)
    figures = by_sitting(history, sittings, zone)
    outcome = rules.attended(word.wanted, row, held, figures)
    row = row or _unknown(meeting, line, word, day_of(held[0].starts_at, zone))
    correction = _change(row, outcome, word, day_of(held[0].starts_at, zone), zone)
    session.add(row)
    await session.flush()
    make_up = await make_ups.follow(session, row, make_up, history.on(row.held_on), on=day_of(word.at, zone))
    session.add(correction)
    await session.flush()
    facts = [about(events.ATTENDANCE_CORRECTED, row, meeting, word.at)]
    facts += told_of(row, meeting, {each.id: each for each in sittings}, figures, word.at)
    if make_up:
        facts += make_ups.told_of(make_up, row, meeting, history.on(row.held_on), word.at)
    await teller.tell(session, facts)
    return correction


async def _line(session: AsyncSession, meeting: Meeting, person_id: UUID) -> RollLine | None:
    line = (await rolls.lines(session, [meeting.id], [person_id])).get((meeting.id, person_id))
    scan_rules.may_attend(meeting.kind, line, known=await rolls.known(session, person_id))
    return line


def _unknown(meeting: Meeting, line: RollLine | None, word: Word, held_on: date) -> Attendance:
    """The row of somebody whom nobody had expected or seen."""
    return Attendance(
        meeting_id=meeting.id,
        branch_id=meeting.branch_id,
        group_id=line.group_id if line else None,
        person_id=word.person_id,
        held_on=held_on,
        state=AttendanceState.EXPECTED,
        settled_at=word.at,
    )


def _change(
    row: Attendance, outcome: Outcome | None, word: Word, held_on: date, zone: ZoneInfo
) -> Correction:
    """Raises NothingCorrected."""
    state = outcome.state if outcome else AttendanceState(word.wanted.to.value)
    rules.differs(row, state, outcome)
    was = row.state, row.came_at, row.left_at
    values = values_of(outcome, zone) if outcome else rules.NOT_THERE | {"state": state, "held_on": held_on}
    for name, value in values.items():
        setattr(row, name, value)
    row.corrections += 1
    return Correction(
        attendance_id=row.id,
        meeting_id=row.meeting_id,
        branch_id=row.branch_id,
        group_id=row.group_id,
        person_id=row.person_id,
        number=row.corrections,
        was=was[0],
        was_came_at=was[1],
        was_left_at=was[2],
        state=row.state,
        sitting_id=row.sitting_id,
        came_at=row.came_at,
        left_at=row.left_at,
        reason=word.reason,
        by_id=word.by,
        at=word.at,
    )
