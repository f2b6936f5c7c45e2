"""Webhooks: when a message is tried again, when an endpoint is left alone, what a message looks like.

Source: Standard Webhooks (standardwebhooks.com), "Retries and failures", "Signature scheme".
"""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.auth.principal import Standing, grants_for
from shared.errors import Conflict, Missing

from ...models import Disabling

PING = "webhook.ping"
"""The type of a message that only asks whether anybody is there."""
LEASE = timedelta(minutes=2)
"""For how long a process that took a message is trusted to be alive; a try takes fifteen seconds at most."""
OVERLAP = timedelta(hours=24)
"""For how long the secret before signs too."""
LOG_KEPT = timedelta(days=30)
MOST_SECRETS = 5
_WAITS = (
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
_JITTER = 0.2
_FAILING_FOR, _FAILURES = timedelta(days=5), 10
_SECRET_BYTES = 32
_GONE = 410


class WebhookEndpointMissing(Missing):
    """No such endpoint, or not yours."""

    zh, en = "没有这个推送端点", "No such webhook endpoint"


class WebhookDeliveryMissing(Missing):
    """No such delivery, or not yours."""

    zh, en = "没有这条推送记录", "No such webhook delivery"


class OwnerReadsNoFeed(Conflict):
    """Whose endpoint it is must be allowed to read the feed."""

    zh, en = "端点所有者无权读取事件流", "The endpoint's owner may not read the feed"


class WebhookDisabled(Conflict):
    """The endpoint is disabled; enable it first."""

    zh, en = "该端点已停用", "The endpoint is disabled"


class SecretsTooMany(Conflict):
    """Several secrets are still signing; wait until one has expired."""

    zh, en = "同时有效的密钥过多", "Too many secrets are in force"


def may_read(standing: Standing | None) -> bool:
    """Whether somebody may read the feed, and so be sent what stands in it."""
    return standing is not None and standing.active and bool(grants_for(standing, "feed.read"))


def new_secret() -> str:
    """256 random bits in the form that the standard's libraries take."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def body_of(event: dict[str, Any]) -> str:
    """The message as sent and as signed, byte for byte."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def ping(delivery_id: UUID, source: str, at: datetime) -> dict[str, Any]:
    """A message that tells nothing."""
    return {
        "specversion": "1.0",
        "id": message_id_of_ping(delivery_id),
        "source": source,
        "type": PING,
        "time": at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {},
    }


def message_id_of_ping(delivery_id: UUID) -> str:
    """What a ping is known by."""
    return f"ping-{delivery_id.hex}"


def is_arrived(status: int | None) -> bool:
    """Any 2xx is an arrival; a redirect is none and is never followed."""
    return status is not None and 200 <= status < 300  # noqa: PLR2004 - RFC 9110 §15.3


def is_gone(status: int | None) -> bool:
    """The endpoint says itself that nothing more is to be sent."""
    return status == _GONE


def next_try(attempts: int, luck: float, at: datetime) -> datetime | None:
    """When to try again after so many attempts; None once it is given up, after three days. `luck` lies in 0 to 1.

    The jitter keeps many messages that failed together from coming back together.
    """
    if attempts > len(_WAITS):
        return None
    return at + _WAITS[attempts - 1] * (1 + _JITTER * (2 * luck - 1))


def is_hopeless(failing_since: datetime | None, failures: int, at: datetime) -> bool:
    """Whether nothing has arrived for five days, and not for want of trying."""
    return failing_since is not None and at - failing_since >= _FAILING_FOR and failures >= _FAILURES


def why_disabled(
    status: int | None, failing_since: datetime | None, failures: int, at: datetime
) -> Disabling | None:
    """Why the endpoint is to be left alone from now on, if it is."""
    if is_gone(status):
        return Disabling.GONE
    return Disabling.FAILING if is_hopeless(failing_since, failures, at) else None


def signing(secrets_: Sequence[tuple[str, datetime | None]], at: datetime) -> list[str]:
    """Of secrets with their last moments those in force, newest first as given."""
    return [secret for secret, expires_at in secrets_ if expires_at is None or expires_at > at]
