"""The volunteer (志愿者): who has registered to serve, under a number that stands in for every other."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class Sex(StrEnum):
    """As HR's file and the national record have it. Source: GB/T 2261.1."""

    MALE = "male"
    FEMALE = "female"


class Volunteer(Identified, Revised, Table, table=True):
    """One person's own registration. `sequence` counts up and is never given twice; `number` is how people read it.

    The row is also the lock under which a person's calendar is changed: of two sign-ups at once one waits.
    """

    __tablename__ = "volunteer"

    person_id: UUID = id_field(unique=True)
    sequence: int = Field(unique=True)
    skills: list[str] = Field(sa_type=Json)
    wishes: list[str] = Field(sa_type=Json)
    free_times: str | None = Field(default=None, max_length=400)
    sex: Sex | None = Field(default=None, sa_type=choice(Sex))
    born_on: date | None = None
    region: str | None = Field(default=None, max_length=200)
    registered_at: datetime = instant_field()

    @property
    def number(self) -> str:
        """The volunteer number."""
        return f"V{self.sequence:07d}"


class VolunteerCount(Table, table=True):
    """How many numbers have been given; one row, the lock of whoever registers."""

    __tablename__ = "volunteer_count"

    id: int = Field(default=1, primary_key=True)
    last: int


class Qualification(Identified, Revised, Table, table=True):
    """What law or sense asks for some work, on paper: an electrician's licence, a first-aid course.

    It counts once somebody else has looked at the paper. Source: Volunteer Service Regulations art. 16.
    """

    __tablename__ = "qualification"

    person_id: UUID = id_field(index=True)
    code: str = Field(max_length=40)
    title: str = Field(max_length=200)
    paper_no: str | None = Field(default=None, max_length=100)
    valid_until: date | None = None
    stated_at: datetime = instant_field()
    checked_by: UUID | None = id_field(default=None)
    checked_at: datetime | None = instant_field(default=None)
    refused_reason: str | None = Field(default=None, max_length=400)
