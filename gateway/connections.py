"""Connections to one service, kept open between requests: each carries one request at a time."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from typing import cast
from urllib.parse import urlsplit

from .answers import Answer, AnswerBroken

_CONNECT_SECONDS = 1.0
_IDLE_SECONDS = 20.0  # shorter than a service keeps a connection, so that none is taken up as it closes
_MOST = 512
_PATIENCE_SECONDS = 1.0  # for one of them to be free


class NoneFree(Exception):
    """All connections were in use for a second."""


class Unreachable(Exception):
    """Nobody took the connection within a second."""


class Connection(asyncio.Protocol):
    """A kept-alive HTTP/1.1 connection (RFC 9112 §9.3), without pipelining."""

    def __init__(self, pool: "Pool") -> None:
        self._pool = pool
        self._answer: Answer | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self.closed = False
        self.used = False
        self.sending = False
        self.idle_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """By asyncio."""
        self._transport = cast("asyncio.Transport", transport)  # a stream's; uvloop's only behaves like one

    def data_received(self, data: bytes) -> None:
        """By asyncio. Nobody asked for what comes between two requests."""
        if self._answer is not None:
            self._answer.feed(data)
        else:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """By asyncio."""
        self.closed = True
        self._writable.set()
        if self._answer is not None:
            self._answer.lose()
        else:
            self._pool.forget(self)

    def pause_writing(self) -> None:
        """By asyncio."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """By asyncio."""
        self._writable.set()

    def ask(self, head: bytes, *, bodiless: bool) -> Answer:
        """Send the first bytes of a request and expect its answer."""
        self._answer = Answer(self, bodiless=bodiless)
        self._transport.write(head)
        return self._answer

    async def send_rest(self, parts: AsyncIterator[bytes], *, chunked: bool) -> None:
        """The rest of a body as fast as the service takes it, in chunks (RFC 9112 §7.1) unless its length was said."""
        self.sending = True
        async for part in parts:
            if part:
                await self._write(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
        if chunked:
            await self._write(b"0\r\n\r\n")
        self.sending = False

    async def _write(self, part: bytes) -> None:
        await self._writable.wait()
        if not self.closed:
            self._transport.write(part)

    def hold(self) -> None:
        """Let the service wait."""
        self._transport.pause_reading()

    def go_on(self) -> None:
        """Let the service go on."""
        if not self.closed:
            self._transport.resume_reading()

    def done(self, *, reusable: bool) -> None:
        """The request under way is over."""
        if self._answer is None:
            return
        self._answer = None
        self._pool.take_back(self, reusable=reusable and not self.closed and not self.sending)

    def close(self) -> None:
        """At once; what was not yet sent is not wanted any more."""
        self.closed = True
        self._transport.abort()


class Pool:
    """The connections to one address."""

    def __init__(self, base_url: str, most: int = _MOST) -> None:
        self.base_url = base_url
        address = urlsplit(base_url)
        self._host = address.hostname or "localhost"
        self._tls = ssl.create_default_context() if address.scheme == "https" else None
        self._port = address.port or (443 if self._tls else 80)
        self.prefix = address.path.rstrip("/").encode("ascii")
        self._idle: list[Connection] = []
        self._room = asyncio.Semaphore(most)

    async def ask(self, head: bytes, *, bodiless: bool, repeatable: bool) -> Answer:
        """A whole request, and its answer once the head is there. Raises NoneFree, Unreachable, AnswerBroken.

        A kept connection may end just as a request takes it up. One that may be sent twice (`repeatable`) then
        goes once more, by a new connection (RFC 9110 §9.2.2); any other is the client's to repeat.
        """
        connection = await self.taken()
        kept = connection.used
        try:
            return await self.asked(connection, head, bodiless=bodiless)
        except AnswerBroken as broken:
            if broken.begun or not kept or not repeatable:
                raise
        return await self.asked(await self.taken(fresh=True), head, bodiless=bodiless)

    @staticmethod
    async def asked(connection: Connection, head: bytes, *, bodiless: bool) -> Answer:
        """The answer of one connection, once its head is there. Raises AnswerBroken."""
        connection.used = True
        answer = connection.ask(head, bodiless=bodiless)
        try:
            await answer.begun()
        except BaseException:
            answer.give_up()
            raise
        return answer

    async def taken(self, *, fresh: bool = False) -> Connection:
        """A connection for one request. Raises NoneFree, Unreachable."""
        await self._enter()
        while self._idle and not fresh:
            connection = self._idle.pop()
            if not connection.closed and time.monotonic() - connection.idle_since < _IDLE_SECONDS:
                return connection
            connection.close()
        try:
            return await self._opened()
        except BaseException:
            self._room.release()
            raise

    async def _enter(self) -> None:
        if not self._room.locked():
            await self._room.acquire()  # at once
            return
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._room.acquire()
        except TimeoutError as error:
            raise NoneFree from error

    async def _opened(self) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                _, connection = await loop.create_connection(
                    lambda: Connection(self), self._host, self._port, ssl=self._tls
                )
        except (OSError, TimeoutError) as error:
            raise Unreachable from error
        return connection

    def take_back(self, connection: Connection, *, reusable: bool) -> None:
        """A request is over."""
        self._room.release()
        if reusable:
            connection.idle_since = time.monotonic()
            self._idle.append(connection)
        else:
            connection.close()

    def forget(self, connection: Connection) -> None:
        """It was closed while nobody used it."""
        if connection in self._idle:
            self._idle.remove(connection)

    def close(self) -> None:
        """All that are idle; the others end with their requests."""
        while self._idle:
            self._idle.pop().close()
