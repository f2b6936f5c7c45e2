"""References to punishments (处分文号) that directory has told, and what was put before a committee because of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from shared.rows import id_field, instant_field

from .table import Table


class DisciplineReference(Table, table=True):
    """One reference of one member: what was told of it so far, in whatever order, and no word of the case.

    In force from `recorded_on` until the day before `lifted_on`. `effect` is `deduction`, `veto` or `vote_suspended`.
    """

    __tablename__ = "discipline_reference"

    member_id: UUID = id_field(primary_key=True)
    reference_no: str = Field(max_length=100, primary_key=True)
    effect: str | None = Field(default=None, max_length=20)
    recorded_on: date | None = None
    filed_by: UUID | None = id_field(default=None)
    lifted_on: date | None = Field(default=None, index=True)


class DisciplineProposal(Table, table=True):
    """What a reference led to in one period: a claim before the committee, or null where there was none to make.

    `lifting`: the claim is for taking back what stands in that period, and lies in a later one.
    """

    __tablename__ = "discipline_proposal"
    __table_args__ = (Index("ix_discipline_proposal_claim_id", "claim_id"),)

    member_id: UUID = id_field(primary_key=True)
    reference_no: str = Field(max_length=100, primary_key=True)
    period_id: UUID = id_field(primary_key=True, foreign_key="period.id")
    lifting: bool = Field(primary_key=True)
    branch_id: UUID = id_field()
    claim_id: UUID | None = id_field(default=None, foreign_key="claim.id")
    at: datetime = instant_field()
