"""The notice (微平台): what a branch tells its members, and who has said to have read it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, id_field, instant_field

from .table import Table


class Notice(Identified, Revised, Acted, Table, table=True):
    """A notice to a branch or, with `group_id`, to one group. A withdrawn one stays visible as withdrawn.

    With `person_id` it is for that person alone, about the registration or a duty; nobody wrote it, and
    `by_id` is whose act or plan it follows from.
    """

    __tablename__ = "notice"

    branch_id: UUID = id_field(index=True)
    group_id: UUID | None = id_field(default=None)
    person_id: UUID | None = id_field(default=None, index=True)
    registration_id: UUID | None = id_field(default=None)
    title: str = Field(max_length=200)
    text: str = Field(max_length=4000)
    withdrawn_at: datetime | None = instant_field(default=None)


class NoticeReceipt(Table, table=True):
    """Somebody says to have read it. It informs and is never scored, told, or listed by name."""

    __tablename__ = "notice_receipt"

    notice_id: UUID = id_field(foreign_key="notice.id", primary_key=True)
    person_id: UUID = id_field(primary_key=True)
    at: datetime = instant_field()
