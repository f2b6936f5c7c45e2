"""Presence at the vote (到会): what the check-ins do not say of who is in the room, marked by whoever presides."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, choice, id_field

from .table import Table


class PresenceKind(StrEnum):
    """Someone comes into the room, or leaves it."""

    ARRIVED = "arrived"
    LEFT = "left"


class PresenceMark(Identified, Acted, Table, table=True):
    """One coming or going that nobody scanned. `number` rises with a person's marks: odd ones arrive, even ones leave.

    A number is left out where a check-in came between. Whoever marks the same at once takes the same number.
    """

    __tablename__ = "presence_mark"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id", "number"),
        CheckConstraint("(number % 2 = 1) = (kind = 'arrived')", name="alternates"),
    )

    meeting_id: UUID = id_field(foreign_key="meeting.id")
    person_id: UUID = id_field()
    number: int
    kind: PresenceKind = Field(sa_type=choice(PresenceKind))
