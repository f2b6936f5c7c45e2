"""The scan (签到、签退记录): that someone was seen coming, going or missing. Scans are only ever added."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from shared.rows import Identified, choice, id_field, instant_field

from .table import Table


class Mark(StrEnum):
    """What was seen. `absent` is what a recorder says who called a name and heard nothing."""

    IN = "in"
    OUT = "out"
    ABSENT = "absent"


class ScanMethod(StrEnum):
    """How it was seen: by the code on the spot, from a list, or offline and uploaded later."""

    CODE = "code"
    LIST = "list"
    OFFLINE = "offline"


class ScanVerdict(StrEnum):
    """Whether the scan counts. A quarantined one is kept and counts nothing: its clock was wrong."""

    VALID = "valid"
    QUARANTINED = "quarantined"


class Scan(Identified, Table, table=True):
    """One mark. `occurred_at` is the device's time, `received_at` ours; `skew_seconds` is device minus ours.

    `nonce` is of the recorder's making: the same one twice is the same scan.
    """

    __tablename__ = "scan"
    __table_args__ = (
        UniqueConstraint("by_id", "nonce"),
        Index("ix_scan_meeting_id_person_id", "meeting_id", "person_id"),
    )

    meeting_id: UUID = id_field(foreign_key="meeting.id")
    sitting_id: UUID = id_field(foreign_key="sitting.id")
    person_id: UUID = id_field()
    mark: Mark = Field(sa_type=choice(Mark))
    method: ScanMethod = Field(sa_type=choice(ScanMethod))
    verdict: ScanVerdict = Field(sa_type=choice(ScanVerdict))
    occurred_at: datetime = instant_field()
    received_at: datetime = instant_field()
    skew_seconds: int
    nonce: str = Field(max_length=100)
    device: str | None = Field(default=None, max_length=100)
    by_id: UUID = id_field()
