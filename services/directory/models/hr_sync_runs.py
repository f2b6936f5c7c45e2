"""What HR hands over: runs with what came, the items of their plans, and what waits for its day."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlmodel import Field

from shared.columns import Id, Instant, Json
from shared.ids import new_id

from .table import Table


class SyncState(StrEnum):
    """Staged and applying runs are worked on; a planned one was asked for without writing."""

    STAGED = "staged"
    PLANNING = "planning"
    PLANNED = "planned"
    NEEDS_CONFIRMATION = "needs_confirmation"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    CANCELLED = "cancelled"


class HrSyncRun(Table, table=True):
    """One delivery of HR and what became of it.

    `sameness` is the digest of content, mode, day and intent while a second delivery of the same would be answered
    with this run. Whoever works on it holds `lease` until `lease_until`. `leavers` is what the guard looks at.
    """

    __tablename__ = "hr_sync_run"
    __table_args__ = (Index("ix_hr_sync_run_state", "state", "made_at"),)

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    source: str = Field(sa_type=String(10))
    mode: str = Field(sa_type=String(10))
    dry_run: bool = False
    effective_on: date
    file_id: UUID | None = Field(default=None, sa_type=Id)
    sameness: str | None = Field(default=None, sa_type=String(64), unique=True)
    state: str = Field(default=SyncState.STAGED.value, sa_type=String(20))
    records: int = 0
    items: int = 0
    items_done: int = 0
    counts: dict[str, int] = Field(default_factory=dict, sa_type=Json)
    leavers: int = 0
    leavers_allowed: int = 0
    confirmed_leavers: int | None = None
    failure: dict[str, Any] | None = Field(default=None, sa_type=Json)
    by_id: UUID = Field(sa_type=Id)
    made_at: datetime = Field(sa_type=Instant)
    planned_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    lease: UUID | None = Field(default=None, sa_type=Id)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    tries: int = 0


class HrSyncContent(Table, table=True):
    """The records of a run as they came, sealed as one text; gone when the run has ended."""

    __tablename__ = "hr_sync_content"

    run_id: UUID = Field(sa_type=Id, foreign_key="hr_sync_run.id", primary_key=True)
    sealed: str = Field(sa_type=Text, repr=False)


class HrSyncItem(Table, table=True):
    """What became of one person by one record. Of a single record, by SCIM, there is no run.

    `changes` hold before and after by field, places by their ids, contact data masked; `findings` what was wrong or
    remarkable. `due_on`: the rest waits for that day.
    """

    __tablename__ = "hr_sync_item"
    __table_args__ = (
        Index("ix_hr_sync_item_run_id", "run_id", "kind", "number"),
        Index("ix_hr_sync_item_person_id", "person_id"),
    )

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    run_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="hr_sync_run.id")
    source: str = Field(sa_type=String(10))
    number: int
    kind: str = Field(sa_type=String(12))
    key: str = Field(sa_type=String(100))
    name: str | None = Field(default=None, sa_type=String(200))
    person_id: UUID | None = Field(default=None, sa_type=Id)
    sheet: str | None = Field(default=None, sa_type=String(200))
    row: int | None = None
    changes: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    due_on: date | None = None
    at: datetime = Field(sa_type=Instant)


class HrWait(Table, table=True):
    """What HR says of somebody for a day to come; its newest word counts. `said` is named as in a record."""

    __tablename__ = "hr_wait"

    person_id: UUID = Field(sa_type=Id, foreign_key="person.id", primary_key=True)
    due_on: date = Field(index=True)
    said: dict[str, Any] = Field(sa_type=Json)
    source: str = Field(sa_type=String(10))
    by_id: UUID | None = Field(default=None, sa_type=Id)
