"""The nomination (点将): somebody is asked to teach, and answers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table

_UNSETTLED = text("state IN ('open', 'date_proposed')")


class NominationState(StrEnum):
    """What became of it. A proposed date waits for the committee's word; naming another withdraws it."""

    OPEN = "open"
    DATE_PROPOSED = "date_proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Nomination(Identified, Revised, Acted, Table, table=True):
    """One person named for one lesson. At most one nomination of a lesson is unsettled."""

    __tablename__ = "nomination"
    __table_args__ = (
        Index(
            "ux_nomination_unsettled",
            "lesson_id",
            unique=True,
            sqlite_where=_UNSETTLED,
            postgresql_where=_UNSETTLED,
        ),
    )

    lesson_id: UUID = id_field(foreign_key="lesson.id", index=True)
    lecturer_id: UUID = id_field(index=True)
    state: NominationState = Field(default=NominationState.OPEN, sa_type=choice(NominationState))
    why: str | None = Field(default=None, max_length=4000)
    reason: str | None = Field(default=None, max_length=4000)
    starts_at: datetime | None = instant_field(default=None)
    settled_at: datetime | None = instant_field(default=None)
