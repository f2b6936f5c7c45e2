"""The match (对接): a demand and what could meet it, proposed with its reasons, agreed by both sides or by neither."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class MatchState(StrEnum):
    """A proposal that nobody answers lapses. What was agreed ends when its project is called off."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    ENDED = "ended"


_OPEN = "state = 'proposed'"
_TAKEN = "state = 'accepted'"


class Match(Identified, Revised, Table, table=True):
    """`score` is out of 100; `reasons` holds each part of it, `plan` how the branch would do it.

    Once both sides have accepted there is a project.
    """

    __tablename__ = "demand_match"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("state NOT IN ('accepted', 'ended') OR project_id IS NOT NULL", name="project"),
        Index(
            "ux_demand_match_open",
            *("demand_id", "resource_id"),
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
        Index(
            "ux_demand_match_taken",
            "demand_id",
            unique=True,
            sqlite_where=text(_TAKEN),
            postgresql_where=text(_TAKEN),
        ),
        Index("ix_demand_match_branch_id", "branch_id", "state"),
        Index("ix_demand_match_community_id", "community_id", "state"),
    )

    demand_id: UUID = id_field(foreign_key="demand.id")
    resource_id: UUID = id_field(foreign_key="resource.id")
    branch_id: UUID = id_field()
    community_id: UUID = id_field()
    score: int
    reasons: list[dict[str, Any]] = Field(sa_type=Json)
    state: MatchState = Field(sa_type=choice(MatchState))
    proposed_by: UUID = id_field()
    proposed_at: datetime = instant_field()
    lapses_at: datetime = instant_field()
    branch_accepted_by: UUID | None = id_field(default=None)
    branch_accepted_at: datetime | None = instant_field(default=None)
    community_accepted_by: UUID | None = id_field(default=None)
    community_accepted_at: datetime | None = instant_field(default=None)
    plan: dict[str, Any] | None = Field(default=None, sa_type=Json)
    declined_by: UUID | None = id_field(default=None)
    declined_reason: str | None = Field(default=None, max_length=400)
    project_id: UUID | None = id_field(default=None, foreign_key="project.id", unique=True)
