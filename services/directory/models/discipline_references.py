"""References to punishments: the number under which the discipline office keeps the case, and no word of it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlmodel import Field

from shared.columns import Id, Instant
from shared.ids import new_id

from .table import Table


class DisciplineEffect(StrEnum):
    """What others must know: points are deducted, the year is vetoed, or the right to vote rests as well (留党察看)."""

    DEDUCTION = "deduction"
    VETO = "veto"
    VOTE_SUSPENDED = "vote_suspended"


class DisciplineReference(Table, table=True):
    """One reference; lifted, it stays. Branch: where the person belonged when it was recorded."""

    __tablename__ = "discipline_reference"
    __table_args__ = (
        UniqueConstraint("person_id", "reference_no", name="uq_discipline_reference_no"),
        Index("ix_discipline_reference_branch_id", "branch_id"),
    )

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    person_id: UUID = Field(sa_type=Id, foreign_key="person.id")
    branch_id: UUID = Field(sa_type=Id, foreign_key="organisation.id")
    reference_no: str = Field(sa_type=String(100))
    effect: str = Field(sa_type=String(20))
    occurred_on: date
    recorded_by: UUID = Field(sa_type=Id)
    recorded_at: datetime = Field(sa_type=Instant)
    lifted_on: date | None = None
    lifted_by: UUID | None = Field(default=None, sa_type=Id)
