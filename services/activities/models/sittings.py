"""The sitting (场次): one time and place of a meeting. Shift teams hold one meeting in two sittings."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class SittingState(StrEnum):
    """A cancelled sitting stays visible, in calendars too."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Queue(StrEnum):
    """What happens when the first in the queue needs more places than are free."""

    STRICT = "strict"
    FILL = "fill"


class Sitting(Identified, Revised, Table, table=True):
    """From `starts_at` up to, not including, `ends_at`; `time_zone` says whose wall clock people read.

    `capacity` null admits everyone, 0 nobody; `taken` counts the places held or offered, and its row is the
    lock of every registration. Who is offered a freed place has `offer_hours` to take it; one registration
    brings at most `guests_most` guests and, with `needs_approval`, waits for the organiser. `sequence` rises
    when calendars must notice a change.
    """

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="places"),
        CheckConstraint("starts_at < ends_at", name="order"),
        Index("ix_sitting_branch_id_starts_at", "branch_id", "starts_at"),
    )

    meeting_id: UUID = id_field(foreign_key="meeting.id", index=True)
    branch_id: UUID = id_field()
    starts_at: datetime = instant_field()
    ends_at: datetime = instant_field()
    time_zone: str = Field(max_length=60)
    place: str = Field(max_length=200)
    capacity: int | None = None
    taken: int = 0
    queue: Queue = Field(default=Queue.STRICT, sa_type=choice(Queue))
    registers_until: datetime | None = instant_field(default=None)
    offer_hours: int
    guests_most: int = 0
    needs_approval: bool = False
    state: SittingState = Field(default=SittingState.PLANNED, sa_type=choice(SittingState))
    sequence: int = 0
