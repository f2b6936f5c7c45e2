"""The remainder (余款余物) of a drive, and to which similar purpose it goes. Source: Charity Law art. 58."""

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, id_field

from .table import Table


class Remainder(Identified, Acted, Table, table=True):
    """The decision on all that is left; it is published to the circle."""

    __tablename__ = "remainder"
    __table_args__ = (UniqueConstraint("drive_id", "resolution_no"),)

    drive_id: UUID = id_field(foreign_key="drive.id")
    purpose: str = Field(max_length=4000)
    receiver: str = Field(max_length=200)
    resolution_no: str = Field(max_length=100)


class RemainderLine(Identified, Table, table=True):
    """So much was left of one gift."""

    __tablename__ = "remainder_line"
    __table_args__ = (
        UniqueConstraint("remainder_id", "donation_id"),
        CheckConstraint("amount > 0", name="amount"),
    )

    remainder_id: UUID = id_field(foreign_key="remainder.id")
    donation_id: UUID = id_field(foreign_key="donation.id", index=True)
    amount: int = Field(sa_type=BigInteger)
