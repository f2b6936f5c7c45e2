"""`/v1/messages`: everybody's own inbox. Nobody sees another's, nor whether another has read."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Code, Read, Shape, Title

from ..models import Message
from ..queries import messages as queries
from ..usecases import messages

router = APIRouter(tags=["messages"])

Reader = Annotated[Access, may("message.read")]


class MessageWordsRead(Read):
    """A sentence or two in both languages."""

    zh: str
    en: str


class MessageRead(Read):
    """One message. `about` is the path of what it speaks of; `revision` rises when it was told anew.

    One that was `withdrawn` no longer holds, and stands in no list.
    """

    id: UUID
    kind: str
    title: Title
    body: MessageWordsRead
    about: str
    due_at: datetime | None
    urgent: bool
    withdrawn: bool
    revision: int
    told_at: datetime
    read_at: datetime | None


class MessageSummaryRead(Read):
    """How many messages wait to be read; of them those that are urgent, and those with a time by which to act."""

    unread: int
    urgent: int
    due: int


class MessageReadingsCreate(Shape):
    """The newest message that one has seen in the list."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"up_to": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10"}]}
    )

    up_to: UUID


class MessageReadingsRead(Read):
    """How many were unread until now."""

    up_to: UUID
    read: int


@router.get("/v1/messages", summary="我的消息 / My messages")
async def list_messages(
    reader: Reader,
    view: View,
    paged: Paged,
    unread: Annotated[bool | None, Query(description="Only unread ones, or only read ones.")] = None,
    kind: Annotated[Code | None, Query(description="Only those of one kind.")] = None,
) -> Page[MessageRead]:
    """Newest first."""
    query = queries.narrowed(queries.own(reader.person_id), unread=unread, kind=kind)
    rows, cursor = await paged.rows(view, query, col(Message.id))
    return Page(items=[_read(row) for row in rows], next_cursor=cursor)


@router.get("/v1/messages/summary", summary="未读消息数 / How many messages are unread")
async def summarise_messages(reader: Reader, view: View) -> MessageSummaryRead:
    """For the number beside the bell."""
    return MessageSummaryRead.model_validate(await queries.counted(view, reader.person_id))


@router.get("/v1/messages/{message_id}", summary="一条消息 / One message")
async def read_message(message_id: UUID, reader: Reader, view: View) -> MessageRead:
    """Looking at it does not make it read: a programme may look too."""
    return _read(await queries.one(view, message_id, reader.person_id))


@router.post(
    "/v1/messages/{message_id}/reading", status_code=201, summary="标记已读 / Mark a message as read"
)
async def mark_message_read(message_id: UUID, reader: Reader, tx: Tx, now: Now, once: Once) -> MessageRead:
    """From the first time on."""
    row = await queries.one(tx, message_id, reader.person_id, lock=True)
    return await once.keep(_read(await messages.read(row, now)), made=row.id)


@router.post("/v1/message-readings", status_code=201, summary="全部标记已读 / Mark all messages as read")
async def mark_messages_read(
    body: MessageReadingsCreate, reader: Reader, tx: Tx, now: Now, once: Once
) -> MessageReadingsRead:
    """This message and all older ones; what came meanwhile stays unread."""
    row = await queries.one(tx, body.up_to, reader.person_id)
    count = await messages.read_up_to(tx, row, now)
    return await once.keep(MessageReadingsRead(up_to=row.id, read=count), made=row.id)


def _read(row: Message) -> MessageRead:
    return MessageRead(
        id=row.id,
        kind=row.kind,
        title=Title(zh=row.title_zh, en=row.title_en),
        body=MessageWordsRead(zh=row.body_zh, en=row.body_en),
        about=row.about,
        due_at=row.due_at,
        urgent=row.urgent,
        withdrawn=row.withdrawn,
        revision=row.revision,
        told_at=row.told_at,
        read_at=row.read_at,
    )
