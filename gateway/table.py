"""Which service answers for a path. What the table does not name does not exist."""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

from shared.errors import MethodUnknown

from .refusals import AddressUnknown

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

_HIDDEN = "/v1/facts"  # told from service to service, never from outside
_SAFE = "/:@!$&'()*+,;=~"
_PATH = re.compile(rb"/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*")
_DETOURS = frozenset((".", "..", ""))
_QUERY = re.compile(rb"[\x21-\x7e]*")


class Table:
    """The public paths, by their first word, or their first two where the first is `v1`."""

    def __init__(self, routes: Mapping[str, str]) -> None:
        """`routes`: `/v1/claims` or `/oauth2` → service. Raises ValueError if one opens the inside."""
        if _HIDDEN in routes:
            message = f"{_HIDDEN} must not be routed"
            raise ValueError(message)
        self._routes = dict(routes)

    def service_of(self, path: str) -> str | None:
        """The service that answers for a path, or None."""
        words = path.split("/")
        return self._routes.get("/".join(words[: 3 if words[1] == "v1" else 2]))


def check_method(method: str) -> None:
    """Raises MethodUnknown for all but the seven that we speak: no TRACE, no CONNECT, no upgrades."""
    if method not in METHODS:
        raise MethodUnknown


def path_of(scope: Scope) -> str:
    r"""The request's path, decoded. Raises AddressUnknown for one that could be read in two ways.

    A client library may resolve `..`, decode `%2F` or take `\` for `/`, and so reach what the table hides.
    """
    raw = scope.get("raw_path") or quote(scope["path"], safe=_SAFE).encode("ascii")
    if not _PATH.fullmatch(raw) or not _QUERY.fullmatch(scope["query_string"]):
        raise AddressUnknown
    decoded = unquote_to_bytes(raw) if b"%" in raw else raw
    if b"\\" in decoded or decoded.count(b"/") != raw.count(b"/"):
        raise AddressUnknown
    try:
        path = decoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise AddressUnknown from error
    if not path.isprintable() or not _DETOURS.isdisjoint(path.removesuffix("/").split("/")[1:]):
        raise AddressUnknown
    return path


def raw_path_of(path: str) -> bytes:
    """A decoded path as it is written in a request, the same for whoever reads it."""
    return quote(path, safe=_SAFE).encode("ascii")
