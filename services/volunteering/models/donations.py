"""The donation (捐赠) with its numbered receipt: what was given to a drive, and what became of it.

Money is whole fen and goods are counted in whole units; nothing here is a fraction. Of an anonymous donor there is no
person, not even apart or encrypted: only a hash of words that the donor alone has
(docs/decisions/0015-anonymous-gifts.md).
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class DonorKind(StrEnum):
    """A person by name, nobody by name, or the state enterprise itself."""

    PERSON = "person"
    ANONYMOUS = "anonymous"
    UNIT = "unit"


class GiftKind(StrEnum):
    """Money, or things."""

    CASH = "cash"
    GOODS = "goods"


class DonationState(StrEnum):
    """`recorded`: written down at the table and not yet confirmed by the donor. Only `received` gifts count.

    `lapsed` is a pledge that nobody brought before the closing; a `returned` gift went back as a whole.
    """

    PLEDGED = "pledged"
    RECORDED = "recorded"
    RECEIVED = "received"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    RETURNED = "returned"


_OPEN_PLEDGE = "state = 'pledged'"


class Donation(Identified, Revised, Table, table=True):
    """One gift to one drive.

    `amount` is fen, or so many of `unit`. What is in hand of it is `amount` less what was handed over or is reserved
    for it (`used`), given back (`returned`), or decided on as a remainder (`settled`): never below nothing.
    `purpose_number` is the purpose it is bound to, 0 that of the drive, else that of a change its donor agreed to.
    """

    __tablename__ = "donation"
    __table_args__ = (
        UniqueConstraint("drive_id", "slip_no"),
        UniqueConstraint("secret_hash"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("used >= 0 AND returned >= 0 AND settled >= 0", name="nothing_negative"),
        CheckConstraint("used + returned + settled <= amount", name="never_more_than_given"),
        CheckConstraint("receipt_number IS NOT NULL OR used + returned + settled = 0", name="received_first"),
        CheckConstraint(
            "(state IN ('received', 'returned')) = (receipt_number IS NOT NULL)", name="receipt_when_received"
        ),
        CheckConstraint("(donor = 'person') = (person_id IS NOT NULL)", name="donor"),
        CheckConstraint("donor <> 'unit' OR approval_ref IS NOT NULL", name="state_assets"),
        CheckConstraint("secret_hash IS NULL OR donor = 'anonymous'", name="secret"),
        Index("ix_donation_drive_id_state", "drive_id", "state"),
        Index("ix_donation_person_id", "person_id"),
        Index(
            "ux_donation_pledge",
            *("drive_id", "person_id", "kind", "item", "unit"),
            unique=True,
            sqlite_where=text(_OPEN_PLEDGE),
            postgresql_where=text(_OPEN_PLEDGE),
        ),
    )

    drive_id: UUID = id_field(foreign_key="drive.id")
    branch_id: UUID = id_field()
    donor: DonorKind = Field(sa_type=choice(DonorKind))
    person_id: UUID | None = id_field(default=None)
    unit_title: str | None = Field(default=None, max_length=200)
    approval_ref: str | None = Field(default=None, max_length=200)
    secret_hash: str | None = Field(default=None, max_length=64)
    slip_no: str | None = Field(default=None, max_length=100)
    kind: GiftKind = Field(sa_type=choice(GiftKind))
    item: str = Field(max_length=100)
    unit: str = Field(max_length=20)
    pledged: int | None = Field(default=None, sa_type=BigInteger)
    amount: int = Field(sa_type=BigInteger)
    estimated_fen: int | None = Field(default=None, sa_type=BigInteger)
    state: DonationState = Field(sa_type=choice(DonationState))
    reason: str | None = Field(default=None, max_length=400)
    purpose_number: int = 0
    receipt_number: int | None = None
    handler_id: UUID | None = id_field(default=None)
    made_at: datetime = instant_field()
    received_at: datetime | None = instant_field(default=None)
    used: int = Field(default=0, sa_type=BigInteger)
    returned: int = Field(default=0, sa_type=BigInteger)
    settled: int = Field(default=0, sa_type=BigInteger)


class Receipt(Identified, Table, table=True):
    """What the donor was given on paper, as it was then. Whose it is, only the donation knows.

    Source: Charity Law art. 38, 39: donor, kind and quantity, receiver, handler, date, number.
    """

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("drive_id", "number"), UniqueConstraint("donation_id"))

    drive_id: UUID = id_field(foreign_key="drive.id")
    donation_id: UUID = id_field(foreign_key="donation.id")
    number: int
    kind: GiftKind = Field(sa_type=choice(GiftKind))
    item: str = Field(max_length=100)
    unit: str = Field(max_length=20)
    amount: int = Field(sa_type=BigInteger)
    estimated_fen: int | None = Field(default=None, sa_type=BigInteger)
    receiver_id: UUID = id_field()
    handler_id: UUID = id_field()
    received_on: date


class DonationReturn(Identified, Table, table=True):
    """So much of a gift went back to its donor, by whom and why."""

    __tablename__ = "donation_return"

    donation_id: UUID = id_field(foreign_key="donation.id", index=True)
    amount: int = Field(sa_type=BigInteger)
    reason: str = Field(max_length=400)
    handler_id: UUID = id_field()
    at: datetime = instant_field()
