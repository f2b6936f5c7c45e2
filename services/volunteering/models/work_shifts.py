"""The work shift (工作班次): when somebody works at the factory, as personnel has told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from shared.columns import Id
from shared.rows import Identified, instant_field

from .table import Table


class WorkShift(Identified, Table, table=True):
    """From `starts_at` up to and without `ends_at`. Nobody but the person reads it; service is kept clear of it."""

    __tablename__ = "work_shift"
    __table_args__ = (
        UniqueConstraint("person_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="forwards"),
    )

    person_id: UUID = Field(sa_type=Id)
    starts_at: datetime = instant_field()
    ends_at: datetime = instant_field()
