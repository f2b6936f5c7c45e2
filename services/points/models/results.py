"""The outcome of a period: runs, results, confirmed grades (等次)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from shared.columns import Cents, Json
from shared.rows import Acted, Identified, choice, id_field, instant_field

from .table import Table


class Grade(StrEnum):
    """The four official grades, and the absence of one."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    BASIC = "basic"
    UNQUALIFIED = "unqualified"
    NOT_GRADED = "not_graded"


class Run(Identified, Acted, Table, table=True):
    """One computation of results: a pure function of what `input_digest` seals, by `engine`."""

    __tablename__ = "run"
    __table_args__ = (UniqueConstraint("period_id", "number"),)

    period_id: UUID = id_field(foreign_key="period.id")
    number: int
    engine: str = Field(max_length=20)
    input_digest: str = Field(max_length=64)
    output_digest: str = Field(max_length=64)


class Result(Identified, Table, table=True):
    """What one run says of one member. The newest run that has the member counts.

    `lines` is the explanation as data; its counted values sum to `score`. `notice_until` is the last day on
    which this line may be objected to. `transferred`: the member moved on to another branch before the period's end.
    """

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("period_id", "member_id", "run_number"),)

    period_id: UUID = id_field(foreign_key="period.id")
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    member_id: UUID = id_field(index=True)
    run_number: int
    current: bool = True
    status: str = Field(max_length=20)
    months: int
    transferred: bool = False
    base: Decimal = Field(sa_type=Cents)
    bonus: Decimal = Field(sa_type=Cents)
    deductions: Decimal = Field(sa_type=Cents)
    score: Decimal = Field(sa_type=Cents)
    vetoed: bool
    proposed_grade: Grade = Field(sa_type=choice(Grade))
    lines: list[dict[str, Any]] = Field(sa_type=Json)
    notice_until: date | None = None
    made_at: datetime = instant_field()


class GradeRecord(Identified, Acted, Table, table=True):
    """A grade exists because a named person of the committee confirmed it."""

    __tablename__ = "grade"
    __table_args__ = (UniqueConstraint("period_id", "member_id"),)

    period_id: UUID = id_field(foreign_key="period.id")
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    member_id: UUID = id_field(index=True)
    grade: Grade = Field(sa_type=choice(Grade))
    resolution_no: str = Field(max_length=100)
    reason: str | None = Field(default=None, max_length=4000)


class ExcessApproval(Identified, Acted, Table, table=True):
    """The higher body allows more than one third excellent in a period."""

    __tablename__ = "excess_approval"

    period_id: UUID = id_field(foreign_key="period.id", index=True)
    most_excellent: int
    resolution_no: str = Field(max_length=100)
