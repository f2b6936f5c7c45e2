"""Who leaves the factory, on which day and why: also what is known beforehand, and what was entered wrongly."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlmodel import Field, col

from shared.columns import Id, Instant, Json
from shared.ids import new_id

from .table import Table


class DepartureState(StrEnum):
    """`planned` until its day comes; `reversed` as if it had not been; `returned`: the person works here again."""

    PLANNED = "planned"
    APPLIED = "applied"
    REVERSED = "reversed"
    RETURNED = "returned"


class Departure(Table, table=True):
    """From `on` the person is inactive. Branch and group are those to which the person belonged when it was entered.

    `ended` are the spans that it cut short, with the last days that they had before: what a reversal gives back.
    """

    __tablename__ = "departure"
    __table_args__ = (
        Index("ix_departure_person_id", "person_id", "on"),
        Index("ix_departure_branch_id", "branch_id"),
        Index("ix_departure_state", "state", "on"),
    )

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    person_id: UUID = Field(sa_type=Id, foreign_key="person.id")
    branch_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="organisation.id")
    group_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="organisation.id")
    reason: str = Field(sa_type=String(20))
    on: date
    state: str = Field(default=DepartureState.PLANNED, sa_type=String(20))
    by_id: UUID = Field(sa_type=Id)
    at: datetime = Field(sa_type=Instant)
    applied_at: datetime | None = Field(default=None, sa_type=Instant)
    ended: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    account_disabled: bool = False
    undone_by: UUID | None = Field(default=None, sa_type=Id)
    undone_at: datetime | None = Field(default=None, sa_type=Instant)
    undone_reason: str | None = Field(default=None, sa_type=String(200))


_PLANNED = col(Departure.state) == DepartureState.PLANNED.value
Index(
    "uq_departure_planned",
    col(Departure.person_id),
    unique=True,
    postgresql_where=_PLANNED,
    sqlite_where=_PLANNED,
)
