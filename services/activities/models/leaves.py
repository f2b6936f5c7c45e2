"""The leave (请假): asked for one meeting, decided by the group leader or the secretary."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class LeaveKind(StrEnum):
    """Why someone cannot come. `on_shift` (当班) is for those who keep boilers and chillers running."""

    ILLNESS = "illness"
    PRIVATE = "private"
    TRAVEL = "travel"
    ON_SHIFT = "on_shift"
    OTHER = "other"


class LeaveState(StrEnum):
    """Where a request stands; ended ones stay on record. `lapsed`: the roster says that the person is not expected."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Leave(Identified, Revised, Table, table=True):
    """One person's request. `late` means that the meeting had begun when it was asked.

    At most one request of a person for a meeting is open or granted.
    """

    __tablename__ = "leave_request"
    __table_args__ = (
        Index(
            "uq_leave_request_standing",
            "meeting_id",
            "person_id",
            unique=True,
            postgresql_where=text("state IN ('asked', 'granted')"),
            sqlite_where=text("state IN ('asked', 'granted')"),
        ),
        Index("ix_leave_request_person_id", "person_id"),
    )

    meeting_id: UUID = id_field(foreign_key="meeting.id")
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    person_id: UUID = id_field()
    kind: LeaveKind = Field(sa_type=choice(LeaveKind))
    emergency: bool
    late: bool
    reason: str = Field(max_length=4000)
    state: LeaveState = Field(default=LeaveState.ASKED, sa_type=choice(LeaveState))
    asked_at: datetime = instant_field()
    decided_by: UUID | None = id_field(default=None)
    decided_at: datetime | None = instant_field(default=None)
    decision: str | None = Field(default=None, max_length=4000)
