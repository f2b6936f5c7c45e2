"""What holds of clients, above all: where a browser may be sent back to.

Source: RFC 9700 §2.1 and §4.1.3 (exact comparison), RFC 8252 §7.3 (loopback).
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from shared.errors import Conflict, Missing

from ...models import ClientKind
from .scopes import OF_KIND

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class ClientMissing(Missing):
    """No such client."""

    zh, en = "客户端不存在", "No such client"


class ClientTaken(Conflict):
    """Another client has this client_id."""

    zh, en = "该 client_id 已存在", "This client_id is taken"


class RedirectUnsafe(Conflict):
    """A browser client needs redirect URIs that we would send a person to; a machine has none."""

    zh, en = "回调地址不符合要求", "The redirect URIs are not acceptable"
    detail_zh = (
        "浏览器客户端至少一个回调地址,须为完整的 https 地址(内网 http 部署或本机可用 http),"
        "不含片段、账号和通配;机器客户端不设回调地址"
    )
    detail_en = (
        "A browser client needs at least one: a complete https address (http on loopback or where the issuer "
        "itself is http), without fragment, user or wildcard; a machine client has none"
    )


class ScopesUnfit(Conflict):
    """A client of this kind may not ask for these scopes."""

    zh, en = "该类客户端不能请求这些范围", "A client of this kind cannot ask for these scopes"


def allowed_scopes(kind: ClientKind, asked: Sequence[str] | None) -> list[str]:
    """What the client may ask for; all that its kind may unless said otherwise. Raises ScopesUnfit."""
    most = OF_KIND[kind]
    if asked is None:
        return list(most)
    if not asked or not set(most).issuperset(asked):
        raise ScopesUnfit
    return [scope for scope in most if scope in asked]


def check_redirects(
    kind: ClientKind, redirect_uris: list[str], after_logout: Sequence[str] = (), *, plain_issuer: bool
) -> None:
    """`plain_issuer`: the suite is served without TLS, as in some factories. Raises RedirectUnsafe."""
    browser = kind is ClientKind.BROWSER
    if browser != bool(redirect_uris) or (after_logout and not browser):
        raise RedirectUnsafe
    if not all(_is_safe(uri, plain_issuer=plain_issuer) for uri in (*redirect_uris, *after_logout)):
        raise RedirectUnsafe


def _is_safe(uri: str, *, plain_issuer: bool) -> bool:
    if not uri.isascii() or any(mark in uri for mark in "#*\\\"'<> ;,"):
        return False
    try:
        parts = urlsplit(uri)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    plain_allowed = plain_issuer or host in _LOOPBACK
    return (
        bool(host)
        and "@" not in parts.netloc
        and parts.scheme in ({"https", "http"} if plain_allowed else {"https"})
    )
