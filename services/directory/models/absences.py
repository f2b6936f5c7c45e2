"""Who is away for long, from when until when, and whom the factory has lent to another place."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlmodel import Field

from shared.columns import Id, Instant
from shared.ids import new_id

from .table import Table


class AbsenceKind(StrEnum):
    """In Chinese 长期请假, 病假, 产假, 脱产学习, 借调."""

    LEAVE = "leave"
    SICK_LEAVE = "sick_leave"
    MATERNITY_LEAVE = "maternity_leave"
    STUDY = "study"
    SECONDMENT = "secondment"


class Absence(Table, table=True):
    """One span; both days belong to it. One who is lent out is so to a branch, a workplace, or a place named in words.

    On one day a person has at most one secondment and at most one of the others; a trigger holds it too.
    """

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_person_id", "person_id", "from_on"),)

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    person_id: UUID = Field(sa_type=Id, foreign_key="person.id")
    kind: str = Field(sa_type=String(20))
    from_on: date
    until_on: date | None = None
    host_branch_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="organisation.id")
    host_workplace_id: UUID | None = Field(default=None, sa_type=Id, foreign_key="workplace.id")
    host_name: str | None = Field(default=None, sa_type=String(200))
    by_id: UUID = Field(sa_type=Id)
    at: datetime = Field(sa_type=Instant)
