"""The key that signs access tokens."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlmodel import Field

from shared.columns import Instant, Json

from .table import Table


class SigningKey(Table, table=True):
    """An Ed25519 key pair. The private part never leaves this service, whose database nobody else reads."""

    __tablename__ = "signing_key"

    kid: str = Field(sa_type=String(40), primary_key=True)
    private_jwk: dict[str, Any] = Field(sa_type=Json, repr=False)
    made_at: datetime = Field(sa_type=Instant)
    retired_at: datetime | None = Field(default=None, sa_type=Instant)
