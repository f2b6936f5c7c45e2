"""The project (项目): what a branch does for a community, agreed by both before anyone signs up."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class Category(StrEnum):
    """The eight of the local form (一单一表一卡)."""

    ORGANISATION = "organisation"
    LEGAL_AID = "legal_aid"
    HARDSHIP = "hardship"
    GOVERNANCE = "governance"
    HEALTH = "health"
    CULTURE = "culture"
    SAFETY = "safety"
    OTHER = "other"


class TimeStyle(StrEnum):
    """set: the shift's own times. flexible: each signs up for a part of the window. open: whenever, told afterwards."""

    SET = "set"
    FLEXIBLE = "flexible"
    OPEN = "open"


class ProjectState(StrEnum):
    """Where a project stands; `rules/projects.py` says what leads where."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    RECRUITING = "recruiting"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Project(Identified, Revised, Table, table=True):
    """`planned_minutes` is the most that one shift of it can be worth to a person; `rating` is the community's, 1 to 5.

    A dangerous one recruits only with its risks told and an insurance named, and the database holds that too.
    """

    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint("planned_minutes > 0", name="planned_minutes"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint(
            "NOT dangerous OR state NOT IN ('recruiting', 'delivered', 'accepted', 'closed')"
            " OR (risk_statement IS NOT NULL AND insurance_ref IS NOT NULL)",
            name="danger",
        ),
        Index("ix_project_branch_id", "branch_id", "state"),
        Index("ix_project_community_id", "community_id", "state"),
    )

    branch_id: UUID = id_field()
    community_id: UUID = id_field()
    demand_id: UUID | None = id_field(default=None, index=True)
    title: str = Field(max_length=200)
    category: Category = Field(sa_type=choice(Category))
    content: str = Field(max_length=4000)
    style: TimeStyle = Field(sa_type=choice(TimeStyle))
    planned_minutes: int
    dangerous: bool = False
    risk_statement: str | None = Field(default=None, max_length=4000)
    insurance_ref: str | None = Field(default=None, max_length=200)
    state: ProjectState = Field(sa_type=choice(ProjectState))
    rating: int | None = None
    proposed_by: UUID = id_field()
    proposed_at: datetime = instant_field()


class ProjectStep(Identified, Acted, Table, table=True):
    """How a project came into a state, why, and for which side: `branch` or `community`."""

    __tablename__ = "project_step"

    project_id: UUID = id_field(foreign_key="project.id", index=True)
    state: ProjectState = Field(sa_type=choice(ProjectState))
    side: str = Field(max_length=12)
    reason: str | None = Field(default=None, max_length=400)
