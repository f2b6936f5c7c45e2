"""What leaves the inbox: one mail or one call of the gateway, with what gathered for a person."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, col

from shared.columns import Id
from shared.rows import Identified, choice, id_field, instant_field

from .message_preferences import Channel
from .table import Table


class MessageDeliveryState(StrEnum):
    """Dropped: nobody is to be reached any more. Dead: every try failed; a person may have it tried again."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"


class MessageDelivery(Identified, Table, table=True):
    """One sending. Whoever takes it in hand moves `next_at` on: dies he meanwhile, it is taken again from then on.

    `slot` is the hour it belongs to, of an urgent one the minute: a person gets one for each.
    """

    __tablename__ = "message_delivery"
    __table_args__ = (UniqueConstraint("person_id", "channel", "slot", "urgent"),)

    person_id: UUID = id_field(foreign_key="person.id")
    channel: Channel = Field(sa_type=choice(Channel))
    slot: datetime = instant_field()
    urgent: bool
    state: MessageDeliveryState = Field(
        default=MessageDeliveryState.WAITING, sa_type=choice(MessageDeliveryState)
    )
    attempts: int = 0
    made_at: datetime = instant_field()
    next_at: datetime = instant_field()
    sent_at: datetime | None = instant_field(default=None)
    error: str | None = Field(default=None, max_length=60)


_OPEN = col(MessageDelivery.state) == MessageDeliveryState.WAITING
Index("ix_message_delivery_waiting", col(MessageDelivery.next_at), postgresql_where=_OPEN, sqlite_where=_OPEN)


class DeliveredMessage(Table, table=True):
    """Which messages a sending speaks of."""

    __tablename__ = "delivered_message"

    delivery_id: UUID = Field(sa_type=Id, primary_key=True, foreign_key="message_delivery.id")
    message_id: UUID = Field(sa_type=Id, primary_key=True, foreign_key="message.id", index=True)
