"""The unit report (单位报到): a branch makes itself known to the community of its location."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .member_reports import ReportEnd, ReportState
from .table import Table

_STANDS = "state <> 'ended'"


class UnitReport(Identified, Revised, Table, table=True):
    """One slip of one branch for one community; a branch may report to several, to each once at a time."""

    __tablename__ = "unit_report"
    __table_args__ = (
        Index(
            "ux_unit_report_stands",
            *("branch_id", "community_id"),
            unique=True,
            sqlite_where=text(_STANDS),
            postgresql_where=text(_STANDS),
        ),
        Index("ix_unit_report_branch_id", "branch_id"),
        Index("ix_unit_report_community_id", "community_id", "state"),
    )

    branch_id: UUID = id_field()
    community_id: UUID = id_field()
    slip_no: str = Field(max_length=20, unique=True)
    contact: str = Field(max_length=200)
    offers: str | None = Field(default=None, max_length=4000)
    state: ReportState = Field(sa_type=choice(ReportState))
    reported_by: UUID = id_field()
    reported_at: datetime = instant_field()
    receipt_no: str | None = Field(default=None, max_length=20, unique=True)
    received_by: UUID | None = id_field(default=None)
    received_at: datetime | None = instant_field(default=None)
    ended_as: ReportEnd | None = Field(default=None, sa_type=choice(ReportEnd))
    ended_reason: str | None = Field(default=None, max_length=400)
    ended_by: UUID | None = id_field(default=None)
    ended_at: datetime | None = instant_field(default=None)
