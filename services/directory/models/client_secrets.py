"""What machines show when they ask for tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from shared.columns import Id, Instant
from shared.ids import new_id

from .table import Table


class ClientSecret(Table, table=True):
    """One secret of a machine, which may have several while they are changed.

    `secret_hash` is SHA-256 of a secret of 256 random bits, which needs no slow hash. Without `valid_until` it
    holds until it is withdrawn.
    """

    __tablename__ = "client_secret"

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    client_id: UUID = Field(sa_type=Id, foreign_key="client.id", index=True)
    secret_hash: str = Field(sa_type=String(64))
    made_at: datetime = Field(sa_type=Instant)
    valid_until: datetime | None = Field(default=None, sa_type=Instant)
