"""What others may read of us in order: the present state of each thing, at the place where it last changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlmodel import Field, col

from shared.columns import Json
from shared.rows import instant_field

from .table import Table


class FeedEvent(Table, table=True):
    """One thing's newest state. A newer one takes its row and waits for a new place: nothing is read twice of it.

    `position` is empty until the one who numbers has come by; `revision` is the teller's. `party` holds what is shown
    only to those who may read the Party's attributes.
    """

    __tablename__ = "feed_event"

    key: str = Field(sa_type=String(140), primary_key=True)
    type: str = Field(sa_type=String(60))
    subject: str = Field(sa_type=String(100))
    revision: int = Field(sa_type=BigInteger)
    data: dict[str, Any] = Field(sa_type=Json)
    party: dict[str, Any] | None = Field(default=None, sa_type=Json)
    at: datetime = instant_field()
    position: int | None = Field(default=None, sa_type=BigInteger, unique=True)


_WAITING = col(FeedEvent.position).is_(None)
Index("ix_feed_event_waiting", col(FeedEvent.at), postgresql_where=_WAITING, sqlite_where=_WAITING)


class FeedHead(Table, table=True):
    """One row, locked by whoever gives out places, so that they appear in their order.

    `kept_from` is the last place that the feed no longer shows: what stands there only a snapshot has.
    """

    __tablename__ = "feed_head"

    id: int = Field(default=1, primary_key=True)
    position: int = Field(default=0, sa_type=BigInteger)
    kept_from: int = Field(default=0, sa_type=BigInteger)
