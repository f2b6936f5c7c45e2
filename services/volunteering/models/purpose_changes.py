"""The purpose change (变更用途): what is left shall serve something else, if its donors agree, gift by gift.

Source: Charity Law art. 56.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class PurposeChangeState(StrEnum):
    """An open one asks the donors; it is adopted or dropped by another than who proposed it."""

    OPEN = "open"
    ADOPTED = "adopted"
    DROPPED = "dropped"


_OPEN = "state = 'open'"


class PurposeChange(Identified, Revised, Table, table=True):
    """The `number`th other purpose of a drive."""

    __tablename__ = "purpose_change"
    __table_args__ = (
        UniqueConstraint("drive_id", "number"),
        CheckConstraint("decided_by <> proposed_by", name="decider"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided"),
        Index(
            "ux_purpose_change_open",
            "drive_id",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    drive_id: UUID = id_field(foreign_key="drive.id")
    branch_id: UUID = id_field()
    number: int
    purpose: str = Field(max_length=4000)
    reason: str = Field(max_length=400)
    state: PurposeChangeState = Field(default=PurposeChangeState.OPEN, sa_type=choice(PurposeChangeState))
    proposed_by: UUID = id_field()
    proposed_at: datetime = instant_field()
    decided_by: UUID | None = id_field(default=None)
    decided_at: datetime | None = instant_field(default=None)


class PurposeAnswer(Table, table=True):
    """What the donor of a gift said to a change. Who said it is not kept here, and of anonymous gifts nowhere."""

    __tablename__ = "purpose_answer"

    change_id: UUID = id_field(foreign_key="purpose_change.id", primary_key=True)
    donation_id: UUID = id_field(foreign_key="donation.id", primary_key=True)
    agrees: bool
