"""`/v1/webhook-deliveries`: what was pushed where, what came of it, and when it is tried again."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read

from .. import queries, usecases
from ..models import DeliveryState, WebhookDelivery
from ..rules.outward.webhooks import WebhookDeliveryMissing, WebhookEndpointMissing
from .given import there

router = APIRouter(prefix="/v1/webhook-deliveries", tags=["webhook-deliveries"])

Reader = Annotated[Access, may("webhook.read")]
Writer = Annotated[Access, may("webhook.write")]


class WebhookDeliverySummary(Read):
    """One message to one endpoint. `attempts` counts from the last replay on; `next_at` is null once it is done.

    `last_error` is why there was no answer: unsafe, unreachable, too_slow, broken; or right_lost.
    """

    id: UUID
    endpoint_id: UUID
    message_id: str
    type: str
    state: DeliveryState
    attempts: int
    made_at: datetime
    last_at: datetime | None
    next_at: datetime | None
    last_status: int | None
    last_milliseconds: int | None
    last_error: str | None


class WebhookDeliveryRead(WebhookDeliverySummary):
    """With the message as it was signed, and the beginning of what was answered."""

    body: str
    last_answer: str | None


@router.get("", summary="推送记录 / Webhook deliveries")
async def list_webhook_deliveries(
    reader: Reader,
    view: View,
    paged: Paged,
    endpoint_id: UUID | None = None,
    state: DeliveryState | None = None,
) -> Page[WebhookDeliverySummary]:
    """Newest first; what is done is kept for thirty days."""
    query = queries.webhooks.deliveries(reader.grants, endpoint_id=endpoint_id, state=state)
    rows, cursor = await paged.rows(view, query, col(WebhookDelivery.id))
    return Page(items=[WebhookDeliverySummary.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/{webhook_delivery_id}", summary="一条推送记录 / One webhook delivery")
async def read_webhook_delivery(webhook_delivery_id: UUID, reader: Reader, view: View) -> WebhookDeliveryRead:
    """With its body."""
    row = await queries.webhooks.delivery(view, reader.grants, webhook_delivery_id)
    return WebhookDeliveryRead.model_validate(there(row, WebhookDeliveryMissing))


@router.post("/{webhook_delivery_id}/replay", status_code=201, summary="重新推送 / Replay a webhook delivery")
async def replay_webhook_delivery(
    webhook_delivery_id: UUID, writer: Writer, tx: Tx, now: Now, once: Once
) -> WebhookDeliveryRead:
    """Again, under the same webhook-id."""
    row = there(
        await queries.webhooks.delivery(tx, writer.grants, webhook_delivery_id, lock=True),
        WebhookDeliveryMissing,
    )
    endpoint = there(
        await queries.webhooks.endpoint(tx, writer.grants, row.endpoint_id), WebhookEndpointMissing
    )
    await usecases.webhooks.replay(tx, row, endpoint, now)
    return await once.keep(WebhookDeliveryRead.model_validate(row), made=row.id)
