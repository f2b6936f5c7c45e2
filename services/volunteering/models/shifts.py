"""The shift (班次) of a project with its roles (岗位): when, where, who is needed and how many."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class ShiftState(StrEnum):
    """A cancelled shift stays for those who had signed up."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Shift(Identified, Revised, Table, table=True):
    """From `starts_at` up to and without `ends_at`.

    In a flexible project it is the window that people choose from, in an open one the time within which service may
    be told afterwards.
    """

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="forwards"),
        Index("ix_shift_branch_id_starts_at", "branch_id", "starts_at"),
        Index("ix_shift_community_id_starts_at", "community_id", "starts_at"),
    )

    project_id: UUID = id_field(foreign_key="project.id", index=True)
    branch_id: UUID = id_field()
    community_id: UUID = id_field()
    starts_at: datetime = instant_field()
    ends_at: datetime = instant_field()
    place: str = Field(max_length=200)
    state: ShiftState = Field(default=ShiftState.PLANNED, sa_type=choice(ShiftState))
    cancelled_reason: str | None = Field(default=None, max_length=400)


class ShiftRole(Identified, Table, table=True):
    """`slots` places for one kind of work, of which `taken` are held; guests hold places too.

    `skill` is asked of the volunteer's own word, `qualification` of a paper that another has looked at.
    """

    __tablename__ = "shift_role"
    __table_args__ = (
        UniqueConstraint("shift_id", "code"),
        CheckConstraint("slots >= 0 AND taken >= 0 AND taken <= slots", name="slots"),
        CheckConstraint("guests_most >= 0", name="guests_most"),
    )

    shift_id: UUID = id_field(foreign_key="shift.id")
    code: str = Field(max_length=40)
    title: str = Field(max_length=200)
    slots: int
    taken: int = 0
    skill: str | None = Field(default=None, max_length=40)
    qualification: str | None = Field(default=None, max_length=40)
    guests_most: int = 0
    minors: bool = False
