"""The factory's tree: factory → workshop → team. It is a separate tree from the Party's."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from shared.clock import system_clock
from shared.columns import Id, Instant
from shared.ids import new_id

from .table import Table


class WorkplaceKind(StrEnum):
    """In Chinese 工厂, 车间, 班组."""

    FACTORY = "factory"
    WORKSHOP = "workshop"
    TEAM = "team"


class Workplace(Table, table=True):
    """One node; `code` is what HR calls it. A workshop may be linked to the branch that looks after its staff.

    `hr_removed_at`: HR deleted it; nobody works there, and its history stays.
    """

    __tablename__ = "workplace"

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    kind: str = Field(sa_type=String(20))
    code: str | None = Field(default=None, sa_type=String(40), index=True, unique=True)
    title_zh: str = Field(sa_type=String(200))
    title_en: str = Field(sa_type=String(200))
    parent_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="workplace.id", index=True)
    path: str = Field(sa_type=String(400), index=True)
    branch_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="organisation.id", index=True)
    version: int = 1
    hr_removed_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(
        default_factory=system_clock, sa_type=Instant, sa_column_kwargs={"default": system_clock}
    )
    modified_at: datetime = Field(
        default_factory=system_clock,
        sa_type=Instant,
        index=True,
        sa_column_kwargs={"default": system_clock, "onupdate": system_clock},
    )
