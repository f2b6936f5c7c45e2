"""The correction (更正): how a settled attendance was, how it is from then on, why, and who says so."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, choice, id_field, instant_field

from .attendances import AttendanceState
from .table import Table


class CorrectedTo(StrEnum):
    """What an attendance can be corrected to; whether someone was late follows from the times."""

    PRESENT = "present"
    ON_LEAVE = "on_leave"
    EXEMPT = "exempt"
    ABSENT = "absent"


class Correction(Identified, Acted, Table, table=True):
    """One change of one attendance. Only added to; `number` counts those of the attendance, from 1.

    `was` is `expected` where nothing had been known of the person. `why` is for the person to read.
    """

    __tablename__ = "attendance_correction"
    __table_args__ = (
        UniqueConstraint("attendance_id", "number"),
        CheckConstraint("number >= 1", name="counts"),
        CheckConstraint("by_id <> person_id", name="another"),
    )

    attendance_id: UUID = id_field(foreign_key="attendance.id")
    meeting_id: UUID = id_field(foreign_key="meeting.id", index=True)
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    person_id: UUID = id_field()
    number: int
    was: AttendanceState = Field(sa_type=choice(AttendanceState))
    was_came_at: datetime | None = instant_field(default=None)
    was_left_at: datetime | None = instant_field(default=None)
    state: AttendanceState = Field(sa_type=choice(AttendanceState))
    sitting_id: UUID | None = id_field(default=None, foreign_key="sitting.id")
    came_at: datetime | None = instant_field(default=None)
    left_at: datetime | None = instant_field(default=None)
    reason: str = Field(max_length=4000)
