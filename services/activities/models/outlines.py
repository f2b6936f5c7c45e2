"""The outline (讲课提纲): what the lecturer will say, approved before anyone is invited."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class Verdict(StrEnum):
    """What was decided about a draft. A returned one is followed by the next."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class Outline(Identified, Revised, Acted, Table, table=True):
    """One version of the outline of a lesson, numbered from 1; `minutes` is how long the lecture takes."""

    __tablename__ = "outline"
    __table_args__ = (UniqueConstraint("lesson_id", "number"),)

    lesson_id: UUID = id_field(foreign_key="lesson.id")
    number: int
    text: str = Field(max_length=4000)
    minutes: int
    verdict: Verdict = Field(default=Verdict.SUBMITTED, sa_type=choice(Verdict))
    reason: str | None = Field(default=None, max_length=4000)
    decided_by: UUID | None = id_field(default=None)
    decided_at: datetime | None = instant_field(default=None)
