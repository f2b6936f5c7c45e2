"""The star level (星级): awarded for a total of final hours, on the volunteer's own application."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class StarState(StrEnum):
    """Applied for, then awarded or declined; withdrawn when the hours it rested on no longer count."""

    APPLIED = "applied"
    AWARDED = "awarded"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


_STANDS = text("state IN ('applied', 'awarded')")


class StarLevel(Identified, Revised, Table, table=True):
    """One level of one person: `needed_minutes` is what the branch asked for it when it was applied for.

    `shown` is the person's own word that the branch may see it; nobody else is shown.
    """

    __tablename__ = "star_level"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 10", name="level"),
        CheckConstraint("needed_minutes > 0", name="needed_minutes"),
        Index(
            "ux_star_level_stands",
            *("person_id", "level"),
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_star_level_branch_id_state", "branch_id", "state"),
    )

    person_id: UUID = id_field(index=True)
    branch_id: UUID = id_field()
    level: int
    needed_minutes: int
    shown: bool = False
    state: StarState = Field(default=StarState.APPLIED, sa_type=choice(StarState))
    applied_at: datetime = instant_field()


class StarStep(Identified, Table, table=True):
    """How a star level came into a state: by whom, on what total of minutes, and why.

    `by_id` is null where hours were taken back and the level fell with them.
    """

    __tablename__ = "star_step"

    star_level_id: UUID = id_field(foreign_key="star_level.id", index=True)
    state: StarState = Field(sa_type=choice(StarState))
    total_minutes: int
    reason: str | None = Field(default=None, max_length=4000)
    by_id: UUID | None = id_field(default=None)
    at: datetime = instant_field()
