"""The contest (微竞赛): questions drawn at random, a time limit, a window."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class ContestState(StrEnum):
    """A published contest keeps its terms."""

    PLANNED = "planned"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Contest(Identified, Revised, Acted, Table, table=True):
    """A contest of a branch, open from `opens_at` up to, not including, `closes_at`.

    `draws` questions of the category (null: of the whole bank) make a paper, `minutes` is the time for it,
    `attempts` how many of a person's attempts are scored, `pass_mark` is in per cent. The row is the lock of
    every beginning.
    """

    __tablename__ = "contest"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="window"),)

    branch_id: UUID = id_field(index=True)
    title: str = Field(max_length=200)
    category: str | None = Field(default=None, max_length=100)
    draws: int
    minutes: int
    attempts: int
    pass_mark: int
    opens_at: datetime = instant_field()
    closes_at: datetime = instant_field()
    state: ContestState = Field(default=ContestState.PLANNED, sa_type=choice(ContestState))
