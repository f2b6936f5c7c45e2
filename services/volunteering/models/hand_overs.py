"""The hand-over (交接): what left a drive, to whom, before two handlers. Source: Charity Law art. 53, 54, 59."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class HandOverState(StrEnum):
    """A prepared one reserves what it is going to hand over, until the second handler confirms it."""

    PREPARED = "prepared"
    DONE = "done"
    WITHDRAWN = "withdrawn"


_STANDS = "state <> 'withdrawn'"


class HandOver(Identified, Revised, Table, table=True):
    """One hand-over under one purpose. `signature_ref` says where the receiver's or guardian's signature is kept."""

    __tablename__ = "hand_over"
    __table_args__ = (
        CheckConstraint("first_handler_id <> second_handler_id", name="two_handlers"),
        CheckConstraint("(state = 'done') <= (confirmed_at IS NOT NULL)", name="confirmed"),
        Index("ix_hand_over_branch_id", "branch_id"),
        Index("ix_hand_over_drive_id", "drive_id", "state"),
        Index(
            "ux_hand_over_signature",
            *("drive_id", "signature_ref"),
            unique=True,
            sqlite_where=text(_STANDS),
            postgresql_where=text(_STANDS),
        ),
    )

    drive_id: UUID = id_field(foreign_key="drive.id")
    branch_id: UUID = id_field()
    purpose_number: int = 0
    handed_on: date
    receiver: str = Field(max_length=200)
    signature_ref: str = Field(max_length=200)
    state: HandOverState = Field(default=HandOverState.PREPARED, sa_type=choice(HandOverState))
    first_handler_id: UUID = id_field()
    second_handler_id: UUID = id_field()
    prepared_at: datetime = instant_field()
    confirmed_at: datetime | None = instant_field(default=None)


class HandOverLine(Identified, Table, table=True):
    """So much of one gift went with one hand-over; so each donor can be told the use of the own gift."""

    __tablename__ = "hand_over_line"
    __table_args__ = (
        UniqueConstraint("hand_over_id", "donation_id"),
        CheckConstraint("amount > 0", name="amount"),
    )

    hand_over_id: UUID = id_field(foreign_key="hand_over.id")
    donation_id: UUID = id_field(foreign_key="donation.id", index=True)
    amount: int = Field(sa_type=BigInteger)


class HandOverBeneficiary(Table, table=True):
    """Whom a hand-over was for."""

    __tablename__ = "hand_over_beneficiary"

    hand_over_id: UUID = id_field(foreign_key="hand_over.id", primary_key=True)
    beneficiary_id: UUID = id_field(foreign_key="beneficiary.id", primary_key=True)
