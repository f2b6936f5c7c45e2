"""The joint agreement (共建协议) of a branch with a community, and what both plan under it for each year."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class AgreementState(StrEnum):
    """A draft is signed by both sides; what both have signed is only ended, never rewritten."""

    DRAFT = "draft"
    SIGNED = "signed"
    ENDED = "ended"


class JointAgreement(Identified, Revised, Table, table=True):
    """In force from `from_on` to `until_on`, both days included, once both sides have signed."""

    __tablename__ = "joint_agreement"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="forwards"),
        CheckConstraint(
            "state = 'draft' OR (branch_signed_by IS NOT NULL AND community_signed_by IS NOT NULL)",
            name="signed",
        ),
        Index("ix_joint_agreement_branch_id", "branch_id"),
        Index("ix_joint_agreement_community_id", "community_id"),
    )

    branch_id: UUID = id_field()
    community_id: UUID = id_field()
    title: str = Field(max_length=200)
    content: str = Field(max_length=4000)
    from_on: date
    until_on: date
    state: AgreementState = Field(sa_type=choice(AgreementState))
    written_by: UUID = id_field()
    written_at: datetime = instant_field()
    branch_signed_by: UUID | None = id_field(default=None)
    branch_signed_at: datetime | None = instant_field(default=None)
    community_signed_by: UUID | None = id_field(default=None)
    community_signed_at: datetime | None = instant_field(default=None)
    ended_by: UUID | None = id_field(default=None)
    ended_at: datetime | None = instant_field(default=None)
    ended_reason: str | None = Field(default=None, max_length=400)


class YearlyProject(Identified, Revised, Table, table=True):
    """One line of a year's plan (年度共建项目). `project_id` names what became of it."""

    __tablename__ = "yearly_project"
    __table_args__ = (CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),)

    agreement_id: UUID = id_field(foreign_key="joint_agreement.id", index=True)
    year: int
    quarter: int
    title: str = Field(max_length=200)
    project_id: UUID | None = id_field(default=None, foreign_key="project.id")
    added_by: UUID = id_field()
    added_at: datetime = instant_field()
