"""The no-show (失约): who had signed up and was not seen, as one side says, and what the person says to it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .confirmations import Side
from .table import Table


class NoShowState(StrEnum):
    """`stands` also after an appeal that failed; one that was withdrawn was never one."""

    STANDS = "stands"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"


_HOLDS = "state <> 'withdrawn'"


class NoShow(Identified, Revised, Table, table=True):
    """At most one holds for a sign-up. Marked by one side, an appeal is answered by the other."""

    __tablename__ = "no_show"
    __table_args__ = (
        CheckConstraint("(appealed_at IS NULL) = (appeal IS NULL)", name="appeal"),
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by"),
        Index(
            "ux_no_show_holds",
            "sign_up_id",
            unique=True,
            sqlite_where=text(_HOLDS),
            postgresql_where=text(_HOLDS),
        ),
    )

    sign_up_id: UUID = id_field(foreign_key="sign_up.id", index=True)
    state: NoShowState = Field(sa_type=choice(NoShowState))
    side: Side = Field(sa_type=choice(Side))
    note: str | None = Field(default=None, max_length=400)
    marked_by: UUID = id_field()
    marked_at: datetime = instant_field()
    appeal: str | None = Field(default=None, max_length=400)
    appealed_at: datetime | None = instant_field(default=None)
    answer: str | None = Field(default=None, max_length=400)
    answered_by: UUID | None = id_field(default=None)
    answered_at: datetime | None = instant_field(default=None)
