"""The keys that sign tokens."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String
from sqlmodel import Field

from shared.columns import Instant, Json

from .table import Table


class KeyPurpose(StrEnum):
    """What a key signs: access tokens, which only we read, or ID tokens, which clients' libraries read."""

    ACCESS = "access"
    ID = "id"


class SigningKey(Table, table=True):
    """A key pair: Ed25519 for access tokens, RSA for ID tokens. Every row is published.

    The private part never leaves this service, whose database nobody else reads; when a key is retired it is
    destroyed. Keys of one purpose are numbered, so that two processes cannot both make the next one.
    """

    __tablename__ = "signing_key"
    __table_args__ = (Index("uq_signing_key_number", "purpose", "number", unique=True),)

    kid: str = Field(sa_type=String(40), primary_key=True)
    purpose: str = Field(default=KeyPurpose.ACCESS.value, sa_type=String(20))
    number: int = 1
    private_jwk: dict[str, Any] = Field(sa_type=Json, repr=False)
    made_at: datetime = Field(sa_type=Instant)
    signs_from: datetime = Field(sa_type=Instant)
    retired_at: datetime | None = Field(default=None, sa_type=Instant)
