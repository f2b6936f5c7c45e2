"""The reading (查阅记录): who read which sensitive fields of whom, and what for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, id_field, instant_field

from .table import Table


class Reading(Identified, Table, table=True):
    """Never changed, and not removed within half a year: the database refuses it."""

    __tablename__ = "reading"
    __table_args__ = (
        Index("ix_reading_person_id", "person_id", "id"),
        Index("ix_reading_reader_id", "reader_id", "id"),
        Index("ix_reading_at", "at"),
    )

    person_id: UUID = id_field()
    reader_id: UUID = id_field()
    client_id: str = Field(max_length=100)
    purpose: str = Field(max_length=24)
    fields: list[str] = Field(sa_type=Json)
    at: datetime = instant_field()
