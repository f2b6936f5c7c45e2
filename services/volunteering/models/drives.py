"""The donation drive (爱心捐助): mutual help in a circle named beforehand. Source: Charity Law art. 122, 123."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .table import Table


class DriveState(StrEnum):
    """Where a drive stands; `rules/drives.py` says what leads where."""

    DRAFT = "draft"
    APPROVED = "approved"
    COLLECTING = "collecting"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"
    REPORTED = "reported"
    CANCELLED = "cancelled"


class Drive(Identified, Revised, Table, table=True):
    """A drive of one branch. Its row is the lock of its books; `last_receipt` counts the receipts given.

    The circle is everybody whose branch is `circle_id` or lies below it, and, if `with_staff`, whoever works at the
    factory and belongs to no branch. `community_id` is the community on the receiving side, if there is one. There is
    no target and no proposed gift: either would say what everybody should give.
    """

    __tablename__ = "drive"
    __table_args__ = (
        UniqueConstraint("branch_id", "code"),
        CheckConstraint("opens_on <= closes_on", name="period"),
        CheckConstraint("approved_by <> drafted_by", name="approver"),
        CheckConstraint("state IN ('draft', 'cancelled') OR approved_by IS NOT NULL", name="approved"),
        Index("ix_drive_circle_id", "circle_id", "state"),
        Index("ix_drive_community_id", "community_id"),
        Index("ix_drive_report_due_on", "report_due_on"),
    )

    branch_id: UUID = id_field()
    circle_id: UUID = id_field()
    with_staff: bool = False
    community_id: UUID | None = id_field(default=None)
    code: str = Field(max_length=40)
    title: str = Field(max_length=200)
    purpose: str = Field(max_length=4000)
    beneficiary_class: str = Field(max_length=200)
    goods_standard: str | None = Field(default=None, max_length=4000)
    opens_on: date
    closes_on: date
    responsible_id: UUID = id_field()
    state: DriveState = Field(default=DriveState.DRAFT, sa_type=choice(DriveState))
    drafted_by: UUID = id_field()
    drafted_at: datetime = instant_field()
    approved_by: UUID | None = id_field(default=None)
    opened_at: datetime | None = instant_field(default=None)
    report_due_on: date | None = None
    last_receipt: int = 0


class DriveStep(Identified, Acted, Table, table=True):
    """How a drive came into a state, and why."""

    __tablename__ = "drive_step"

    drive_id: UUID = id_field(foreign_key="drive.id", index=True)
    state: DriveState = Field(sa_type=choice(DriveState))
    reason: str | None = Field(default=None, max_length=400)
