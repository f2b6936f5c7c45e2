"""`/v1/calendar-feeds`: subscriptions for calendar programs, which know no sign-in but the token in the address."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape

from ..models import CalendarFeed, FeedScope
from ..queries import calendars as queries
from ..rules.calendars import written
from ..usecases import calendars

router = APIRouter(prefix="/v1/calendar-feeds", tags=["calendars"])

Subscriber = Annotated[Access, may("calendar_feed.write")]
ICS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}


class CalendarFeedCreate(Shape):
    """`own`: where one is expected or registered. `branch`: all that one may see of the branch."""

    scope: FeedScope = FeedScope.OWN


class CalendarFeedRead(Read):
    """A subscription. Whoever has its address reads it, until it is revoked."""

    id: UUID
    scope: FeedScope
    made_at: datetime
    revoked_at: datetime | None


class CalendarFeedMade(CalendarFeedRead):
    """A new subscription. Its address is shown here and never again: a repeated request shows null."""

    path: str | None


@router.get("", summary="日历订阅列表 / Calendar feeds")
async def list_calendar_feeds(subscriber: Subscriber, view: View, paged: Paged) -> Page[CalendarFeedRead]:
    """One's own that are not revoked; newest first."""
    rows, cursor = await paged.rows(view, queries.of(subscriber.person_id), col(CalendarFeed.id))
    return Page(items=[CalendarFeedRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="订阅日历 / Subscribe")
async def make_calendar_feed(
    body: CalendarFeedCreate, subscriber: Subscriber, tx: Tx, now: Now, once: Once
) -> CalendarFeedMade:
    """`path` follows the address of this suite; a calendar program subscribes to the two together."""
    row, token = await calendars.subscribe(tx, body.scope, by=subscriber.person_id, at=now)
    kept = CalendarFeedMade(**CalendarFeedRead.model_validate(row).model_dump(), path=None)
    await once.keep(kept, made=row.id)
    return kept.model_copy(update={"path": f"{router.prefix}/{token}.ics"})


@router.post("/{feed_id}/revocation", status_code=201, summary="撤销日历订阅 / Revoke")
async def revoke_calendar_feed(
    feed_id: UUID, subscriber: Subscriber, tx: Tx, now: Now, once: Once
) -> CalendarFeedRead:
    """From now on its address is not found."""
    row = await queries.own(tx, feed_id, subscriber.person_id, lock=True)
    row = await calendars.revoke(tx, row, at=now)
    return await once.keep(CalendarFeedRead.model_validate(row), made=row.id)


@router.get("/{token}.ics", response_class=Response, responses=ICS, summary="日历内容 / The calendar itself")
async def read_calendar(token: str, view: View, now: Now, today: Today) -> Response:
    """As iCalendar (RFC 5545), without sign-in: what the owner may see now, from 400 days ago on."""
    feed = await queries.by_token(view, calendars.digest(token))
    rows = await queries.entries(view, feed, on=today, at=now)
    body = written(feed.scope, [(sitting, meeting, programme) for sitting, meeting, programme in rows], now)
    return Response(body, media_type="text/calendar; charset=utf-8")
