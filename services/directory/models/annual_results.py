"""What others have told of a person's year: results of its periods, and service records that count."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, String
from sqlmodel import Field

from shared.columns import Cents
from shared.rows import id_field, instant_field

from .table import Table


class PeriodResult(Table, table=True):
    """A member's final result of one period, as points told it last. `grade` is empty until it is confirmed."""

    __tablename__ = "period_result"

    person_id: UUID = id_field(primary_key=True)
    period_id: UUID = id_field(primary_key=True)
    revision: int
    code: str = Field(sa_type=String(10))
    year: int = Field(index=True)
    ends_on: date
    months: int
    points: Decimal = Field(sa_type=Cents)
    vetoed: bool
    grade: str | None = Field(default=None, sa_type=String(20))
    heard_at: datetime = instant_field()


class ServedRecord(Table, table=True):
    """A service record as volunteering told it last: whole minutes, 0 once it is void."""

    __tablename__ = "served_record"
    __table_args__ = (Index("ix_served_record_year", "year", "person_id"),)

    person_id: UUID = id_field(primary_key=True)
    source_id: UUID = id_field(primary_key=True)
    revision: int
    year: int
    minutes: int
    heard_at: datetime = instant_field()
