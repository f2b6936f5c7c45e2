"""The attempt (答题): one person's paper in a contest or in a course's test, frozen when it begins."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table

_RUNNING = text("ended_at IS NULL")


class Ending(StrEnum):
    """Who ended it: the person, or the clock."""

    SUBMITTED = "submitted"
    AUTO_SUBMITTED = "auto_submitted"


class Attempt(Identified, Revised, Table, table=True):
    """One attempt; a person has at most one running in a contest or course.

    `deadline_at` is set once, by the server, and null in a course. `group_id` is the person's group when it
    began. `right_count`, `passed` and `ending` stand from the end on; its row is the lock of answers and end.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("(contest_id IS NULL) <> (course_id IS NULL)", name="one_of"),
        UniqueConstraint("contest_id", "person_id", "number"),
        UniqueConstraint("course_id", "person_id", "number"),
        Index(
            "ux_attempt_running_contest",
            *("contest_id", "person_id"),
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index(
            "ux_attempt_running_course",
            *("course_id", "person_id"),
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_attempt_deadline_at", "deadline_at", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("ix_attempt_person_id", "person_id"),
    )

    branch_id: UUID = id_field()
    contest_id: UUID | None = id_field(default=None, foreign_key="contest.id")
    course_id: UUID | None = id_field(default=None, foreign_key="course.id")
    person_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    number: int
    scored: bool
    total: int
    started_at: datetime = instant_field()
    deadline_at: datetime | None = instant_field(default=None)
    ended_at: datetime | None = instant_field(default=None)
    ending: Ending | None = Field(default=None, sa_type=choice(Ending))
    right_count: int | None = None
    passed: bool | None = None


class AttemptItem(Table, table=True):
    """One question of a paper. `shown` is the order in which its options are shown, `chosen` places in that order."""

    __tablename__ = "attempt_item"

    attempt_id: UUID = id_field(foreign_key="attempt.id", primary_key=True)
    position: int = Field(primary_key=True)
    version_id: UUID = id_field(foreign_key="question_version.id")
    shown: list[int] = Field(sa_type=Json)
    chosen: list[Any] | None = Field(default=None, sa_type=Json)
    answered_at: datetime | None = instant_field(default=None)


class Passing(Table, table=True):
    """A person has passed a contest or course, and that was told: once, ever."""

    __tablename__ = "passing"

    subject_id: UUID = id_field(primary_key=True)
    person_id: UUID = id_field(primary_key=True)
    attempt_id: UUID = id_field(foreign_key="attempt.id")
    at: datetime = instant_field()
