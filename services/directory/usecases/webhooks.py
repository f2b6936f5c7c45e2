"""Webhook endpoints: registered, changed, given new secrets, disabled and enabled; and what is queued for them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.ids import new_id
from shared.roster import standings

from .. import queries
from ..models import DeliveryState, Disabling, FeedEvent, WebhookDelivery, WebhookEndpoint, WebhookSecret
from ..rules.outward import egress
from ..rules.outward import feed as feed_rules
from ..rules.outward import webhooks as rules
from ..rules.privacy import sealing

SOURCE = "urn:siyou:directory"
_FIELD = "webhook secret"
_DELIVERY = WebhookDelivery.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_AGAIN = (
    "ON CONFLICT (endpoint_id, message_id) DO UPDATE SET state = excluded.state, attempts = 0,"
    " next_at = excluded.next_at RETURNING id"
)
_ONCE = "ON CONFLICT (endpoint_id, message_id) DO NOTHING RETURNING id"


async def register(
    session: AsyncSession,
    endpoint: WebhookEndpoint,
    policy: egress.Policy,
    keys: sealing.FieldKeys,
    *,
    today: date,
) -> tuple[WebhookEndpoint, str]:
    """The endpoint and its first secret, which nobody sees again. Raises AddressUnsafe, OwnerReadsNoFeed."""
    egress.target_of(endpoint.url, policy)
    found = await standings(session, [endpoint.owner_id], today)
    if not rules.may_read(found.get(endpoint.owner_id)):
        raise rules.OwnerReadsNoFeed
    session.add(endpoint)
    await session.flush()
    return endpoint, await _add_secret(session, endpoint, keys, endpoint.made_at)


async def change(
    session: AsyncSession, endpoint: WebhookEndpoint, changes: dict[str, Any], policy: egress.Policy
) -> WebhookEndpoint:
    """`changes` hold columns of the endpoint. Raises AddressUnsafe."""
    if "url" in changes:
        egress.target_of(changes["url"], policy)
    for name, value in changes.items():
        setattr(endpoint, name, value)
    await session.flush()
    return endpoint


async def rotate(
    session: AsyncSession,
    endpoint: WebhookEndpoint,
    keys: sealing.FieldKeys,
    *,
    overlap: timedelta,
    at: datetime,
) -> str:
    """A new secret; those before sign too for as long as they overlap. Raises SecretsTooMany."""
    known = await queries.webhooks.secrets(session, [endpoint.id], at)
    if len(known) >= rules.MOST_SECRETS:
        raise rules.SecretsTooMany
    for secret in known:
        secret.expires_at = min(secret.expires_at or at + overlap, at + overlap)
    return await _add_secret(session, endpoint, keys, at)


async def _add_secret(
    session: AsyncSession, endpoint: WebhookEndpoint, keys: sealing.FieldKeys, at: datetime
) -> str:
    secret, secret_id = rules.new_secret(), new_id()
    sealed = sealing.seal(keys, secret, about=secret_id, field=_FIELD)
    session.add(WebhookSecret(id=secret_id, endpoint_id=endpoint.id, sealed=sealed, made_at=at))
    await session.flush()
    return secret


def opened(keys: sealing.FieldKeys, secret: WebhookSecret) -> str:
    """A secret as it signs. Raises Unopened."""
    return sealing.unseal(keys, secret.sealed, about=secret.id, field=_FIELD)


async def disable(session: AsyncSession, endpoint: WebhookEndpoint, at: datetime) -> WebhookEndpoint:
    """Nothing more is sent; what waits stays."""
    if endpoint.disabled_at is None:
        endpoint.disabled_at, endpoint.disabled_because = at, Disabling.ASKED
        await session.flush()
    return endpoint


async def enable(session: AsyncSession, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """The way back, whyever it was disabled; what waited is sent, what came meanwhile is there to be replayed."""
    endpoint.disabled_at = endpoint.disabled_because = endpoint.failing_since = None
    endpoint.failures = 0
    await session.flush()
    return endpoint


async def ping(session: AsyncSession, endpoint: WebhookEndpoint, at: datetime) -> WebhookDelivery:
    """A message that tells nothing. Raises WebhookDisabled."""
    _check_enabled(endpoint)
    delivery_id = new_id()
    delivery = WebhookDelivery(
        id=delivery_id,
        endpoint_id=endpoint.id,
        owner_id=endpoint.owner_id,
        message_id=rules.message_id_of_ping(delivery_id),
        type=rules.PING,
        body=rules.body_of(rules.ping(delivery_id, SOURCE, at)),
        made_at=at,
        next_at=at,
    )
    session.add(delivery)
    await session.flush()
    return delivery


async def replay(
    session: AsyncSession, delivery: WebhookDelivery, endpoint: WebhookEndpoint, at: datetime
) -> WebhookDelivery:
    """Send one message again, under its own id. Raises WebhookDisabled."""
    _check_enabled(endpoint)
    delivery.state, delivery.attempts, delivery.next_at = DeliveryState.WAITING, 0, at
    await session.flush()
    return delivery


async def replay_since(
    session: AsyncSession, endpoint: WebhookEndpoint, since: datetime, *, secret: str, most: int, at: datetime
) -> int:
    """Send the newest state of whatever changed since, oldest first; says how many. Raises WebhookDisabled."""
    _check_enabled(endpoint)
    events = await queries.feed.since(session, since, endpoint.event_types, most)
    rows = [_message(event, endpoint, secret, at) for event in events]
    await bulk.insert(await session.connection(), _DELIVERY, rows, _AGAIN)
    return len(rows)


def _check_enabled(endpoint: WebhookEndpoint) -> None:
    if endpoint.disabled_at is not None:
        raise rules.WebhookDisabled


async def fan_out(
    session: AsyncSession, events: Sequence[FeedEvent], *, secret: str, today: date, at: datetime
) -> int:
    """A message of each event to each endpoint that asked for its type and whose owner may read it; says how many."""
    endpoints = await queries.webhooks.listening(session) if events else []
    if not endpoints:
        return 0
    known = await standings(session, list({each.owner_id for each in endpoints}), today)
    rows = [
        _message(event, endpoint, secret, at)
        for endpoint in endpoints
        if rules.may_read(known.get(endpoint.owner_id))
        for event in events
        if event.type in endpoint.event_types
    ]
    return len(await bulk.insert(await session.connection(), _DELIVERY, rows, _ONCE))


def _message(event: FeedEvent, endpoint: WebhookEndpoint, secret: str, at: datetime) -> dict[str, Any]:
    told = feed_rules.cloud_event(event, secret=secret, source=SOURCE, party=False)
    return {
        "id": new_id(),
        "endpoint_id": endpoint.id,
        "owner_id": endpoint.owner_id,
        "message_id": told["id"],
        "type": event.type,
        "body": rules.body_of(told),
        "made_at": at,
        "state": DeliveryState.WAITING.value,
        "attempts": 0,
        "next_at": at,
    }


async def forget_old(session: AsyncSession, at: datetime) -> None:
    """Take out of the log what is done for a month, and secrets that expired as long ago."""
    before = at - rules.LOG_KEPT
    await session.execute(
        delete(WebhookDelivery).where(
            col(WebhookDelivery.state) != DeliveryState.WAITING, col(WebhookDelivery.made_at) < before
        )
    )
    await session.execute(delete(WebhookSecret).where(col(WebhookSecret.expires_at) < before))


async def record(
    session: AsyncSession, delivery: WebhookDelivery, outcome: dict[str, Any], *, luck: float, at: datetime
) -> None:
    """What became of a try: arrived, to be tried again, or given up; and what that says of the endpoint."""
    status = outcome["last_status"]
    arrived = rules.is_arrived(status)
    again = None if arrived or rules.is_gone(status) else rules.next_try(delivery.attempts, luck, at)
    state = DeliveryState.DELIVERED if arrived else DeliveryState.WAITING if again else DeliveryState.GIVEN_UP
    await session.execute(
        update(WebhookDelivery)
        .where(col(WebhookDelivery.id) == delivery.id)
        .values(**outcome, state=state, next_at=again, last_at=at)
    )
    endpoint = await session.get_one(WebhookEndpoint, delivery.endpoint_id, with_for_update=True)
    if arrived:
        if endpoint.failing_since is not None:
            endpoint.failing_since, endpoint.failures = None, 0
    else:
        endpoint.failing_since = endpoint.failing_since or at
        endpoint.failures += 1
        because = rules.why_disabled(status, endpoint.failing_since, endpoint.failures, at)
        if because and endpoint.disabled_at is None:
            endpoint.disabled_at, endpoint.disabled_because = at, because
    await session.flush()
