"""The outcome of a meeting (活动成果): what it led to elsewhere in the suite, as data that nobody follows for you."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, id_field, instant_field

from .table import Table

_STANDING = text("withdrawn_at IS NULL")


class MeetingOutcome(Identified, Revised, Acted, Table, table=True):
    """`target_id` under `/v1/{noun}`, and what it was called when it was named."""

    __tablename__ = "meeting_outcome"
    __table_args__ = (
        Index(
            "ux_meeting_outcome_standing",
            *("meeting_id", "noun", "target_id"),
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    meeting_id: UUID = id_field(foreign_key="meeting.id")
    noun: str = Field(max_length=60)
    target_id: UUID = id_field()
    title: str = Field(max_length=200)
    withdrawn_by: UUID | None = id_field(default=None)
    withdrawn_at: datetime | None = instant_field(default=None)
