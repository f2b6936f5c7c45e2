"""Middlewares, all pure ASGI: a decorator-style HTTP middleware costs more than the rest of the stack together."""

import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_NO_TRACE = "0" * 32


def trace_id_of(headers: Headers) -> str:
    """The caller's trace id if it is well-formed (W3C Trace Context §3.2), else a new one."""
    found = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    if found and found[1] != _NO_TRACE:
        return found[1]
    return secrets.token_hex(16)


class Tracing:
    """Gives every request a trace id and sends it back, so that a problem answer leads to its log line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Personal data is never to be cached, so `no-store` is the default."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = scope.get("siyou.trace_id") or trace_id_of(Headers(scope=scope))
        scope["siyou.trace_id"] = trace_id

        async def send_traced(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Trace-Id"] = trace_id
                headers.setdefault("Cache-Control", "no-store")
                headers.setdefault("X-Content-Type-Options", "nosniff")
            await send(message)

        await self._app(scope, receive, send_traced)


def header_value(scope: Scope, name: bytes) -> bytes | None:
    """The first header of this lower-case name."""
    found: bytes | None = next((value for key, value in scope["headers"] if key == name), None)
    return found
