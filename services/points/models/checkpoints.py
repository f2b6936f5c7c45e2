"""The ledger's chain: a link for each entry, and signed checkpoints that say where the chain stood."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, id_field, instant_field

from .table import Table


class LedgerLink(Table, table=True):
    """An entry's place in the chain of its period. `seq` has no gap and is given by the sealer, after the commit."""

    __tablename__ = "ledger_link"

    period_id: UUID = id_field(primary_key=True)
    seq: int = Field(primary_key=True)
    entry_id: UUID = id_field(unique=True)
    entry_digest: str = Field(sa_type=String(64))
    hash: str = Field(sa_type=String(64))


class Checkpoint(Identified, Table, table=True):
    """Where the chain of a period stood, signed: its newest link, its hash, and the checkpoint before."""

    __tablename__ = "checkpoint"
    __table_args__ = (UniqueConstraint("period_id", "number"),)

    period_id: UUID = id_field(foreign_key="period.id")
    number: int
    seq: int
    head: str = Field(sa_type=String(64))
    made_at: datetime = instant_field()
    did: str = Field(sa_type=String(80))
    statement: str = Field(sa_type=Text)


class StatementKey(Table, table=True):
    """The public part of a key that has signed; the private part is derived from the suite's secret and kept nowhere.

    Whoever can write every row of this database still cannot sign.
    """

    __tablename__ = "statement_key"

    did: str = Field(sa_type=String(80), primary_key=True)
    public_jwk: dict[str, Any] = Field(sa_type=Json)
    made_at: datetime = instant_field()
