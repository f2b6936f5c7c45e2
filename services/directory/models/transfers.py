"""Introduction letters (介绍信): a member moves from one branch to another, or into or out of the factory."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlmodel import Field, col

from shared.columns import Id, Instant
from shared.ids import new_id

from .table import Table


class TransferState(StrEnum):
    """Until `received` the member belongs to the old branch; `returned`: the slip (回执) has come back."""

    ISSUED = "issued"
    RECEIVED = "received"
    RETURNED = "returned"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class LetterReach(StrEnum):
    """How far the letter goes: 市内, 市外."""

    CITY = "city"
    BEYOND = "beyond"


class Transfer(Table, table=True):
    """One letter and its stub, kept for good.

    Each end is a branch of ours or a place named in words, at least one is ours. `letter_year` and `letter_serial`
    number the letters that a branch of ours wrote; `letter_no` is how it stands on the paper. Of one person at most
    one letter is under way.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        UniqueConstraint("from_branch_id", "letter_year", "letter_serial", name="uq_transfer_letter"),
        Index("ix_transfer_person_id", "person_id", "issued_on"),
    )

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    person_id: UUID = Field(sa_type=Id, foreign_key="person.id")
    from_branch_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="organisation.id")
    from_outside: str | None = Field(default=None, sa_type=String(200))
    to_branch_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="organisation.id", index=True)
    to_outside: str | None = Field(default=None, sa_type=String(200))
    letter_no: str = Field(sa_type=String(100))
    letter_year: int | None = None
    letter_serial: int | None = None
    issued_on: date
    valid_until: date
    dues_paid_until: str | None = Field(default=None, sa_type=String(7))
    state: str = Field(default=TransferState.ISSUED, sa_type=String(20))
    issued_by: UUID | None = Field(default=None, sa_type=Id)
    issued_at: datetime = Field(sa_type=Instant)
    received_on: date | None = None
    received_by: UUID | None = Field(default=None, sa_type=Id)
    returned_on: date | None = None
    returned_by: UUID | None = Field(default=None, sa_type=Id)
    slip_no: str | None = Field(default=None, sa_type=String(100))
    withdrawn_by: UUID | None = Field(default=None, sa_type=Id)
    withdrawn_reason: str | None = Field(default=None, sa_type=String(200))


_UNDER_WAY = col(Transfer.state) == TransferState.ISSUED.value
Index(
    "uq_transfer_under_way",
    col(Transfer.person_id),
    unique=True,
    postgresql_where=_UNDER_WAY,
    sqlite_where=_UNDER_WAY,
)
