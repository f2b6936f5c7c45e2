"""The forwarder: one way to hand a request to a service, with two ends.

In one process a service is called directly; split, it is reached by HTTP. An end is an ASGI app either way,
so limits, deadlines and header rules stand before both and cannot differ.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any, Protocol

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import (
    ConnectTimeoutError,
    PoolTimeoutError,
    PyreqwestError,
    RequestTimeoutError,
)
from pyreqwest.request import RequestBuilder
from pyreqwest.response import Response
from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from shared.errors import Busy, Refusal

from .refusals import ServiceAway, ServiceSlow

_HELD_BYTES = 1_000_000  # a body up to this size is read whole before a connection is taken for it
_CONNECT = timedelta(seconds=1)
_SILENCE = timedelta(
    seconds=60
)  # between two parts of an answer; its beginning has the gateway's own deadline
_IDLE = timedelta(
    seconds=20
)  # shorter than the services keep a connection, so that none is taken up as it closes
_MOST_CONNECTIONS = 512
_READING = ("GET", "HEAD")
"""Only what is read can be long; the answer to an act is taken whole, which spares half of the thread changes."""


class End(Protocol):
    """Where a service is reached."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the service does. Raises Busy, ServiceAway, ServiceSlow."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """What must be open while requests come."""


class InProcess:
    """The service's own app, called without a copy of anything."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As the app does."""
        await self._app(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The app's own lifespan."""
        async with self._app.router.lifespan_context(self._app):
            yield


class _BodyBroken(Exception):
    """The client went away: what has come of the body is all that will come."""


class OverHttp:
    """A service at an address. Every request is built anew; no byte of the client's framing goes on."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._client: Client | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """A pool of connections."""
        async with _a_client() as self._client:
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Busy, ServiceAway, ServiceSlow before the answer has begun."""
        if self._client is None:
            raise ServiceAway
        try:
            request = await _with_body(self._request(self._client, scope), scope, receive)
            if scope["method"] in _READING:
                async with request.streamed_read_buffer_limit(0).build_streamed() as answer:
                    await _pass_on(answer, send)
            else:
                await _hand_over(await request.build().send(), send)
        except _BodyBroken:
            return
        except (PyreqwestError, ValueError) as error:
            raise _refusal(error) from error

    def _request(self, client: Client, scope: Scope) -> RequestBuilder:
        query = scope["query_string"].decode("ascii")
        target = scope["raw_path"].decode("ascii") + (f"?{query}" if query else "")
        return client.request(scope["method"], self._base_url + target)


def _a_client() -> Client:
    return (
        ClientBuilder()
        .http1_only()
        .http1_lower_case_headers()
        .no_proxy()  # no variable of the environment may redirect the suite's inner calls
        .follow_redirects(enable=False)
        .referer(enable=False)
        .gzip(enable=False)
        .brotli(enable=False)
        .zstd(enable=False)
        .deflate(enable=False)
        .connect_timeout(_CONNECT)
        .read_timeout(_SILENCE)
        .pool_idle_timeout(_IDLE)
        .pool_timeout(_CONNECT)
        .max_connections(_MOST_CONNECTIONS)
        .build()
    )


def _refusal(error: Exception) -> Refusal:
    if isinstance(error, PoolTimeoutError):
        return Busy()
    if isinstance(error, RequestTimeoutError) and not isinstance(error, ConnectTimeoutError):
        return ServiceSlow()
    return ServiceAway()


async def _with_body(request: RequestBuilder, scope: Scope, receive: Receive) -> RequestBuilder:
    held, more = b"", True
    while more and len(held) <= _HELD_BYTES:
        part, more = await _part(receive)
        held += part
    headers = [(name.decode("ascii"), value.decode("utf-8")) for name, value in scope["headers"]]
    if more:
        return request.headers(headers).body_stream(_rest(held, receive))
    # The client library counts what it has whole, and a second Content-Length would be an ambiguous message.
    request = request.headers([pair for pair in headers if pair[0] != "content-length"])
    return request.body_bytes(held) if held else request


async def _rest(held: bytes, receive: Receive) -> AsyncIterator[bytes]:
    yield held
    more = True
    while more:
        part, more = await _part(receive)
        yield part


async def _part(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise _BodyBroken
    return message.get("body", b""), message.get("more_body", False)


async def _hand_over(answer: Response, send: Send) -> None:
    body = bytes(await answer.bytes())
    await send(_start_of(answer))
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _start_of(answer: Response) -> Message:
    headers = [(name.encode("ascii"), value.encode("utf-8")) for name, value in answer.headers.items()]
    return {"type": "http.response.start", "status": answer.status, "headers": headers}


async def _pass_on(answer: Response, send: Send) -> None:
    await send(_start_of(answer))
    length = int(answer.get_header("content-length") or -1)
    while (part := await answer.body_reader.read_chunk()) is not None:
        length -= len(part)
        await send({"type": "http.response.body", "body": bytes(part), "more_body": length != 0})
        if length == 0:
            return
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def ask(end: End, path: str, *, seconds: float = 2.0) -> tuple[int, bytes]:
    """Status and body of a GET of the gateway's own. Raises Refusal, TimeoutError."""
    status, body, asked = 0, b"", False

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        return await asyncio.Future()  # nothing more comes, and nobody hangs up

    async def send(message: Message) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")

    async with asyncio.timeout(seconds):
        await end(_scope_of(path), receive, send)
    return status, body


def _scope_of(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("ascii"),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"siyou"), (b"accept", b"application/json")],
        "client": None,
        "server": None,
        "state": {},
    }
