"""With what a person signs in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from shared.columns import Id, Instant
from shared.ids import new_id

from .table import Table


class Account(Table, table=True):
    """One per person, and known by the person's id. The password is kept as an Argon2id hash only."""

    __tablename__ = "account"

    person_id: UUID = Field(sa_type=Id, foreign_key="person.id", primary_key=True)
    login: str = Field(sa_type=String(40), unique=True)
    password_hash: str = Field(sa_type=String(200))
    password_is_initial: bool = True
    password_changed_at: datetime = Field(sa_type=Instant)
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)


class OldPassword(Table, table=True):
    """The hash of a password that was replaced, so that it is not taken again where the rules forbid that."""

    __tablename__ = "old_password"

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    person_id: UUID = Field(sa_type=Id, foreign_key="account.person_id", index=True)
    replaced_at: datetime = Field(sa_type=Instant)
    password_hash: str = Field(sa_type=String(200), repr=False)
