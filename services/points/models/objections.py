"""The objection (异议) to one line of a published result, its answer and its review (复核)."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.columns import Cents
from shared.rows import Acted, Identified, Revised, choice, id_field

from .table import Table


class ObjectionState(StrEnum):
    """Open until answered; the filer may take a dismissal one step higher."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    APPEALED = "appealed"


_WAITING = "state IN ('open', 'appealed')"


class Objection(Identified, Acted, Revised, Table, table=True):
    """`by_id` objects, in the own name, to an entry or to a rejected or reduced claim of `member_id`."""

    __tablename__ = "objection"
    __table_args__ = (
        Index("ix_objection_period_id_member_id", "period_id", "member_id"),
        Index(
            "ux_objection_entry_waiting",
            "entry_id",
            unique=True,
            sqlite_where=text(_WAITING),
            postgresql_where=text(_WAITING),
        ),
        Index(
            "ux_objection_claim_waiting",
            "claim_id",
            unique=True,
            sqlite_where=text(f"entry_id IS NULL AND {_WAITING}"),
            postgresql_where=text(f"entry_id IS NULL AND {_WAITING}"),
        ),
    )

    branch_id: UUID = id_field()
    period_id: UUID = id_field(foreign_key="period.id")
    member_id: UUID = id_field()
    entry_id: UUID | None = id_field(default=None, foreign_key="entry.id")
    claim_id: UUID | None = id_field(default=None, foreign_key="claim.id")
    text: str = Field(max_length=4000)
    state: ObjectionState = Field(default=ObjectionState.OPEN, sa_type=choice(ObjectionState))
    answer_due_on: date


class ObjectionReview(Identified, Acted, Table, table=True):
    """One answer: step 1 by the committee, step 2 and last by the higher body."""

    __tablename__ = "objection_review"

    objection_id: UUID = id_field(foreign_key="objection.id", index=True)
    step: int
    verdict: ObjectionState = Field(sa_type=choice(ObjectionState))
    points: Decimal | None = Field(default=None, sa_type=Cents)
    reason: str = Field(max_length=4000)
