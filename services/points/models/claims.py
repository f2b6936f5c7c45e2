"""The claim (申报) with its evidence, its group check (初审) and its decision (审定)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.columns import Cents
from shared.rows import Acted, Identified, Revised, choice, id_field, instant_field

from .entries import Origin
from .table import Table


class ClaimState(StrEnum):
    """Where a claim stands. The last four are seen from the period and the ledger, never stored."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    GROUP_CHECKED = "group_checked"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    PUBLICISED = "publicised"
    FINAL = "final"
    REVERSED = "reversed"


_STANDING = "state NOT IN ('withdrawn', 'rejected')"


class Claim(Identified, Revised, Table, table=True):
    """What a member did, and the item it is claimed under; or a report that the committee must decide.

    While it stands no other of the member names the same item, day and words (`statement_digest`, SHA-256).
    `asked` is what the item gives for it, before any cap. `quantity` counts times, hours or months.
    `lifts_id` names the entry that is reversed if the committee approves.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index("ix_claim_branch_id_state", "branch_id", "state"),
        Index("ix_claim_period_id_member_id", "period_id", "member_id"),
        Index(
            "ux_claim_standing",
            *("member_id", "item_code", "occurred_on", "statement_digest"),
            unique=True,
            sqlite_where=text(_STANDING),
            postgresql_where=text(_STANDING),
        ),
    )

    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    period_id: UUID = id_field(foreign_key="period.id")
    member_id: UUID = id_field(index=True)
    item_code: str = Field(max_length=10)
    origin: Origin = Field(sa_type=choice(Origin))
    filed_by: UUID = id_field()
    filed_role: str = Field(max_length=40)
    occurred_on: date
    quantity: Decimal = Field(sa_type=Cents)
    level: str | None = Field(default=None, max_length=40)
    share: str | None = Field(default=None, max_length=40)
    achievement: str | None = Field(default=None, max_length=100)
    asked: Decimal = Field(sa_type=Cents)
    statement: str = Field(max_length=4000)
    statement_digest: str = Field(max_length=64)
    state: ClaimState = Field(default=ClaimState.DRAFT, sa_type=choice(ClaimState))
    written_at: datetime = instant_field()
    submitted_at: datetime | None = instant_field(default=None)
    entry_id: UUID | None = id_field(default=None)
    lifts_id: UUID | None = id_field(default=None)


class Evidence(Identified, Table, table=True):
    """One proof: a text, a link, or an uploaded file with its SHA-256."""

    __tablename__ = "evidence"

    claim_id: UUID = id_field(foreign_key="claim.id", index=True)
    position: int
    kind: str = Field(max_length=10)
    text: str | None = Field(default=None, max_length=4000)
    link: str | None = Field(default=None, max_length=2000)
    file_id: UUID | None = id_field(default=None)
    sha256: str | None = Field(default=None, max_length=64)


class GroupCheck(Identified, Acted, Table, table=True):
    """The group leader's word on a claim; the last one counts."""

    __tablename__ = "group_check"

    claim_id: UUID = id_field(foreign_key="claim.id", index=True)
    verdict: str = Field(max_length=20)
    reason: str | None = Field(default=None, max_length=4000)


class Decision(Identified, Acted, Table, table=True):
    """The committee's word on a claim. `points` is what it granted, before any cap."""

    __tablename__ = "decision"

    claim_id: UUID = id_field(foreign_key="claim.id", index=True)
    verdict: str = Field(max_length=20)
    points: Decimal = Field(sa_type=Cents)
    reason: str | None = Field(default=None, max_length=4000)
