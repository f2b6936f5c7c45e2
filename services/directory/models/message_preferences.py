"""How somebody wants to be reached."""

from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from shared.columns import Id, Json
from shared.rows import Revised

from .table import Table


class Channel(StrEnum):
    """How messages leave the inbox. `log` only writes down that something would have been sent."""

    LOG = "log"
    MAIL = "mail"
    GATEWAY = "gateway"


class MessagePreference(Revised, Table, table=True):
    """One person's wishes; who has none is reached by every channel. `quiet_from` and `quiet_until` are `HH:MM`.

    Both null: at any hour.
    """

    __tablename__ = "message_preference"

    person_id: UUID = Field(sa_type=Id, primary_key=True, foreign_key="person.id")
    language: str = Field(max_length=2)
    quiet_from: str | None = Field(default=None, max_length=5)
    quiet_until: str | None = Field(default=None, max_length=5)
    channels_off: list[str] = Field(sa_type=Json)
    kinds_off: list[str] = Field(sa_type=Json)
