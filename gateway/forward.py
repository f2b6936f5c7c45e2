"""The forwarder: one way to hand a request to a service, with two ends.

In one process a service is called directly; split, it is reached by HTTP. An end is an ASGI app either way,
so limits, deadlines and header rules stand before both and cannot differ.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from shared.errors import Busy

from .answers import Answer, AnswerBroken
from .connections import NoneFree, Pool, Unreachable
from .headers import value_of
from .refusals import ServiceAway, ServiceSlow

_HELD_BYTES = 1_000_000  # a body up to this size is read whole before a connection is taken for it
_SILENCE_SECONDS = 60.0  # between two parts of an answer; its beginning has the gateway's own deadline
_READING = ("GET", "HEAD")
_SAFE = (*_READING, "OPTIONS")


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
        self._base_url = base_url
        self._pool: Pool | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """A pool of connections."""
        self._pool = Pool(self._base_url)
        try:
            yield
        finally:
            self._pool.close()
            self._pool = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Busy, ServiceAway, ServiceSlow before the answer has begun."""
        if self._pool is None:
            raise ServiceAway
        try:
            held, more = await _held(scope, receive)
            if more:
                await _stream(self._pool, scope, held, receive, send)
            else:
                await _exchange(self._pool, scope, held, send)
        except _BodyBroken:
            return
        except NoneFree as error:
            raise Busy from error
        except TimeoutError as error:
            raise ServiceSlow from error
        except (Unreachable, AnswerBroken) as error:
            raise ServiceAway from error


async def _held(scope: Scope, receive: Receive) -> tuple[bytes, bool]:
    """The body, whole or as much of it as is read before a connection is taken, and whether more comes."""
    said = value_of(scope["headers"], b"content-length")
    if said is None and scope["method"] in _READING:
        return b"", False  # what such a request carries means nothing (RFC 9110 §9.3.1)
    length = int(said) if said else -1
    held, more = await _part(receive)
    while more and len(held) <= _HELD_BYTES and len(held) != length:
        part, more = await _part(receive)
        held += part
    return held, more and len(held) != length


async def _exchange(pool: Pool, scope: Scope, body: bytes, send: Send) -> None:
    head = _head(pool, scope, _length(scope, body))
    repeatable = scope["method"] in _SAFE or value_of(scope["headers"], b"idempotency-key") is not None
    answer = await pool.ask(head + body, bodiless=scope["method"] == "HEAD", repeatable=repeatable)
    await _pass_on(answer, send)


async def _stream(pool: Pool, scope: Scope, held: bytes, receive: Receive, send: Send) -> None:
    """A body too large to be held. The answer may come before its end, and then nobody reads the rest."""
    length = value_of(scope["headers"], b"content-length")
    framing = b"content-length: " + length if length else b"transfer-encoding: chunked"
    head = _head(pool, scope, framing + b"\r\n")
    connection = await pool.taken()
    asking = asyncio.ensure_future(Pool.asked(connection, head, bodiless=False))
    sending = asyncio.ensure_future(connection.send_rest(_rest(held, receive), chunked=not length))
    try:
        await asyncio.wait((asking, sending), return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            await sending
        await _pass_on(await asking, send)
    finally:
        for task in (sending, asking):
            task.cancel()
        await asyncio.gather(sending, asking, return_exceptions=True)


def _length(scope: Scope, body: bytes) -> bytes:
    if body or scope["method"] not in _READING:
        return b"content-length: %d\r\n" % len(body)
    return b""


def _head(pool: Pool, scope: Scope, framing: bytes) -> bytes:
    query: bytes = scope["query_string"]
    target = pool.prefix + scope["raw_path"] + (b"?" + query if query else b"")
    lines = [b"%b: %b\r\n" % pair for pair in scope["headers"] if pair[0] != b"content-length"]
    return b"%b %b HTTP/1.1\r\n%b%b\r\n" % (scope["method"].encode("ascii"), target, b"".join(lines), framing)


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


async def _pass_on(answer: Answer, send: Send) -> None:
    try:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if not answer.whole:
            async for part in answer.parts(_SILENCE_SECONDS):
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": answer.rest(), "more_body": False})
    finally:
        answer.give_up()


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
