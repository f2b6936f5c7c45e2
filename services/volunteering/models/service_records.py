"""The service record (服务记录): what one person did in one shift.

Minutes measured, claimed and confirmed are kept apart, and travel is in none of them.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class RecordBasis(StrEnum):
    """What the record rests on.

    Scans in and out; a scan in without one out; the volunteer's own telling in an open project; or an entry made
    afterwards, which needs a second approver.
    """

    SCANNED = "scanned"
    FORGOTTEN_CHECK_OUT = "forgotten_check_out"
    TOLD = "told"
    LATE_ENTRY = "late_entry"


class RecordState(StrEnum):
    """Only `final` minutes count anywhere. `rules/service_records.py` says what leads where."""

    PRESENT = "present"
    SUBMITTED = "submitted"
    IN_PUBLICITY = "in_publicity"
    FINAL = "final"
    DISPUTED = "disputed"
    REFUSED = "refused"
    VOIDED = "voided"


class ServiceRecord(Identified, Revised, Table, table=True):
    """One stretch of service, from `starts_at` up to and without `ends_at`, of the local day on which it began.

    Minutes are whole. `confirmed_minutes` is what both sides agree on, null before. `round` counts the times the
    figures were put to both sides, `told` what was told to others last (0: nothing yet). `busy_from` and `busy_until`
    are as in the sign-up: records of one person never overlap.
    """

    __tablename__ = "service_record"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="forwards"),
        CheckConstraint("confirmed_minutes >= 0 AND confirmed_minutes <= 1440", name="confirmed_minutes"),
        CheckConstraint("(state = 'final') <= (confirmed_minutes IS NOT NULL)", name="final"),
        Index("ix_service_record_person_id_served_on", "person_id", "served_on"),
        Index("ix_service_record_branch_id_state", "branch_id", "state", "served_on"),
        Index("ix_service_record_community_id_state", "community_id", "state", "served_on"),
        Index("ix_service_record_home_branch_id_served_on", "home_branch_id", "served_on"),
        Index("ix_service_record_state_public_until", "state", "public_until"),
    )

    sign_up_id: UUID | None = id_field(default=None, foreign_key="sign_up.id", unique=True)
    shift_id: UUID = id_field(foreign_key="shift.id", index=True)
    project_id: UUID = id_field(foreign_key="project.id", index=True)
    branch_id: UUID = id_field()
    community_id: UUID = id_field()
    person_id: UUID = id_field()
    home_branch_id: UUID | None = id_field(default=None)
    served_on: date
    starts_at: datetime = instant_field()
    ends_at: datetime | None = instant_field(default=None)
    busy_from: int = Field(sa_type=BigInteger)
    busy_until: int = Field(sa_type=BigInteger)
    basis: RecordBasis = Field(sa_type=choice(RecordBasis))
    planned_minutes: int
    measured_minutes: int | None = None
    claimed_minutes: int | None = None
    confirmed_minutes: int | None = None
    state: RecordState = Field(sa_type=choice(RecordState))
    round: int = 1
    told: int = 0
    entered_by: UUID | None = id_field(default=None)
    entered_at: datetime = instant_field()
    public_until: date | None = None
    final_at: datetime | None = instant_field(default=None)
