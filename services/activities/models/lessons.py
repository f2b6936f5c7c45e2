"""The lesson (党支部课堂、党员讲堂、岗位讲述): staff teach staff, by topic, by lecturer, from a menu, with comment."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class LessonVenue(StrEnum):
    """Where it belongs: the branch classroom, the member lecture hall, or the workplace itself."""

    CLASSROOM = "classroom"
    LECTURE_HALL = "lecture_hall"
    POST_TALK = "post_talk"


class LessonAudience(StrEnum):
    """Whom it is for: all staff, members or not, or the own branch."""

    STAFF = "staff"
    BRANCH = "branch"


class LessonMode(StrEnum):
    """The four points (四点式): 点题, 点将, 点菜, 点评."""

    TOPIC = "topic"
    LECTURER = "lecturer"
    MENU = "menu"
    COMMENT = "comment"


class LessonState(StrEnum):
    """Where a lesson stands."""

    TOPIC_OPEN = "topic_open"
    TOPIC_CHOSEN = "topic_chosen"
    LECTURER_NAMED = "lecturer_named"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    PREPARED = "prepared"
    SCHEDULED = "scheduled"
    HELD = "held"
    REVIEWED = "reviewed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class Lesson(Identified, Revised, Table, table=True):
    """One lesson of a branch; its row is the lock of every step.

    `lecturer_id` stands only from the acceptance on. `agreed_at` is the date on which a lecturer made the
    acceptance depend. With `menu_minimum` the lesson stands on the menu, and opens (`opened_at`) when so many
    have ordered it. The four `by_…` say which modes were really used.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        CheckConstraint(
            "lecturer_id IS NOT NULL OR state NOT IN "
            "('accepted', 'prepared', 'scheduled', 'held', 'reviewed', 'archived')",
            name="lecturer",
        ),
        CheckConstraint("starts_at < ends_at", name="order"),
        Index("ix_lesson_branch_id_state", "branch_id", "state"),
        Index("ix_lesson_lecturer_id_starts_at", "lecturer_id", "starts_at"),
    )

    branch_id: UUID = id_field()
    venue: LessonVenue = Field(sa_type=choice(LessonVenue))
    audience: LessonAudience = Field(sa_type=choice(LessonAudience))
    title: str = Field(max_length=200)
    topic: str | None = Field(default=None, max_length=200)
    state: LessonState = Field(sa_type=choice(LessonState))
    lecturer_id: UUID | None = id_field(default=None)
    agreed_at: datetime | None = instant_field(default=None)
    reviewer_id: UUID | None = id_field(default=None)
    starts_at: datetime | None = instant_field(default=None)
    ends_at: datetime | None = instant_field(default=None)
    place: str | None = Field(default=None, max_length=200)
    menu_minimum: int | None = None
    orders_until: datetime | None = instant_field(default=None)
    opened_at: datetime | None = instant_field(default=None)
    by_topic: bool = False
    by_lecturer: bool = False
    by_menu: bool = False
    by_comment: bool = False
    planned_by: UUID = id_field()
    planned_at: datetime = instant_field()


class LessonStep(Identified, Acted, Table, table=True):
    """Who brought the lesson into a state, when and why."""

    __tablename__ = "lesson_step"

    lesson_id: UUID = id_field(foreign_key="lesson.id", index=True)
    state: LessonState = Field(sa_type=choice(LessonState))
    reason: str | None = Field(default=None, max_length=4000)
