"""The undertaking (承担分工): somebody takes a duty, unasked or because they were asked and said yes."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table

_STANDING = text("state IN ('asked', 'taken')")


class UndertakingState(StrEnum):
    """Who is asked holds no place yet. After declined and withdrawn one may begin anew."""

    ASKED = "asked"
    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SITTING_CANCELLED = "sitting_cancelled"


class Undertaking(Identified, Revised, Acted, Table, table=True):
    """One person and one duty. `by_id` is who asked; the person, if nobody did."""

    __tablename__ = "undertaking"
    __table_args__ = (
        Index(
            "ux_undertaking_standing",
            *("duty_id", "person_id"),
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    duty_id: UUID = id_field(foreign_key="duty.id", index=True)
    branch_id: UUID = id_field(index=True)
    group_id: UUID | None = id_field(default=None)
    person_id: UUID = id_field(index=True)
    state: UndertakingState = Field(sa_type=choice(UndertakingState))
    reason: str | None = Field(default=None, max_length=4000)
    settled_by: UUID | None = id_field(default=None)
    settled_at: datetime | None = instant_field(default=None)
