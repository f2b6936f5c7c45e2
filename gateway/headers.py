"""What of a request's and an answer's headers passes the gateway.

No header says who somebody is: services verify the bearer token themselves. What the gateway adds (trace and
address of the caller) it adds after removing whatever a client sent by that name, or by a name that a program
might take for it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from starlette.types import Scope

from shared.asgi import new_number

from .refusals import AddressTooLong, HeadersTooLarge, MessageUnclear

HeaderList = list[tuple[bytes, bytes]]

MOST_HEADERS = 100
MOST_HEADER_BYTES = 32 * 1024
MOST_ADDRESS_BYTES = 8 * 1024

# RFC 9110 §7.6.1, and what older programs treat alike. The edge server has answered Expect by itself.
_HOP_BY_HOP = frozenset(
    (
        *(
            b"connection",
            b"keep-alive",
            b"proxy-connection",
            b"te",
            b"trailer",
            b"transfer-encoding",
            b"upgrade",
        ),
        *(b"http2-settings", b"proxy-authenticate", b"proxy-authorization", b"expect"),
    )
)
# Only the gateway writes the first; the last have look-alikes such as `content_length` and `X.Forwarded.For`.
_OURS = frozenset((b"forwarded", b"traceparent", b"tracestate", b"x-real-ip", b"x-trace-id", b"x-request-id"))
_OUR_PREFIXES = (b"x-forwarded-", b"x-siyou-", b"siyou-")
_REAL = _HOP_BY_HOP | {
    b"authorization",
    b"content-length",
    b"content-type",
    b"cookie",
    b"host",
    b"idempotency-key",
}
_NOT_OUTWARD = _HOP_BY_HOP | {b"server", b"date"}
_SINGLE = (b"authorization", b"content-length", b"content-type", b"host", b"idempotency-key", b"if-match")

_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_NAMES = re.compile(rb"(?:%b\n)*%b" % (_NAME.pattern, _NAME.pattern))
_LENGTH = re.compile(rb"[0-9]{1,18}")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


def examine(scope: Scope) -> None:
    """Raises AddressTooLong, HeadersTooLarge, MessageUnclear."""
    if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > MOST_ADDRESS_BYTES:
        raise AddressTooLong
    headers: HeaderList = scope["headers"]
    names, values = b"\n".join([name for name, _ in headers]), b"\t".join([value for _, value in headers])
    if len(headers) > MOST_HEADERS or len(names) + len(values) + 2 * len(headers) + 2 > MOST_HEADER_BYTES:
        raise HeadersTooLarge
    # All at once, since each look costs as much as a header: no name holds a line's end, no tab half a letter.
    if not _NAMES.fullmatch(names) or _CONTROL.search(values) or not _is_text(values):
        raise MessageUnclear(header=_shown(_first_unclear(headers)))
    _check_framing(scope, headers, names.lower().split(b"\n"))


def _first_unclear(headers: HeaderList) -> bytes:
    return next(
        (
            name
            for name, value in headers
            if not _NAME.fullmatch(name) or _CONTROL.search(value) or not _is_text(value)
        ),
        b"",
    )


def _is_text(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _shown(name: bytes) -> str:
    return name[:50].decode("ascii", "backslashreplace")


def _check_framing(scope: Scope, headers: HeaderList, names: list[bytes]) -> None:
    if len(set(names)) < len(names):
        for single in _SINGLE:
            if names.count(single) > 1:
                raise MessageUnclear(header=single.decode())
    if scope["http_version"] == "1.1" and b"host" not in names:
        raise MessageUnclear(header="host")
    length = value_of(headers, b"content-length")
    if b"transfer-encoding" in names:
        coding = [value.strip().lower() for name, value in headers if name.lower() == b"transfer-encoding"]
        if length is not None or coding != [b"chunked"]:
            raise MessageUnclear(header="transfer-encoding")
    if length is not None and not _LENGTH.fullmatch(length):
        raise MessageUnclear(header="content-length")


def value_of(headers: HeaderList, name: bytes) -> bytes | None:
    """The first header of this lower-case name."""
    for key, value in headers:
        if key == name or key.lower() == name:
            return value
    return None


def inward(scope: Scope) -> HeaderList:
    """What a service gets to see: the client's headers without hop-by-hop ones and impostors, then ours."""
    headers: HeaderList = [(name.lower(), value) for name, value in scope["headers"]]
    kept = [pair for pair in headers if _passes(pair[0])]
    return _unlisted(headers, kept) + _own(scope, headers)


def outward(headers: Iterable[tuple[bytes, bytes]]) -> HeaderList:
    """What the client gets to see of an answer; Server and Date are the edge server's."""
    lowered = [(name.lower(), value) for name, value in headers]
    return _unlisted(lowered, [pair for pair in lowered if pair[0] not in _NOT_OUTWARD])


def _unlisted(headers: HeaderList, kept: HeaderList) -> HeaderList:
    """Without the headers that Connection declares to be for this hop only."""
    lists = [value for name, value in headers if name == b"connection"]
    listed = {word.strip().lower() for value in lists for word in value.split(b",")}
    return [pair for pair in kept if pair[0] not in listed] if listed else kept


@lru_cache(1000)
def _passes(name: bytes) -> bool:
    plain = name.replace(b"_", b"-").replace(b".", b"-")
    impostor = plain in _OURS or plain.startswith(_OUR_PREFIXES) or (plain != name and plain in _REAL)
    return name not in _HOP_BY_HOP and not impostor


def _own(scope: Scope, headers: HeaderList) -> HeaderList:
    client = scope.get("client")
    return [
        (b"traceparent", b"00-%b-%016x-01" % (scope["siyou.trace_id"].encode("ascii"), new_number(64))),
        (b"x-forwarded-for", str(client[0] if client else "unknown").encode("ascii")),
        (b"x-forwarded-proto", str(scope.get("scheme", "http")).encode("ascii")),
        (b"x-forwarded-host", value_of(headers, b"host") or b""),
    ]
