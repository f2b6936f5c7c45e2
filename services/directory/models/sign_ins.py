"""What remains of signing in: sessions, browsers known to an account, and counted attempts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from shared.columns import Id, Instant
from shared.ids import new_id

from .table import Table


class SignInSession(Table, table=True):
    """A browser that signed in. Kept by the hash of its cookie: reading this table lets nobody in.

    `id` is the `sid` of ID tokens: by it a client names the session that it wants ended.
    """

    __tablename__ = "sign_in_session"

    token_hash: str = Field(sa_type=String(64), primary_key=True)
    id: UUID = Field(default_factory=new_id, sa_type=Id, index=True, unique=True)
    person_id: UUID = Field(sa_type=Id, foreign_key="account.person_id", index=True)
    began_at: datetime = Field(sa_type=Instant)
    used_at: datetime = Field(sa_type=Instant, index=True)


class KnownBrowser(Table, table=True):
    """A browser from which this account was once signed in with the right password."""

    __tablename__ = "known_browser"

    person_id: UUID = Field(sa_type=Id, foreign_key="account.person_id", primary_key=True)
    browser_hash: str = Field(sa_type=String(64), primary_key=True)
    seen_at: datetime = Field(sa_type=Instant, index=True)


class SignInAttempts(Table, table=True):
    """Attempts on one login, from one known browser or from all strangers together, since `began_at`."""

    __tablename__ = "sign_in_attempts"

    key: str = Field(sa_type=String(64), primary_key=True)
    count: int
    began_at: datetime = Field(sa_type=Instant, index=True)
