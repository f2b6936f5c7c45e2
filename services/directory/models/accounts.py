"""With what a person signs in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from shared.columns import Id, Instant

from .table import Table


class Account(Table, table=True):
    """One per person, and known by the person's id. The password is kept as an Argon2id hash only."""

    __tablename__ = "account"

    person_id: UUID = Field(sa_type=Id, foreign_key="person.id", primary_key=True)
    login: str = Field(sa_type=String(40), unique=True)
    password_hash: str = Field(sa_type=String(200))
    password_is_initial: bool = True
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)
