"""The resolution (决议): what a passed motion resolved, numbered within branch (or group) and year."""

from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, id_field

from .table import Table


class Resolution(Identified, Acted, Table, table=True):
    """Made when a motion is closed as passed; `organisation_id` is the group, or the branch, that resolved it."""

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("motion_id"),
        UniqueConstraint("organisation_id", "year", "number"),
        Index("ix_resolution_branch_id", "branch_id"),
    )

    meeting_id: UUID = id_field(foreign_key="meeting.id")
    motion_id: UUID = id_field(foreign_key="motion.id")
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    organisation_id: UUID = id_field()
    year: int
    number: int
    title: str = Field(max_length=200)
    text: str = Field(max_length=4000)


class ResolutionCount(Table, table=True):
    """How many resolutions were numbered in a year; its row is the numbers' lock."""

    __tablename__ = "resolution_count"

    organisation_id: UUID = id_field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int
