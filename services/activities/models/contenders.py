"""The contender (参评项目): what a branch puts forward in a category, and what became of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, id_field, instant_field

from .table import Table

_STANDS = text("withdrawn_at IS NULL")


def _once(name: str, *columns: str) -> Index:
    return Index(
        f"ux_contender_{name}", *columns, unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS
    )


class Contender(Identified, Revised, Acted, Table, table=True):
    """A lesson, a theme day or something described, the `number`th of its branch in the category.

    `presenter_id` is the lesson's lecturer, who judges it as little as the branch does.
    """

    __tablename__ = "contender"
    __table_args__ = (
        _once("number", "category_id", "branch_id", "number"),
        _once("lesson", "category_id", "lesson_id"),
        _once("meeting", "category_id", "meeting_id"),
        CheckConstraint("lesson_id IS NULL OR meeting_id IS NULL", name="one_link"),
    )

    evaluation_id: UUID = id_field(foreign_key="evaluation.id", index=True)
    category_id: UUID = id_field(foreign_key="evaluation_category.id")
    branch_id: UUID = id_field()
    number: int
    title: str = Field(max_length=200)
    description: str = Field(max_length=4000)
    lesson_id: UUID | None = id_field(default=None, foreign_key="lesson.id")
    meeting_id: UUID | None = id_field(default=None, foreign_key="meeting.id")
    presenter_id: UUID | None = id_field(default=None)
    withdrawn_at: datetime | None = instant_field(default=None)


class ContenderResult(Table, table=True):
    """What the judges gave a contender, written down at the publication; `place` only for the best."""

    __tablename__ = "contender_result"

    contender_id: UUID = id_field(foreign_key="contender.id", primary_key=True)
    evaluation_id: UUID = id_field(foreign_key="evaluation.id", index=True)
    total: int
    judges: int
    place: int | None = None
