"""Days on which the State Council's notice, or the branch, departs from the usual week."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from shared.rows import Acted, id_field

from .table import Table


class CalendarDay(Acted, Table, table=True):
    """An override for one day of one branch: worked although a weekend, or free although a weekday."""

    __tablename__ = "calendar_day"

    branch_id: UUID = id_field(primary_key=True)
    day: date = Field(primary_key=True)
    working: bool
    title: str = Field(max_length=200)
