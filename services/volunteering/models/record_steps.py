"""The record's history (服务记录沿革): every act upon a service record, with what it said before and after."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from shared.rows import Identified, choice, id_field, instant_field

from .service_records import RecordState
from .table import Table


class RecordAct(StrEnum):
    """What was done to the record."""

    CLOSED = "closed"
    TOLD = "told"
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    PUBLISHED = "published"
    DISAGREED = "disagreed"
    REFUSED = "refused"
    FINISHED = "finished"
    DISPUTED = "disputed"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    VOID_ASKED = "void_asked"
    VOIDED = "voided"


class RecordStep(Identified, Table, table=True):
    """One act. Times and minutes are those of the record before and after it; `by_id` is null where time did it."""

    __tablename__ = "record_step"

    record_id: UUID = id_field(foreign_key="service_record.id", index=True)
    act: RecordAct = Field(sa_type=choice(RecordAct))
    round: int
    was: RecordState | None = Field(default=None, sa_type=choice(RecordState))
    state: RecordState = Field(sa_type=choice(RecordState))
    was_starts_at: datetime | None = instant_field(default=None)
    was_ends_at: datetime | None = instant_field(default=None)
    was_minutes: int | None = None
    starts_at: datetime = instant_field()
    ends_at: datetime | None = instant_field(default=None)
    minutes: int | None = None
    side: str | None = Field(default=None, max_length=12)
    reason: str | None = Field(default=None, max_length=400)
    by_id: UUID | None = id_field(default=None)
    at: datetime = instant_field()
