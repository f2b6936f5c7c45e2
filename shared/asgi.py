"""Middlewares, all pure ASGI: a decorator-style HTTP middleware costs more than the rest of the stack together."""

import random
import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TRACEPARENT = re.compile(rb"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_NO_TRACE = b"0" * 32
_DEFAULTS = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


def trace_id_of(traceparent: bytes | None) -> str:
    """The caller's trace id if it is well-formed (W3C Trace Context §3.2), else a new one."""
    found = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    if found and found[1] != _NO_TRACE:
        return found[1].decode("ascii")
    return f"{new_number(128):032x}"


def new_number(bits: int) -> int:
    """For telling requests apart (W3C Trace Context §4.2), never for keeping anybody out.

    The system's own source of chance costs 9 µs a time, as much as reading the request.
    """
    return random.getrandbits(bits) or 1  # all zeros would be no id


class Tracing:
    """Gives every request a trace id and sends it back, so that a problem answer leads to its log line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Personal data is never to be cached, so `no-store` is the default."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = scope.get("siyou.trace_id") or trace_id_of(header_value(scope, b"traceparent"))
        scope["siyou.trace_id"] = trace_id
        trace = trace_id.encode("ascii")

        async def send_traced(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _with_ours(message.get("headers", ()), trace)}
            await send(message)

        await self._app(scope, receive, send_traced)


def _with_ours(headers: Iterable[tuple[bytes, bytes]], trace_id: bytes) -> list[tuple[bytes, bytes]]:
    found = [(name.lower(), value) for name, value in headers if name.lower() != b"x-trace-id"]
    there = {name for name, _ in found}
    found += [pair for pair in _DEFAULTS if pair[0] not in there]
    found.append((b"x-trace-id", trace_id))
    return found


def header_value(scope: Scope, name: bytes) -> bytes | None:
    """The first header of this lower-case name."""
    found: bytes | None = next((value for key, value in scope["headers"] if key == name), None)
    return found
