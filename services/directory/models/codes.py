"""Authorization codes (RFC 6749 §4.1.2)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from shared.columns import Id, Instant

from .table import Table


class AuthorizationCode(Table, table=True):
    """Good once, for a minute, for one client with one redirect URI and one verifier. Kept as a hash.

    It stays for as long as tokens made from it may live, so that a second use is noticed; `family_hash` names the
    refresh tokens that came of it. `scope` is what was granted, separated by spaces.
    """

    __tablename__ = "authorization_code"

    code_hash: str = Field(sa_type=String(64), primary_key=True)
    client_id: str = Field(sa_type=String(100))
    person_id: UUID = Field(sa_type=Id, foreign_key="account.person_id", index=True)
    session_id: UUID = Field(sa_type=Id)
    signed_in_at: datetime = Field(sa_type=Instant)
    redirect_uri: str = Field(sa_type=String(500))
    challenge: str = Field(sa_type=String(43))
    scope: str = Field(sa_type=String(200))
    nonce: str | None = Field(default=None, sa_type=String(500))
    made_at: datetime = Field(sa_type=Instant, index=True)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    redeemed: bool = False
    family_hash: str | None = Field(default=None, sa_type=String(64))
