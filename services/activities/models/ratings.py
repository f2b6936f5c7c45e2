"""The rating (点评): who was there may judge, once, and nobody can tell afterwards who judged how.

That somebody has rated stands in one table, what was rated in another; they share no column but the lesson,
on SQLite neither has a number of its own, and with the conclusion all ratings are written anew.
"""

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field

from shared.columns import Id
from shared.rows import Acted, Identified, choice, id_field

from .table import Table


class Participant(Identified, Acted, Table, table=True):
    """Somebody recorded as present at a lesson, by whom and when."""

    __tablename__ = "lesson_participant"
    __table_args__ = (UniqueConstraint("lesson_id", "person_id"),)

    lesson_id: UUID = id_field(foreign_key="lesson.id")
    person_id: UUID = id_field(index=True)


class RatingReceipt(Table, table=True):
    """This person, recorded as present, has rated this lesson."""

    __tablename__ = "rating_receipt"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lesson_id", "person_id"], ["lesson_participant.lesson_id", "lesson_participant.person_id"]
        ),
        {"sqlite_with_rowid": False},
    )

    lesson_id: UUID = id_field(primary_key=True)
    person_id: UUID = id_field(primary_key=True)


class Rating(Table, table=True):
    """Three marks from 1 to 5, without person or time; the id is random and tells no order."""

    __tablename__ = "lesson_rating"
    __table_args__ = (
        CheckConstraint(
            "content BETWEEN 1 AND 5 AND usefulness BETWEEN 1 AND 5 AND delivery BETWEEN 1 AND 5",
            name="marks",
        ),
        {"sqlite_with_rowid": False},
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True, sa_type=Id)
    lesson_id: UUID = id_field(foreign_key="lesson.id", index=True)
    content: int
    usefulness: int
    delivery: int
    comment: str | None = Field(default=None, max_length=4000)


class ReviewKind(StrEnum):
    """What is said about a lesson by name."""

    COMMENT = "comment"
    ANSWER = "answer"


class Review(Identified, Acted, Table, table=True):
    """The appointed reviewer's comment, and the lecturer's answer to it and to the ratings; one of each."""

    __tablename__ = "lesson_review"
    __table_args__ = (UniqueConstraint("lesson_id", "kind"),)

    lesson_id: UUID = id_field(foreign_key="lesson.id")
    kind: ReviewKind = Field(sa_type=choice(ReviewKind))
    text: str = Field(max_length=4000)
