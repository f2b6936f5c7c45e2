"""The series (系列活动): meetings planned together by a pattern. The meetings are the truth, the pattern a help."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, Revised, choice, id_field, instant_field

from .meetings import MeetingKind
from .table import Table


class Series(Identified, Revised, Table, table=True):
    """Planned through `planned_until`, by a pattern over days and the wall time `clock` in `time_zone`."""

    __tablename__ = "series"

    branch_id: UUID = id_field(index=True)
    group_id: UUID | None = id_field(default=None)
    kind: MeetingKind = Field(sa_type=choice(MeetingKind))
    title: str = Field(max_length=200)
    pattern: dict[str, Any] = Field(sa_type=Json)
    clock: str = Field(max_length=5)
    minutes: int
    time_zone: str = Field(max_length=60)
    place: str = Field(max_length=200)
    capacity: int | None = None
    from_on: date
    planned_until: date
    planned_by: UUID = id_field()
    planned_at: datetime = instant_field()


class Occurrence(Table, table=True):
    """The meeting that a series planned for a day. It stays when the meeting moves or is cancelled."""

    __tablename__ = "occurrence"

    series_id: UUID = id_field(foreign_key="series.id", primary_key=True)
    on_day: date = Field(primary_key=True)
    meeting_id: UUID = id_field(foreign_key="meeting.id", unique=True)
