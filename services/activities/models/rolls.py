"""The roll (应到名册): who should attend a meeting and who may vote, written down when the notice goes out."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class RollStanding(StrEnum):
    """As what someone stands on the roll. A guest's membership is elsewhere, or there is none."""

    FULL = "full"
    PROBATIONARY = "probationary"
    GUEST = "guest"


class RollAbsence(StrEnum):
    """Why nobody waits for a member, as the roster has it: 长期请假, 借调, 已离岗, 已不属本单位.

    Illness and maternity are long leave here like any other: a roll is read by the whole branch.
    """

    AWAY = "away"
    SECONDED = "seconded"
    DEPARTED = "departed"
    MOVED = "moved"


class RollLine(Identified, Revised, Table, table=True):
    """One person on the roll of one meeting.

    `may_vote` is the right as the roster gives it. `excluded_reason` takes someone out of those entitled,
    with the approval that allows it; `exempt_reason`, in people's words, and `absence`, by the roster, take someone
    out of those expected. `changed_at` is when the roster changed the line after the notice.
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
    absence: RollAbsence | None = Field(default=None, sa_type=choice(RollAbsence))
    changed_at: datetime | None = instant_field(default=None)
