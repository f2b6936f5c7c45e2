"""The meeting (会议): the three meetings and one lecture, the theme day, and what else the branch gathers for."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class MeetingKind(StrEnum):
    """What a meeting is. Source: Branch Work Regulations 2018, articles 11 to 17."""

    MEMBERS = "members_meeting"
    COMMITTEE = "committee_meeting"
    GROUP = "group_meeting"
    LECTURE = "lecture"
    THEME_DAY = "theme_day"
    ORGANISATION_LIFE = "organisation_life"
    DEMOCRATIC_REVIEW = "democratic_review"
    THEMED_ACTIVITY = "themed_activity"


class MeetingState(StrEnum):
    """Where a meeting stands. Cancelled is the only way out before it is held."""

    PLANNED = "planned"
    NOTICED = "noticed"
    IN_SESSION = "in_session"
    MINUTES_DRAFT = "minutes_draft"
    MINUTES_SIGNED = "minutes_signed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class Meeting(Identified, Revised, Table, table=True):
    """One meeting of a branch or, with `group_id`, of a group. It happens in one or more sittings.

    `number` counts the kind within branch (or group) and year; it is given with the notice. `agenda` is a
    list of `{"title", "minutes"}`.
    """

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_branch_id_state", "branch_id", "state"),)

    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    kind: MeetingKind = Field(sa_type=choice(MeetingKind))
    title: str = Field(max_length=200)
    theme: str | None = Field(default=None, max_length=200)
    agenda: list[dict[str, Any]] = Field(sa_type=Json)
    chair_id: UUID | None = id_field(default=None)
    recorder_id: UUID | None = id_field(default=None)
    state: MeetingState = Field(default=MeetingState.PLANNED, sa_type=choice(MeetingState))
    year: int
    number: int | None = None
    planned_by: UUID = id_field()
    planned_at: datetime = instant_field()


class MeetingCount(Table, table=True):
    """How many meetings of a kind a branch or group has numbered in a year; its row is the numbers' lock."""

    __tablename__ = "meeting_count"

    organisation_id: UUID = id_field(primary_key=True)
    kind: MeetingKind = Field(sa_type=choice(MeetingKind), primary_key=True)
    year: int = Field(primary_key=True)
    last: int


class MeetingStep(Identified, Acted, Table, table=True):
    """Who brought the meeting into a state, when and why."""

    __tablename__ = "meeting_step"

    meeting_id: UUID = id_field(foreign_key="meeting.id", index=True)
    state: MeetingState = Field(sa_type=choice(MeetingState))
    reason: str | None = Field(default=None, max_length=4000)
