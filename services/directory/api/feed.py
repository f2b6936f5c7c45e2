"""`/v1/feed`: what happened, for HR, as CloudEvents in an order that a reader can go on from (http-feeds.org)."""

from datetime import datetime
from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import JsonValue

from shared import audit, problems
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.openapi import PROBLEM
from shared.types import Read

from .. import queries
from ..models import FeedEvent
from ..rules.outward import feed as rules
from ..rules.outward.feed import EventType, FeedGone
from ..usecases.feed_desk import FeedDesk
from ..usecases.webhooks import SOURCE

router = APIRouter(prefix="/v1/feed", tags=["feed"])
problems.STATUS[FeedGone] = 410

Reader = Annotated[Access, may("feed.read")]
LastEventId = Annotated[
    str | None, Query(max_length=40, description="`id` of the last event that you have; none to begin.")
]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many events at most.")]
Wait = Annotated[
    int,
    Query(
        ge=0,
        le=rules.LONGEST_WAIT,
        description="Milliseconds to wait for the next event if there is none yet.",
    ),
]
SNAPSHOT = "/v1/feed/snapshot"
_MARGIN_SECONDS = 0.01


class CloudEvents(JSONResponse):
    """A batch (CloudEvents 1.0, JSON format, section 4)."""

    media_type = "application/cloudevents-batch+json"


class CloudEventRead(Read):
    """The whole present state of its subject. `id` is what to go on from; ids sort in the order of the feed."""

    specversion: str
    id: str
    source: str
    type: EventType
    subject: str
    time: datetime
    datacontenttype: str
    data: dict[str, JsonValue]


_GONE: dict[int | str, dict[str, Any]] = {
    410: {"description": "Too long ago; `Link` with `rel=snapshot` says where to begin anew", **PROBLEM}
}


@router.get(
    "",
    summary="事件流 / The feed",
    response_class=CloudEvents,
    response_model=list[CloudEventRead],
    responses=_GONE,
)
async def read_feed(
    reader: Reader,
    request: Request,
    now: Now,
    last_event_id: LastEventId = None,
    timeout: Wait = 0,  # noqa: ASYNC109 - the word of HTTP Feeds, a wish of the caller's
    limit: Limit = 100,
) -> Any:
    """Oldest first, behind `last_event_id`; an empty list: you have everything. Each subject's newest state only."""
    state = request.app.state
    desk: FeedDesk = state.feed_desk
    until = monotonic() + timeout / 1000
    position = rules.position_of(last_event_id, desk.secret) if last_event_id else 0
    while True:
        await desk.catch_up()
        async with state.database.read() as view:
            head = await queries.feed.head(view)
            rows = list(await queries.feed.after(view, position, limit))
        if position < head.kept_from:
            answer = problems.answer(request, FeedGone(snapshot=SNAPSHOT))
            answer.headers["Link"] = f'<{SNAPSHOT}>; rel="snapshot"'
            return answer
        remaining = until - monotonic()
        if rows or remaining <= _MARGIN_SECONDS:
            return await _shown(rows, reader, request, now)
        await desk.wait(head.position, remaining)
        if desk.is_busy:
            until = 0


@router.get(
    "/snapshot",
    summary="事件流快照 / A snapshot of the feed",
    response_class=CloudEvents,
    response_model=list[CloudEventRead],
)
async def read_feed_snapshot(
    reader: Reader, request: Request, now: Now, last_event_id: LastEventId = None, limit: Limit = 1000
) -> Any:
    """The newest state of everything, however old. Page on by `last_event_id` until empty; then read the feed."""
    state = request.app.state
    desk: FeedDesk = state.feed_desk
    position = rules.position_of(last_event_id, desk.secret) if last_event_id else 0
    await desk.catch_up()
    async with state.database.read() as view:
        rows = list(await queries.feed.after(view, position, limit))
    return await _shown(rows, reader, request, now)


async def _shown(
    rows: list[FeedEvent], reader: Access, request: Request, at: datetime
) -> list[dict[str, Any]]:
    """With the Party's attributes for whom they are, who leaves a row that says so."""
    desk: FeedDesk = request.app.state.feed_desk
    party = rules.sees_party(reader.roles)
    events = [rules.cloud_event(row, secret=desk.secret, source=SOURCE, party=party) for row in rows]
    if party and rows:
        async with request.app.state.database.write() as session:
            await audit.note(
                session,
                at=at,
                act="feed.party",
                actor_id=reader.person_id,
                client_id=reader.client_id,
                object_id=events[-1]["id"],
            )
    return events
