"""Columns that many tables have. Each service has a `Table` base with a registry of its own in `models/table.py`."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Enum as SqlEnum
from sqlalchemy import event
from sqlmodel import Field, SQLModel

from .columns import Id, Instant
from .ids import new_id


def id_field(**options: Any) -> Any:
    """A reference to a row or a person."""
    return Field(sa_type=Id, **options)


def instant_field(**options: Any) -> Any:
    """An aware instant."""
    return Field(sa_type=Instant, **options)


def choice(kind: type[Enum]) -> Any:
    """One of a closed set of words, kept as the word itself."""
    return SqlEnum(
        kind, native_enum=False, length=24, values_callable=lambda members: [each.value for each in members]
    )


class Identified(SQLModel):
    """A row with a time-sortable id."""

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Id)


class Revised(SQLModel):
    """A row that can change; its revision is what the ETag is made of."""

    revision: int = 1


class Acted(SQLModel):
    """A record of an act: who and when."""

    by_id: UUID = id_field()
    at: datetime = instant_field()


@event.listens_for(Revised, "before_update", propagate=True)
def _count_up(_mapper: Any, _connection: Any, row: Any) -> None:
    row.revision += 1
