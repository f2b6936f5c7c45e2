"""Where events are pushed to, with which secrets, and what became of each push."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlmodel import Field, col

from shared.columns import Instant, Json
from shared.rows import Identified, choice, id_field, instant_field

from .table import Table


class Disabling(StrEnum):
    """Why an endpoint is sent nothing: somebody asked, nothing arrived for days, or it said itself that it is gone."""

    ASKED = "asked"
    FAILING = "failing"
    GONE = "gone"


class WebhookEndpoint(Identified, Table, table=True):
    """An address of somebody's who may read the feed; `failing_since` is the first failure after the last success."""

    __tablename__ = "webhook_endpoint"

    owner_id: UUID = id_field(index=True)
    title: str = Field(sa_type=String(200))
    url: str = Field(sa_type=String(500))
    event_types: list[str] = Field(sa_type=Json)
    made_by: UUID = id_field()
    made_at: datetime = instant_field()
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)
    disabled_because: Disabling | None = Field(default=None, sa_type=choice(Disabling))
    failing_since: datetime | None = Field(default=None, sa_type=Instant)
    failures: int = 0


class WebhookSecret(Identified, Table, table=True):
    """A secret that pushes are signed with, sealed; after a rotation the one before signs too until it expires."""

    __tablename__ = "webhook_secret"

    endpoint_id: UUID = id_field(foreign_key="webhook_endpoint.id", index=True)
    sealed: str = Field(sa_type=String(400), repr=False)
    made_at: datetime = instant_field()
    expires_at: datetime | None = Field(default=None, sa_type=Instant)


class DeliveryState(StrEnum):
    """On the way, arrived, or given up."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class WebhookDelivery(Identified, Table, table=True):
    """One message to one endpoint: the same `message_id` and body however often it is tried.

    `next_at` is when it is due, or, while a process has it in hand, until when that process is trusted to be alive.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id"),
        Index("ix_webhook_delivery_made_at", "made_at"),
    )

    endpoint_id: UUID = id_field(foreign_key="webhook_endpoint.id")
    owner_id: UUID = id_field(index=True)
    message_id: str = Field(sa_type=String(100))
    type: str = Field(sa_type=String(60))
    body: str = Field(sa_type=Text, repr=False)
    made_at: datetime = instant_field()
    state: DeliveryState = Field(default=DeliveryState.WAITING, sa_type=choice(DeliveryState))
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    last_at: datetime | None = Field(default=None, sa_type=Instant)
    last_status: int | None = None
    last_milliseconds: int | None = None
    last_error: str | None = Field(default=None, sa_type=String(100))
    last_answer: str | None = Field(default=None, sa_type=String(1000))


_DUE = col(WebhookDelivery.next_at).is_not(None)
Index("ix_webhook_delivery_due", col(WebhookDelivery.next_at), postgresql_where=_DUE, sqlite_where=_DUE)
