"""The assessment period (周期): a public act that runs forward only."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class PeriodState(StrEnum):
    """Each state follows the one before it; none is skipped and none comes again."""

    OPEN = "open"
    CLAIMS_CLOSED = "claims_closed"
    DECIDED = "decided"
    IN_PUBLICITY = "in_publicity"
    FINAL = "final"
    ARCHIVED = "archived"


class Period(Identified, Revised, Table, table=True):
    """One quarter or year of one branch, with the scheme version it is pinned to.

    `claims_until` is the last day for claims; `publicity_until` the last day for objections.
    """

    __tablename__ = "period"
    __table_args__ = (UniqueConstraint("branch_id", "code"),)

    branch_id: UUID = id_field()
    scheme_id: UUID = id_field(foreign_key="scheme.id")
    code: str = Field(max_length=10)
    starts_on: date
    ends_on: date
    claims_until: date
    state: PeriodState = Field(default=PeriodState.OPEN, sa_type=choice(PeriodState))
    publicity_from: date | None = None
    publicity_until: date | None = None
    final_at: datetime | None = instant_field(default=None)


class PeriodStep(Identified, Acted, Table, table=True):
    """Who brought the period into a state, when, and by which resolution."""

    __tablename__ = "period_step"

    period_id: UUID = id_field(foreign_key="period.id", index=True)
    state: PeriodState = Field(sa_type=choice(PeriodState))
    resolution_no: str | None = Field(default=None, max_length=100)
