"""`/v1/message-deliveries`: whether messages leave the house; never what stands in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read

from ..models import Channel, MessageDelivery, MessageDeliveryState
from ..queries import message_deliveries as queries
from ..usecases import message_deliveries

router = APIRouter(prefix="/v1/message-deliveries", tags=["message-deliveries"])

Reader = Annotated[Access, may("message_delivery.read")]
Keeper = Annotated[Access, may("message_delivery.repeat")]


class MessageDeliveryRead(Read):
    """One sending of so many messages. `error` names why the last try failed, and nobody's address."""

    id: UUID
    person_id: UUID
    channel: Channel
    messages: int
    urgent: bool
    state: MessageDeliveryState
    attempts: int
    error: str | None
    made_at: datetime
    next_at: datetime
    sent_at: datetime | None


@router.get("", summary="消息投递列表 / Message deliveries")
async def list_message_deliveries(
    reader: Reader, view: View, paged: Paged, state: MessageDeliveryState | None = None
) -> Page[MessageDeliveryRead]:
    """Newest first; `state=dead` are those that were given up."""
    del reader
    rows, cursor = await paged.rows(view, queries.listed(state), col(MessageDelivery.id))
    return Page(items=await _whole(view, rows), next_cursor=cursor)


@router.get("/{message_delivery_id}", summary="一次消息投递 / One message delivery")
async def read_message_delivery(message_delivery_id: UUID, reader: Reader, view: View) -> MessageDeliveryRead:
    """Sent means that the mail server or the gateway has taken it."""
    del reader
    return (await _whole(view, [await queries.one(view, message_delivery_id)]))[0]


@router.post("/{message_delivery_id}/repetition", status_code=201, summary="重新投递 / Try a delivery again")
async def repeat_message_delivery(
    message_delivery_id: UUID, keeper: Keeper, tx: Tx, now: Now, once: Once
) -> MessageDeliveryRead:
    """One that was given up, once whatever failed works again."""
    del keeper
    row = await queries.one(tx, message_delivery_id, lock=True)
    await message_deliveries.repeat(row, now)
    return await once.keep((await _whole(tx, [row]))[0], made=row.id)


async def _whole(session: AsyncSession, rows: Sequence[MessageDelivery]) -> list[MessageDeliveryRead]:
    counts = await queries.counts(session, rows)
    return [
        MessageDeliveryRead.model_validate(row.model_dump() | {"messages": counts.get(row.id, 0)})
        for row in rows
    ]
