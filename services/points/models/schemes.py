"""The points scheme (积分制管理方案): versioned data of a branch, approved by a named resolution."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class SchemeState(StrEnum):
    """A draft may be edited; an approved version never changes again."""

    DRAFT = "draft"
    APPROVED = "approved"


class Scheme(Identified, Revised, Table, table=True):
    """One version. `body` satisfies schemes/scheme.schema.json; `digest` is the SHA-256 of its canonical JSON."""

    __tablename__ = "scheme"
    __table_args__ = (UniqueConstraint("branch_id", "code", "version"),)

    branch_id: UUID = id_field(index=True)
    code: str = Field(max_length=20)
    version: int
    state: SchemeState = Field(default=SchemeState.DRAFT, sa_type=choice(SchemeState))
    body: dict[str, Any] = Field(sa_type=Json)
    digest: str = Field(max_length=64)
    written_by: UUID = id_field()
    written_at: datetime = instant_field()
    resolution_no: str | None = Field(default=None, max_length=100)
    resolved_on: date | None = None
    effective_on: date | None = None
    approved_by: UUID | None = id_field(default=None)
    approved_at: datetime | None = instant_field(default=None)
