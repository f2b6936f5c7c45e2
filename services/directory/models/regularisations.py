"""Regularisations (转正): what a branch proposes of a probationary member, and what was decided."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlmodel import Field, col

from shared.columns import Id, Instant
from shared.ids import new_id

from .table import Table


class RegularisationState(StrEnum):
    """Proposed, then decided or withdrawn."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class RegularisationOutcome(StrEnum):
    """In Chinese 按期转正, 延长预备期, 取消预备党员资格."""

    REGULARISED = "regularised"
    EXTENDED = "extended"
    DISQUALIFIED = "disqualified"


class Regularisation(Table, table=True):
    """One proposal and its decision. `probation_ends_on` is the day on which the probation was over when it was made.

    Of one person at most one proposal is open.
    """

    __tablename__ = "regularisation"
    __table_args__ = (
        Index("ix_regularisation_person_id", "person_id"),
        Index("ix_regularisation_branch_id", "branch_id"),
    )

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    person_id: UUID = Field(sa_type=Id, foreign_key="person.id")
    branch_id: UUID = Field(sa_type=Id, foreign_key="organisation.id")
    group_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="organisation.id")
    state: str = Field(default=RegularisationState.PROPOSED, sa_type=String(20))
    joined_on: date
    probation_ends_on: date
    proposed_on: date
    proposed_by: UUID = Field(sa_type=Id)
    at: datetime = Field(sa_type=Instant)
    outcome: str | None = Field(default=None, sa_type=String(20))
    decided_on: date | None = None
    resolution_no: str | None = Field(default=None, sa_type=String(100))
    extended_until: date | None = None
    decided_by: UUID | None = Field(default=None, sa_type=Id)


_OPEN = col(Regularisation.state) == RegularisationState.PROPOSED.value
Index(
    "uq_regularisation_open",
    col(Regularisation.person_id),
    unique=True,
    postgresql_where=_OPEN,
    sqlite_where=_OPEN,
)
