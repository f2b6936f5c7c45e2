"""The order (点菜): somebody wants a lesson that stands on the menu."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text

from shared.rows import Identified, Revised, id_field, instant_field

from .table import Table

_STANDING = text("withdrawn_at IS NULL")


class LessonOrder(Identified, Revised, Table, table=True):
    """One person's order of one lesson; one stands at a time, and it can be withdrawn until the lesson opens."""

    __tablename__ = "lesson_order"
    __table_args__ = (
        Index(
            "ux_lesson_order_standing",
            "lesson_id",
            "person_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    lesson_id: UUID = id_field(foreign_key="lesson.id")
    person_id: UUID = id_field()
    at: datetime = instant_field()
    withdrawn_at: datetime | None = instant_field(default=None)
