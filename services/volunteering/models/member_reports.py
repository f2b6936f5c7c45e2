"""The member report (党员报到): a member makes oneself known where one lives, as an ordinary person."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class PaperKind(StrEnum):
    """What is numbered through."""

    MEMBER_SLIP = "member_slip"
    MEMBER_RECEIPT = "member_receipt"
    UNIT_SLIP = "unit_slip"
    UNIT_RECEIPT = "unit_receipt"


class PaperCount(Table, table=True):
    """How many papers of a kind have been numbered; its row is the lock of whoever numbers one."""

    __tablename__ = "paper_count"

    kind: PaperKind = Field(sa_type=choice(PaperKind), primary_key=True)
    last: int


class ReportState(StrEnum):
    """Made by one side, received by the other, ended by either; for members and units alike."""

    REPORTED = "reported"
    RECEIVED = "received"
    ENDED = "ended"


class ReportEnd(StrEnum):
    """Why a report ended."""

    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    REFUSED = "refused"
    OTHER = "other"


_STANDS = "state <> 'ended'"


class MemberReport(Identified, Revised, Table, table=True):
    """One slip. What it says of skills, wishes and free times is as the person had it on that day.

    At most one of a person stands (domain rule 28); hours served under those that ended stay.
    """

    __tablename__ = "member_report"
    __table_args__ = (
        Index(
            "ux_member_report_stands",
            "person_id",
            unique=True,
            sqlite_where=text(_STANDS),
            postgresql_where=text(_STANDS),
        ),
        Index("ix_member_report_person_id", "person_id"),
        Index("ix_member_report_community_id", "community_id", "state"),
    )

    person_id: UUID = id_field()
    community_id: UUID = id_field()
    slip_no: str = Field(max_length=20, unique=True)
    skills: list[str] = Field(sa_type=Json)
    wishes: list[str] = Field(sa_type=Json)
    free_times: str | None = Field(default=None, max_length=400)
    state: ReportState = Field(sa_type=choice(ReportState))
    reported_at: datetime = instant_field()
    receipt_no: str | None = Field(default=None, max_length=20, unique=True)
    received_by: UUID | None = id_field(default=None)
    received_at: datetime | None = instant_field(default=None)
    grid: str | None = Field(default=None, max_length=100)
    team: str | None = Field(default=None, max_length=100)
    post: str | None = Field(default=None, max_length=100)
    ended_as: ReportEnd | None = Field(default=None, sa_type=choice(ReportEnd))
    ended_reason: str | None = Field(default=None, max_length=400)
    ended_by: UUID | None = id_field(default=None)
    ended_at: datetime | None = instant_field(default=None)
