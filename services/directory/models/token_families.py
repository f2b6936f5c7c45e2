"""Refresh tokens (RFC 6749 §1.5, RFC 9700 §4.14)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from shared.columns import Id, Instant

from .table import Table


class TokenFamily(Table, table=True):
    """All refresh tokens that came of one sign-in: one row, therefore one living token at any moment.

    A token is `<handle>.<secret>`: the handle stays, the secret is new with each use. Both are kept as hashes.
    `previous_hash` is the secret before the present one, for an answer that was lost on its way.
    """

    __tablename__ = "token_family"

    handle_hash: str = Field(sa_type=String(64), primary_key=True)
    secret_hash: str = Field(sa_type=String(64))
    previous_hash: str | None = Field(default=None, sa_type=String(64))
    client_id: str = Field(sa_type=String(100))
    person_id: UUID = Field(sa_type=Id, foreign_key="account.person_id", index=True)
    session_id: UUID = Field(sa_type=Id, index=True)
    signed_in_at: datetime = Field(sa_type=Instant)
    scope: str = Field(sa_type=String(200))
    began_at: datetime = Field(sa_type=Instant)
    used_at: datetime = Field(sa_type=Instant, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
