"""The transfer sheet (转接单): what a branch hands over in points of a member who has left it for another."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, id_field, instant_field

from .table import Table


class TransferSheet(Identified, Table, table=True):
    """As it was when the transfer was heard of, once for each letter; it is added and never changed.

    `moved_on` is the first day in the new branch, which is null if it is not ours. `periods` and `open_claims` hold
    what `rules/transfer_sheets.py` says.
    """

    __tablename__ = "transfer_sheet"
    __table_args__ = (UniqueConstraint("member_id", "letter_no"),)

    member_id: UUID = id_field()
    from_branch_id: UUID = id_field(index=True)
    to_branch_id: UUID | None = id_field(default=None, index=True)
    moved_on: date = Field(index=True)
    letter_no: str = Field(max_length=100)
    periods: list[dict[str, Any]] = Field(sa_type=Json)
    open_claims: list[dict[str, Any]] = Field(sa_type=Json)
    made_at: datetime = instant_field()


class TransferClosing(Table, table=True):
    """The days for deciding what was open are over; so many claims went back to the member undecided."""

    __tablename__ = "transfer_closing"

    sheet_id: UUID = id_field(primary_key=True, foreign_key="transfer_sheet.id")
    at: datetime = instant_field()
    returned: int
