"""The make-up (补课): made by itself for leave and for absence, and bound to what it cures."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .attendances import AttendanceState
from .table import Table


class MakeUpState(StrEnum):
    """Where it stands. What is handed in waits for the group leader and is not missed meanwhile.

    Withdrawn means that the attendance was corrected and nothing is to be made up.
    """

    DUE = "due"
    HANDED_IN = "handed_in"
    DONE = "done"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class MakeUp(Identified, Revised, Table, table=True):
    """What one person owes for one absence. `due_on` is the last day; `cause` is `on_leave` or `absent`."""

    __tablename__ = "make_up"
    __table_args__ = (
        UniqueConstraint("attendance_id"),
        Index("ix_make_up_state_due_on", "state", "due_on"),
        Index("ix_make_up_person_id", "person_id"),
    )

    attendance_id: UUID = id_field(foreign_key="attendance.id")
    meeting_id: UUID = id_field(foreign_key="meeting.id", index=True)
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    person_id: UUID = id_field()
    cause: AttendanceState = Field(sa_type=choice(AttendanceState))
    due_on: date
    state: MakeUpState = Field(default=MakeUpState.DUE, sa_type=choice(MakeUpState))
    note: str | None = Field(default=None, max_length=4000)
    handed_in_at: datetime | None = instant_field(default=None)
    returned_reason: str | None = Field(default=None, max_length=4000)


class MakeUpEnd(Table, table=True):
    """How a make-up ended, once: confirmed by a person, or missed, which nobody has to say."""

    __tablename__ = "make_up_end"

    make_up_id: UUID = id_field(primary_key=True, foreign_key="make_up.id")
    state: MakeUpState = Field(sa_type=choice(MakeUpState))
    by_id: UUID | None = id_field(default=None)
    at: datetime = instant_field()
