"""`/v1/webhook-endpoints`: where events are pushed to, signed by Standard Webhooks."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape

from .. import queries, usecases
from ..models import Disabling, WebhookEndpoint, WebhookSecret
from ..rules.outward.egress import Policy
from ..rules.outward.feed import EventType
from ..rules.outward.webhooks import OVERLAP, OwnerReadsNoFeed, WebhookEndpointMissing
from ..usecases.feed_desk import FeedDesk
from .given import field_keys_of, there
from .webhook_deliveries import WebhookDeliverySummary

router = APIRouter(prefix="/v1/webhook-endpoints", tags=["webhook-endpoints"])

Reader = Annotated[Access, may("webhook.read")]
Writer = Annotated[Access, may("webhook.write")]
Url = Annotated[Line, Field(max_length=500)]
Types = Annotated[list[EventType], Field(min_length=1, max_length=len(EventType))]
_MOST_REPLAYED = 5000
_OVERLAP_HOURS = int(OVERLAP / timedelta(hours=1))


class WebhookEndpointCreate(Shape):
    """`owner_id` is the machine client whose right to read decides what is sent; one's own unless one guards all."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "人力资源系统",
                    "url": "https://hr.factory.example/siyou",
                    "event_types": ["person.changed", "result.final"],
                }
            ]
        }
    )

    title: Line
    url: Url
    event_types: Types
    owner_id: UUID | None = None


class WebhookEndpointUpdate(Shape):
    """All of them at once."""

    title: Line
    url: Url
    event_types: Types


class WebhookSecretRead(Read):
    """A secret in force, without itself. `expires_at` is null of the one that signs until the next rotation."""

    id: UUID
    made_at: datetime
    expires_at: datetime | None


class WebhookEndpointSummary(Read):
    """An endpoint. `failing_since` is the first failure after the last success."""

    id: UUID
    owner_id: UUID
    title: str
    url: str
    event_types: list[EventType]
    made_at: datetime
    disabled_at: datetime | None
    disabled_because: Disabling | None
    failing_since: datetime | None
    failures: int


class WebhookEndpointRead(WebhookEndpointSummary):
    """With its secrets in force, newest first."""

    secrets: list[WebhookSecretRead]


class WebhookEndpointMade(WebhookEndpointRead):
    """The new secret is shown here and never again: a repeated request shows null."""

    secret: str | None


class RotationCreate(Shape):
    """For how many hours the secrets before sign too; 0 where one has leaked."""

    overlap_hours: Annotated[int, Field(ge=0, le=168)] = _OVERLAP_HOURS


class ReplayCreate(Shape):
    """From when on."""

    since: Annotated[
        AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
    ]


class ReplayRead(Read):
    """How many messages are on their way."""

    queued: int


@router.get("", summary="推送端点 / Webhook endpoints")
async def list_webhook_endpoints(reader: Reader, view: View, paged: Paged) -> Page[WebhookEndpointSummary]:
    """One's own; all for who guards them."""
    rows, cursor = await paged.rows(view, queries.webhooks.endpoints(reader.grants), col(WebhookEndpoint.id))
    return Page(items=[WebhookEndpointSummary.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="登记推送端点 / Register a webhook endpoint")
async def register_webhook_endpoint(
    body: WebhookEndpointCreate,
    writer: Writer,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
    request: Request,
    response: Response,
) -> WebhookEndpointMade:
    """The secret is made here, shown once and kept sealed."""
    if body.owner_id not in {None, writer.person_id} and not writer.reaches(Reach.ALL):
        raise OwnerReadsNoFeed
    row = WebhookEndpoint(
        owner_id=body.owner_id or writer.person_id,
        title=body.title,
        url=body.url,
        event_types=_plain(body.event_types),
        made_by=writer.person_id,
        made_at=now,
    )
    row, secret = await usecases.webhooks.register(
        tx, row, _policy(request), field_keys_of(request), today=today
    )
    made = await _made(tx, row, secret, now, once)
    response.headers["ETag"] = _tag(row, made)
    return made


@router.get("/{webhook_endpoint_id}", summary="一个推送端点 / One webhook endpoint")
async def read_webhook_endpoint(
    webhook_endpoint_id: UUID, reader: Reader, view: View, now: Now, request: Request, response: Response
) -> WebhookEndpointRead:
    """With its secrets, but for what they are."""
    row = there(
        await queries.webhooks.endpoint(view, reader.grants, webhook_endpoint_id), WebhookEndpointMissing
    )
    shown = await _whole(view, row, now)
    etag.show(request, response, _tag(row, shown))
    return shown


@router.patch("/{webhook_endpoint_id}", summary="修改推送端点 / Change a webhook endpoint")
async def change_webhook_endpoint(
    webhook_endpoint_id: UUID,
    body: WebhookEndpointUpdate,
    writer: Writer,
    tx: Tx,
    now: Now,
    seen: IfMatch,
    request: Request,
    response: Response,
) -> WebhookEndpointRead:
    """What waits goes to the new address."""
    row = await _locked(tx, writer, webhook_endpoint_id)
    seen.require(_tag(row, await _whole(tx, row, now)))
    changes = {"title": body.title, "url": body.url, "event_types": _plain(body.event_types)}
    await usecases.webhooks.change(tx, row, changes, _policy(request))
    shown = await _whole(tx, row, now)
    response.headers["ETag"] = _tag(row, shown)
    return shown


@router.post("/{webhook_endpoint_id}/secrets", status_code=201, summary="轮换密钥 / Rotate the secret")
async def rotate_webhook_secret(
    webhook_endpoint_id: UUID,
    body: RotationCreate,
    writer: Writer,
    tx: Tx,
    now: Now,
    once: Once,
    request: Request,
) -> WebhookEndpointMade:
    """Messages carry a signature for each secret in force, so that the receiver may change in its own time."""
    row = await _locked(tx, writer, webhook_endpoint_id)
    overlap = timedelta(hours=body.overlap_hours)
    secret = await usecases.webhooks.rotate(tx, row, field_keys_of(request), overlap=overlap, at=now)
    return await _made(tx, row, secret, now, once)


@router.post("/{webhook_endpoint_id}/ping", status_code=201, summary="试推送 / Ping a webhook endpoint")
async def ping_webhook_endpoint(
    webhook_endpoint_id: UUID, writer: Writer, tx: Tx, now: Now, once: Once
) -> WebhookDeliverySummary:
    """A signed message that tells nothing goes out at once; what came of it stands in the deliveries."""
    row = await usecases.webhooks.ping(tx, await _locked(tx, writer, webhook_endpoint_id), now)
    return await once.keep(WebhookDeliverySummary.model_validate(row), made=row.id)


@router.post("/{webhook_endpoint_id}/replay", status_code=201, summary="重推 / Replay since a time")
async def replay_webhook_events(
    webhook_endpoint_id: UUID,
    body: ReplayCreate,
    writer: Writer,
    tx: Tx,
    now: Now,
    once: Once,
    request: Request,
) -> ReplayRead:
    """The newest state of whatever changed since, 5,000 at most; each under the id that it has in the feed."""
    row = await _locked(tx, writer, webhook_endpoint_id)
    desk: FeedDesk = request.app.state.feed_desk
    queued = await usecases.webhooks.replay_since(
        tx, row, body.since, secret=desk.secret, most=_MOST_REPLAYED, at=now
    )
    return await once.keep(ReplayRead(queued=queued), made=row.id)


@router.post("/{webhook_endpoint_id}/disabling", status_code=201, summary="停用 / Disable a webhook endpoint")
async def disable_webhook_endpoint(
    webhook_endpoint_id: UUID, writer: Writer, tx: Tx, now: Now, once: Once
) -> WebhookEndpointRead:
    """Nothing is sent from now on; what waits stays."""
    row = await usecases.webhooks.disable(tx, await _locked(tx, writer, webhook_endpoint_id), now)
    return await once.keep(await _whole(tx, row, now), made=row.id)


@router.post("/{webhook_endpoint_id}/enabling", status_code=201, summary="启用 / Enable a webhook endpoint")
async def enable_webhook_endpoint(
    webhook_endpoint_id: UUID, writer: Writer, tx: Tx, now: Now, once: Once
) -> WebhookEndpointRead:
    """The way back, whyever it was disabled: what waited is sent; what came meanwhile is there to be replayed."""
    row = await usecases.webhooks.enable(tx, await _locked(tx, writer, webhook_endpoint_id))
    return await once.keep(await _whole(tx, row, now), made=row.id)


async def _locked(tx: AsyncSession, writer: Access, endpoint_id: UUID) -> WebhookEndpoint:
    """Raises WebhookEndpointMissing."""
    row = await queries.webhooks.endpoint(tx, writer.grants, endpoint_id, lock=True)
    return there(row, WebhookEndpointMissing)


def _policy(request: Request) -> Policy:
    policy: Policy = request.app.state.couriers.policy
    return policy


def _plain(types: list[EventType]) -> list[str]:
    return [each.value for each in dict.fromkeys(types)]


def _tag(row: WebhookEndpoint, shown: WebhookEndpointRead) -> str:
    """Of what somebody has set; how it fares is not what a change is based on."""
    return etag_of(
        row.id, row.title, row.url, row.event_types, row.disabled_at, [each.id for each in shown.secrets]
    )


async def _whole(session: AsyncSession, row: WebhookEndpoint, at: datetime) -> WebhookEndpointRead:
    secrets: list[WebhookSecret] = list(await queries.webhooks.secrets(session, [row.id], at))
    summary = WebhookEndpointSummary.model_validate(row).model_dump()
    return WebhookEndpointRead(
        **summary, secrets=[WebhookSecretRead.model_validate(each) for each in secrets]
    )


async def _made(
    tx: AsyncSession, row: WebhookEndpoint, secret: str, at: datetime, once: Once
) -> WebhookEndpointMade:
    kept = WebhookEndpointMade(**(await _whole(tx, row, at)).model_dump(), secret=None)
    await once.keep(kept, made=row.id)
    return kept.model_copy(update={"secret": secret})
