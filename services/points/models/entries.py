"""The ledger (台账): entries are added and never changed; a correction is a reversing entry that points back."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from shared.columns import Cents
from shared.rows import Identified, id_field, instant_field

from .table import Table


class Origin(StrEnum):
    """Where an entry comes from."""

    CLAIM = "claim"
    FACT = "fact"
    REPORT = "report"
    OBJECTION = "objection"
    DISCIPLINE = "discipline"
    REVERSAL = "reversal"


class Account(Table, table=True):
    """A member's account in one period: the number of its entries. It numbers them without a gap.

    No sum is kept: a score is computed from the entries, so nothing can disagree with them.
    """

    __tablename__ = "account"

    member_id: UUID = id_field(primary_key=True)
    period_id: UUID = id_field(primary_key=True)
    entries: int


class Entry(Identified, Table, table=True):
    """One line, in full: raw points before any cap, and where they come from.

    `points` is a magnitude; the item's type says whether it is earned, lost or deducted. `source_key` names
    the cause (a claim, a report's reference, a fact's source) and can exist once, ever. An entry that
    `reverses_id` another cancels it; each can be reversed once.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("source_key"),
        UniqueConstraint("reverses_id"),
        Index("ix_entry_period_id_member_id", "period_id", "member_id"),
    )

    member_id: UUID = id_field()
    period_id: UUID = id_field(foreign_key="period.id")
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    number: int
    item_code: str = Field(max_length=10)
    points: Decimal = Field(sa_type=Cents)
    quantity: Decimal = Field(sa_type=Cents)
    level: str | None = Field(default=None, max_length=40)
    achievement: str | None = Field(default=None, max_length=100)
    occurred_on: date
    recorded_at: datetime = instant_field()
    origin: str = Field(max_length=24)
    source_key: str = Field(max_length=200)
    reference: str | None = Field(default=None, max_length=100)
    claim_id: UUID | None = id_field(default=None)
    reverses_id: UUID | None = id_field(default=None, foreign_key="entry.id")
    posted_by: UUID | None = id_field(default=None)
    posted_role: str = Field(max_length=40)


class EntryNote(Table, table=True):
    """Words that came with an entry. They stand apart from the ledger so that they can be erased."""

    __tablename__ = "entry_note"

    entry_id: UUID = id_field(primary_key=True)
    text: str = Field(max_length=4000)


class FactSource(Table, table=True):
    """A source whose facts may be corrected, for one member: the newest revision heard. Its row is their lock."""

    __tablename__ = "fact_source"

    member_id: UUID = id_field(primary_key=True)
    source_id: str = Field(max_length=100, primary_key=True)
    revision: int
