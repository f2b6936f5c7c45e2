"""The minutes (会议记录): drafted, checked by another, signed by the chair, then locked; corrected by addenda."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Acted, Identified, Revised, choice, id_field

from .table import Table


class MinutesState(StrEnum):
    """Where minutes stand. Returned ones wait for a new version, which is a draft again."""

    DRAFT = "draft"
    RETURNED = "returned"
    CHECKED = "checked"
    SIGNED = "signed"


class Minutes(Identified, Revised, Table, table=True):
    """The minutes of one meeting; `version` is the number of the newest text."""

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("meeting_id"),)

    meeting_id: UUID = id_field(foreign_key="meeting.id")
    branch_id: UUID = id_field()
    state: MinutesState = Field(default=MinutesState.DRAFT, sa_type=choice(MinutesState))
    version: int


class MinutesVersion(Identified, Acted, Table, table=True):
    """One text, kept for good. `discussion` is a list of `{"speaker_id", "point"}` in order of speaking."""

    __tablename__ = "minutes_version"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    minutes_id: UUID = id_field(foreign_key="minutes.id")
    number: int
    summary: str = Field(max_length=4000)
    discussion: list[dict[str, Any]] = Field(sa_type=Json)
    dissent: str | None = Field(default=None, max_length=4000)


class MinutesStep(Identified, Acted, Table, table=True):
    """Who brought which version into a state, when and, if returned, why."""

    __tablename__ = "minutes_step"

    minutes_id: UUID = id_field(foreign_key="minutes.id", index=True)
    version: int
    state: MinutesState = Field(sa_type=choice(MinutesState))
    reason: str | None = Field(default=None, max_length=4000)


class MinutesAddendum(Identified, Acted, Table, table=True):
    """What is added to signed minutes, and why."""

    __tablename__ = "minutes_addendum"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    minutes_id: UUID = id_field(foreign_key="minutes.id")
    number: int
    text: str = Field(max_length=4000)
    reason: str = Field(max_length=4000)
