"""Ballots (选票): open ones carry a name; of secret ones it is known who voted and what was voted, never both.

A secret ballot has a random id, no time and no place in any order, and shares nothing with the receipts
but the motion. SQLite keeps both tables by their keys, without row numbers in order of arrival; PostgreSQL
marks every row with its transaction, so the closing writes the ballots anew in one. Until then, and from its
log, whoever administers the database could still tell; nobody who asks the service can.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field

from shared.columns import Id, Json
from shared.rows import Acted, id_field
from shared.rows import choice as one_of

from .table import Table


class Choice(StrEnum):
    """What one may say to a motion. An election names candidates instead."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class OpenBallot(Acted, Table, table=True):
    """A show of hands. `by_id` is the voter, or whoever keeps the list and wrote the hand down."""

    __tablename__ = "open_ballot"

    motion_id: UUID = id_field(primary_key=True, foreign_key="motion.id")
    person_id: UUID = id_field(primary_key=True)
    choice: Choice | None = Field(default=None, sa_type=one_of(Choice))
    candidates: list[str] = Field(sa_type=Json)


class BallotReceipt(Table, table=True):
    """That someone has cast a secret ballot; no time finer than the day."""

    __tablename__ = "ballot_receipt"
    __table_args__ = ({"sqlite_with_rowid": False},)

    motion_id: UUID = id_field(primary_key=True, foreign_key="motion.id")
    person_id: UUID = id_field(primary_key=True)
    voted_on: date


class SecretBallot(Table, table=True):
    """What was voted, by nobody knows whom."""

    __tablename__ = "secret_ballot"
    __table_args__ = (Index("ix_secret_ballot_motion_id", "motion_id"), {"sqlite_with_rowid": False})

    id: UUID = Field(default_factory=uuid4, primary_key=True, sa_type=Id)
    motion_id: UUID = id_field(foreign_key="motion.id")
    choice: Choice | None = Field(default=None, sa_type=one_of(Choice))
    candidates: list[str] = Field(sa_type=Json)
