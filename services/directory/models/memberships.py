"""Who belongs to which branch and group, from when until when."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlmodel import Field

from shared.columns import Id
from shared.ids import new_id

from .table import Table


class MembershipStatus(StrEnum):
    """In Chinese 正式党员, 预备党员."""

    FULL = "full"
    PROBATIONARY = "probationary"


class EndingReason(StrEnum):
    """Why a span of membership ended."""

    TRANSFERRED = "transferred"
    GROUP_CHANGED = "group_changed"
    STATUS_CHANGED = "status_changed"
    RETIRED = "retired"
    LEFT = "left"
    EXPELLED = "expelled"
    DISQUALIFIED = "disqualified"
    DIED = "died"
    ENTERED_WRONGLY = "entered_wrongly"


class Membership(Table, table=True):
    """One span in one branch and group; both days belong to it. Changing group or status begins a new span.

    At no date does a person have two: `rules/life/memberships.py` says so, a trigger in the database holds it.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_person_id", "person_id", "from_on"),
        Index("ix_membership_branch_id", "branch_id", "from_on"),
    )

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    person_id: UUID = Field(sa_type=Id, foreign_key="person.id")
    branch_id: UUID = Field(sa_type=Id, foreign_key="organisation.id")
    group_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="organisation.id", index=True)
    status: str = Field(sa_type=String(20))
    from_on: date
    until_on: date | None = None
    reason_code: str | None = Field(default=None, sa_type=String(20))
