"""`/v1/attendances`, and those of one meeting."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import View
from shared.paging import Page, Paged
from shared.types import Read

from ..models import Attendance, AttendanceState
from ..queries import attendances as queries
from ..queries import meetings
from .given import Day

router = APIRouter(prefix="/v1", tags=["attendances"])

Reader = Annotated[Access, may("attendance.read")]


class AttendanceRead(Read):
    """How one person attended one meeting.

    `settled_at` is null while the meeting goes on. `minutes` counts from check-in to check-out and nothing
    where the check-out is missing. `made_up_at` says when a make-up cured the absence, `corrections` how often
    the attendance was corrected after the closing.
    """

    meeting_id: UUID
    person_id: UUID
    sitting_id: UUID | None
    held_on: date
    state: AttendanceState
    came_at: datetime | None
    left_at: datetime | None
    late_minutes: int
    early_minutes: int
    minutes: int
    check_out_missing: bool
    settled_at: datetime | None
    made_up_at: datetime | None
    corrections: int


class MeetingAttendanceRead(Read):
    """One person of a meeting, by name; `expected` while nothing is known."""

    person_id: UUID
    name: str
    state: AttendanceState
    attendance: AttendanceRead | None


class MeetingAttendancesRead(Read):
    """Those that the caller may see."""

    items: list[MeetingAttendanceRead]


@router.get("/attendances", summary="出席记录 / Attendances")
async def list_attendances(
    reader: Reader,
    view: View,
    paged: Paged,
    person_id: UUID | None = None,
    state: AttendanceState | None = None,
    from_on: Day | None = None,
    until_on: Day | None = None,
) -> Page[AttendanceRead]:
    """The own ones, and those of one's group or branch; both days belong to the span."""
    query = queries.narrowed(
        queries.visible(reader.grants), person_id=person_id, state=state, from_on=from_on, until_on=until_on
    )
    rows, cursor = await paged.rows(view, query, col(Attendance.id))
    return Page(items=[AttendanceRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/meetings/{meeting_id}/attendances", summary="会议出席情况 / Attendance of a meeting")
async def list_meeting_attendances(meeting_id: UUID, reader: Reader, view: View) -> MeetingAttendancesRead:
    """Everybody on the roll, and whoever came besides; a plain member sees the own line only."""
    meeting = await meetings.one(view, meeting_id, reader.grants, reader.person_id)
    rows = {row.person_id: row for row in await queries.rows_seen(view, meeting, reader.grants)}
    people = await queries.roll_seen(view, meeting, reader.grants) | set(rows)
    names = await roster.names(view, people)
    items = [_line(person_id, rows.get(person_id), names) for person_id in sorted(people)]
    return MeetingAttendancesRead(items=items)


def _line(person_id: UUID, row: Attendance | None, names: dict[UUID, str]) -> MeetingAttendanceRead:
    return MeetingAttendanceRead(
        person_id=person_id,
        name=names.get(person_id, ""),
        state=row.state if row else AttendanceState.EXPECTED,
        attendance=AttendanceRead.model_validate(row) if row else None,
    )
