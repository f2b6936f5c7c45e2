"""The contribution (发言) to a debate: what somebody says, with everything said before it was amended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, id_field, instant_field

from .table import Table


class Contribution(Identified, Revised, Table, table=True):
    """One person's contribution, the `number`th to this debate, for one of its sides if it has any.

    `answers_id` is the contribution that it answers. A withdrawn one stays visible as withdrawn.
    """

    __tablename__ = "contribution"
    __table_args__ = (UniqueConstraint("debate_id", "person_id", "number"),)

    debate_id: UUID = id_field(foreign_key="debate.id")
    person_id: UUID = id_field()
    number: int
    side: str | None = Field(default=None, max_length=100)
    answers_id: UUID | None = id_field(default=None, foreign_key="contribution.id")
    said_at: datetime = instant_field()
    withdrawn_at: datetime | None = instant_field(default=None)


class ContributionVersion(Identified, Acted, Table, table=True):
    """What it said, numbered from 1; the highest number is what it says."""

    __tablename__ = "contribution_version"
    __table_args__ = (UniqueConstraint("contribution_id", "number"),)

    contribution_id: UUID = id_field(foreign_key="contribution.id")
    number: int
    text: str = Field(max_length=4000)
