"""The confirmation (确认): one side's word that somebody served so long. Confirmations are only ever added."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from shared.rows import Acted, Identified, choice, id_field

from .table import Table


class Side(StrEnum):
    """For whom somebody speaks.

    `second` is a further person of whichever side made a late entry, beside those who confirm for the two.
    """

    COMMUNITY = "community"
    BRANCH = "branch"
    SECOND = "second"


class Confirmation(Identified, Acted, Table, table=True):
    """What one side says in one round; nobody speaks for two sides, and no side twice."""

    __tablename__ = "confirmation"
    __table_args__ = (
        UniqueConstraint("record_id", "round", "side"),
        UniqueConstraint("record_id", "round", "by_id"),
        CheckConstraint("minutes >= 0", name="minutes"),
    )

    record_id: UUID = id_field(foreign_key="service_record.id")
    round: int
    side: Side = Field(sa_type=choice(Side))
    minutes: int
    reason: str | None = Field(default=None, max_length=400)


class VoidWord(Identified, Acted, Table, table=True):
    """One side's word that a record shall be void; it takes one of each, by two people, in the same round."""

    __tablename__ = "void_word"
    __table_args__ = (
        UniqueConstraint("record_id", "round", "side"),
        UniqueConstraint("record_id", "round", "by_id"),
    )

    record_id: UUID = id_field(foreign_key="service_record.id")
    round: int
    side: Side = Field(sa_type=choice(Side))
    reason: str = Field(max_length=400)
