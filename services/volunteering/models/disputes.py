"""The dispute (异议): somebody doubts a service record, which then waits for an answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from shared.rows import Identified, Revised, id_field, instant_field

from .table import Table

_OPEN = "answered_at IS NULL"


class Dispute(Identified, Revised, Table, table=True):
    """One doubt and its answer; a person has at most one open on a record. Another answers than who is party to it."""

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by"),
        CheckConstraint("(answered_at IS NULL) = (upheld IS NULL)", name="upheld"),
        Index(
            "ux_dispute_open",
            *("record_id", "by_id"),
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
        Index("ix_dispute_record_id", "record_id"),
    )

    record_id: UUID = id_field(foreign_key="service_record.id")
    round: int
    reason: str = Field(max_length=400)
    by_id: UUID = id_field()
    at: datetime = instant_field()
    upheld: bool | None = None
    answer: str | None = Field(default=None, max_length=400)
    answered_by: UUID | None = id_field(default=None)
    answered_at: datetime | None = instant_field(default=None)
