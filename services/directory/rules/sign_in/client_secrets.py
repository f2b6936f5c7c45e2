"""What holds of the secrets of machines."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.errors import Conflict, Missing

from ...models import Client, ClientKind, ClientSecret

MOST = 3
"""As many at once as a change with a mistake in it needs."""
LONGEST_OVERLAP = timedelta(days=30)


class ClientSecretMissing(Missing):
    """The client has no such secret."""

    zh, en = "密钥不存在", "No such secret"


class SecretNotForBrowsers(Conflict):
    """A browser application could not keep a secret."""

    zh, en = "浏览器客户端不设密钥", "A browser client has no secret"


class SecretsEnough(Conflict):
    """Three are valid already; withdraw one first."""

    zh, en = "有效密钥已有三个,请先撤销一个", "Three secrets are valid already; withdraw one first"


def good(secrets: Sequence[ClientSecret], at: datetime) -> list[ClientSecret]:
    """Those that let the machine in."""
    return [each for each in secrets if each.valid_until is None or each.valid_until > at]


def check_new(client: Client, valid: Sequence[ClientSecret], overlap: timedelta) -> None:
    """`valid`: those in force. With an overlap they stay for a while. Raises SecretNotForBrowsers, SecretsEnough."""
    if client.kind != ClientKind.MACHINE:
        raise SecretNotForBrowsers
    if overlap and len(valid) >= MOST:
        raise SecretsEnough


def ends_at(secret: ClientSecret, at: datetime, overlap: timedelta) -> datetime:
    """When an older secret ends once a new one is made: after the overlap, unless sooner anyway."""
    return min(secret.valid_until or at + overlap, at + overlap)
