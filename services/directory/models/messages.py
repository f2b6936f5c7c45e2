"""Messages (消息) to people: each person's own, one for each key."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, col

from shared.rows import Identified, id_field, instant_field

from .table import Table


class Message(Identified, Table, table=True):
    """What one person should know or do. `source` and `key` name the occasion, `revision` how often it was told anew.

    `about` is a path of the suite. `read_at` is nobody's business but the reader's. `deliver_at`: from then on it waits
    to be sent by the channels; null when nothing is to be sent any more.
    """

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("person_id", "source", "key"),)

    person_id: UUID = id_field(foreign_key="person.id")
    source: str = Field(max_length=40)
    key: str = Field(max_length=100)
    revision: int
    kind: str = Field(max_length=60)
    title_zh: str = Field(max_length=200)
    title_en: str = Field(max_length=200)
    body_zh: str = Field(sa_type=Text)
    body_en: str = Field(sa_type=Text)
    about: str = Field(max_length=200)
    due_at: datetime | None = instant_field(default=None)
    compulsory: bool
    harmless: bool
    urgent: bool
    withdrawn: bool
    told_at: datetime = instant_field()
    read_at: datetime | None = instant_field(default=None)
    deliver_at: datetime | None = instant_field(default=None)


_WAITS = col(Message.deliver_at).is_not(None)
_UNREAD = col(Message.read_at).is_(None)
Index("ix_message_person_id", col(Message.person_id), col(Message.id))
Index("ix_message_waiting", col(Message.deliver_at), postgresql_where=_WAITS, sqlite_where=_WAITS)
Index("ix_message_unread", col(Message.person_id), postgresql_where=_UNREAD, sqlite_where=_UNREAD)
