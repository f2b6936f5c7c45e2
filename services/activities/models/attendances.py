"""The attendance (签到结果): how one person attended one meeting, whatever its sittings and devices."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class AttendanceState(StrEnum):
    """How someone attended. `expected` is nobody's row: so far nothing is known of that person."""

    EXPECTED = "expected"
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ON_LEAVE = "on_leave"
    EXEMPT = "exempt"
    ABSENT = "absent"


class Attendance(Identified, Revised, Table, table=True):
    """One person at one meeting. Until the meeting is closed it follows the scans; then it stands.

    `came_at` and `left_at` are instants in `sitting_id`; `left_at` is null while someone is inside or never
    checked out. `minutes` counts only from a check-in to its check-out. `held_on` is the day of the sitting.
    `made_up_at` says when a make-up cured it; `corrections` counts how often it was corrected afterwards.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint("late_minutes >= 0 AND early_minutes >= 0 AND minutes >= 0", name="minutes"),
        Index("ix_attendance_branch_id_held_on", "branch_id", "held_on"),
        Index("ix_attendance_person_id_held_on", "person_id", "held_on"),
    )

    meeting_id: UUID = id_field(foreign_key="meeting.id")
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    person_id: UUID = id_field()
    sitting_id: UUID | None = id_field(default=None, foreign_key="sitting.id")
    held_on: date
    state: AttendanceState = Field(sa_type=choice(AttendanceState))
    came_at: datetime | None = instant_field(default=None)
    left_at: datetime | None = instant_field(default=None)
    late_minutes: int = 0
    early_minutes: int = 0
    minutes: int = 0
    check_out_missing: bool = False
    settled_at: datetime | None = instant_field(default=None)
    made_up_at: datetime | None = instant_field(default=None)
    corrections: int = 0


class Settlement(Acted, Table, table=True):
    """That a meeting was held and its attendance settled, once: a meeting has at most one.

    The numbers are those of that moment; later corrections leave them.
    """

    __tablename__ = "settlement"
    __table_args__ = (Index("ix_settlement_branch_id_held_on", "branch_id", "held_on"),)

    meeting_id: UUID = id_field(primary_key=True, foreign_key="meeting.id")
    branch_id: UUID = id_field()
    held_on: date
    expected: int
    present: int
