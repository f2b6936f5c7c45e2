"""The record sheet (内部服务记录单): final hours of one person for one community, frozen, numbered and signed."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class SheetState(StrEnum):
    """An issued sheet holds; what has ended never holds again."""

    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


_HOLDS = "state = 'issued'"


class RecordSheet(Identified, Revised, Table, table=True):
    """What one branch and one community confirm of one volunteer, from the first day to the last.

    Only the state ever changes. The name is kept masked; the whole name comes from the roster when the volunteer
    prints. `check_code` is what a verifier must know beside the number. `recording_body` is the body that the
    operator had declared itself to be, if any: without it this is no certificate and never says so.
    """

    __tablename__ = "record_sheet"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="forwards"),
        CheckConstraint("minutes > 0", name="minutes"),
        UniqueConstraint("key_id", "status_index"),
        Index(
            "ux_record_sheet_holds",
            *("person_id", "community_id", "branch_id", "from_on", "until_on"),
            unique=True,
            sqlite_where=text(_HOLDS),
            postgresql_where=text(_HOLDS),
        ),
        Index("ix_record_sheet_branch_id", "branch_id", "state"),
    )

    number: str = Field(max_length=20, unique=True)
    check_code: str = Field(max_length=12)
    person_id: UUID = id_field()
    branch_id: UUID = id_field()
    community_id: UUID = id_field()
    volunteer_number: str = Field(max_length=20)
    masked_name: str = Field(max_length=20)
    from_on: date
    until_on: date
    minutes: int
    recording_body: str | None = Field(default=None, max_length=200)
    state: SheetState = Field(default=SheetState.ISSUED, sa_type=choice(SheetState))
    key_id: UUID = id_field(foreign_key="credential_key.id")
    status_index: int
    credential: str = Field(sa_type=Text, repr=False)
    issued_on: date
    issued_at: datetime = instant_field()


class RecordSheetLine(Table, table=True):
    """One service record as it stood when the sheet was issued."""

    __tablename__ = "record_sheet_line"
    __table_args__ = (Index("ix_record_sheet_line_record_id", "record_id"),)

    sheet_id: UUID = id_field(primary_key=True, foreign_key="record_sheet.id")
    record_id: UUID = id_field(primary_key=True, foreign_key="service_record.id")
    served_on: date
    title: str = Field(max_length=200)
    minutes: int


class Endorsement(Identified, Table, table=True):
    """The community's word on a sheet, resting on an act: `confirmed_by` was the last officer to confirm its hours."""

    __tablename__ = "endorsement"

    sheet_id: UUID = id_field(foreign_key="record_sheet.id", unique=True)
    key_id: UUID = id_field(foreign_key="credential_key.id")
    confirmed_by: UUID = id_field()
    confirmed_at: datetime = instant_field()
    credential: str = Field(sa_type=Text, repr=False)


class RecordSheetStep(Identified, Table, table=True):
    """How a sheet came into a state. `by_id` is null where hours that were voided took the sheet with them."""

    __tablename__ = "record_sheet_step"

    sheet_id: UUID = id_field(foreign_key="record_sheet.id", index=True)
    state: SheetState = Field(sa_type=choice(SheetState))
    reason: str | None = Field(default=None, max_length=400)
    by_id: UUID | None = id_field(default=None)
    at: datetime = instant_field()


class RecordSheetCount(Table, table=True):
    """How many numbers a year has given; its row is the lock of whoever issues."""

    __tablename__ = "record_sheet_count"

    year: int = Field(primary_key=True)
    last: int
