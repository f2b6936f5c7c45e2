"""The topical debate (专题辩论、专题讨论): a question of the branch, a window, and a summary adopted at the end."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .lessons import LessonAudience
from .outlines import Verdict
from .table import Table


class DebateState(StrEnum):
    """Where a debate stands. The first three follow from the clock alone and are stored nowhere."""

    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


class Debate(Identified, Revised, Acted, Table, table=True):
    """One question; its row is the lock of every step. Without `sides` it is an open discussion (讨论).

    Contributions are taken from `opens_at` until `closes_at`, which itself is too late.
    """

    __tablename__ = "debate"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("concluded_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        Index("ix_debate_branch_id_closes_at", "branch_id", "closes_at"),
    )

    branch_id: UUID = id_field()
    audience: LessonAudience = Field(sa_type=choice(LessonAudience))
    question: str = Field(max_length=200)
    background: str | None = Field(default=None, max_length=4000)
    sides: list[str] = Field(sa_type=Json)
    opens_at: datetime = instant_field()
    closes_at: datetime = instant_field()
    moderator_id: UUID = id_field()
    concluded_at: datetime | None = instant_field(default=None)
    cancelled_at: datetime | None = instant_field(default=None)
    cancelled_by: UUID | None = id_field(default=None)
    cancellation_reason: str | None = Field(default=None, max_length=4000)


_ADOPTED = text("verdict = 'approved'")


class DebateSummary(Identified, Revised, Acted, Table, table=True):
    """One version of the moderator's summary, numbered from 1. The approved one is adopted, and is the last."""

    __tablename__ = "debate_summary"
    __table_args__ = (
        UniqueConstraint("debate_id", "number"),
        CheckConstraint("by_id <> decided_by", name="another"),
        Index(
            "ux_debate_summary_adopted",
            "debate_id",
            unique=True,
            sqlite_where=_ADOPTED,
            postgresql_where=_ADOPTED,
        ),
    )

    debate_id: UUID = id_field(foreign_key="debate.id")
    number: int
    text: str = Field(max_length=4000)
    verdict: Verdict = Field(default=Verdict.SUBMITTED, sa_type=choice(Verdict))
    reason: str | None = Field(default=None, max_length=4000)
    decided_by: UUID | None = id_field(default=None)
    decided_at: datetime | None = instant_field(default=None)
