"""The roll (应到名册): who should attend a meeting and who may vote, frozen when the notice goes out."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field

from .table import Table


class RollStanding(StrEnum):
    """As what someone stands on the roll. A guest's membership is elsewhere, or there is none."""

    FULL = "full"
    PROBATIONARY = "probationary"
    GUEST = "guest"


class RollLine(Identified, Revised, Table, table=True):
    """One person on the roll of one meeting.

    `may_vote` is the right as the roster gives it. `excluded_reason` takes someone out of those entitled,
    with the approval that allows it; `exempt_reason` takes someone out of those expected.
    """

    __tablename__ = "roll_line"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    meeting_id: UUID = id_field(foreign_key="meeting.id")
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    person_id: UUID = id_field(index=True)
    standing: RollStanding = Field(sa_type=choice(RollStanding))
    may_vote: bool
    excluded_reason: str | None = Field(default=None, max_length=200)
    excluded_approval: str | None = Field(default=None, max_length=100)
    exempt_reason: str | None = Field(default=None, max_length=200)
