"""The theme (主题) of a month's theme day: proposed by members, decided beforehand, followed up afterwards."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class ThemeState(StrEnum):
    """Where a proposal stands. Decisions are not taken back."""

    PROPOSED = "proposed"
    CHOSEN = "chosen"
    NOT_CHOSEN = "not_chosen"


_CHOSEN = "state = 'chosen'"


class Theme(Identified, Revised, Table, table=True):
    """A proposal for one month, `month_on` being its first day. A branch chooses at most one for a month."""

    __tablename__ = "theme"
    __table_args__ = (
        Index(
            "ux_theme_chosen",
            *("branch_id", "month_on"),
            unique=True,
            sqlite_where=text(_CHOSEN),
            postgresql_where=text(_CHOSEN),
        ),
        Index("ix_theme_branch_id_month_on", "branch_id", "month_on"),
    )

    branch_id: UUID = id_field()
    month_on: date
    title: str = Field(max_length=200)
    reason: str | None = Field(default=None, max_length=4000)
    state: ThemeState = Field(default=ThemeState.PROPOSED, sa_type=choice(ThemeState))
    proposed_by: UUID = id_field()
    proposed_at: datetime = instant_field()
    decided_by: UUID | None = id_field(default=None)
    decided_at: datetime | None = instant_field(default=None)
    decision_reason: str | None = Field(default=None, max_length=4000)


class ThemeFollowUp(Identified, Acted, Table, table=True):
    """What came of a theme after its day."""

    __tablename__ = "theme_follow_up"

    theme_id: UUID = id_field(foreign_key="theme.id", index=True)
    outcome: str = Field(max_length=4000)


class ThemeDayRule(Identified, Acted, Table, table=True):
    """On which day of the month a branch holds its theme day, from `from_on` until a later rule begins.

    `pattern` is one of the patterns of series, `clock` the wall time at which it begins in `time_zone`.
    """

    __tablename__ = "theme_day_rule"
    __table_args__ = (Index("ix_theme_day_rule_branch_id_from_on", "branch_id", "from_on"),)

    branch_id: UUID = id_field()
    from_on: date
    pattern: dict[str, Any] = Field(sa_type=Json)
    clock: str = Field(max_length=5)
    minutes: int
    time_zone: str = Field(max_length=60)
