"""An answer as it comes from a service, read by llhttp: its head, its body part by part, and how it ended."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Protocol

from httptools import HttpParserError, HttpResponseParser

from .headers import HeaderList

_MOST_HEAD_BYTES = 256 * 1024
_MOST_WAITING_BYTES = 256 * 1024  # what a slow client has not taken; the service waits from here on
_FIRST_FINAL = 200


class AnswerBroken(Exception):
    """The connection ended, or said what is no HTTP, before the answer was whole."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__("no answer" if not begun else "half an answer")
        self.begun = begun


class Line(Protocol):
    """What an answer needs of the connection that it comes by."""

    def hold(self) -> None:
        """Read no more for now."""

    def go_on(self) -> None:
        """Read again."""

    def done(self, *, reusable: bool) -> None:
        """The answer is whole, or given up."""


class Answer:
    """Fed by its connection, read by the forwarder.

    An answer without a length and without chunks would end with its connection; our services send none such,
    and half of one looks whole, so it counts as broken (RFC 9112 §8).
    """

    def __init__(self, line: Line, *, bodiless: bool) -> None:
        """`bodiless`: the request was a HEAD, so that no body follows whatever the head says."""
        self.status = 0
        self.headers: HeaderList = []
        self._line, self._bodiless = line, bodiless
        self._parser = HttpResponseParser(self)
        self._head_bytes, self._touched = 0, False
        self._parts: deque[bytes] = deque()
        self._waiting_bytes, self._held = 0, False
        self._headed = self._whole = self._lost = self._ended = False
        self._reusable = True
        self._waiter: asyncio.Future[None] | None = None

    @property
    def whole(self) -> bool:
        """Whether all of it has come."""
        return self._whole

    def feed(self, data: bytes) -> None:
        """What the connection brought."""
        self._touched = True
        if not self._headed:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self._reusable = False
            if not self._whole:
                self.lose()
        if self._whole:
            self._end()
        elif self._head_bytes > _MOST_HEAD_BYTES:
            self.lose()
        self._wake()

    def lose(self) -> None:
        """Nothing more will come by this connection."""
        self._lost, self._reusable = True, False
        self._end()
        self._wake()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._line.done(reusable=self._reusable)

    def on_header(self, name: bytes, value: bytes) -> None:
        """By llhttp. Trailers (RFC 9110 §6.5) and what follows the answer are dropped."""
        if not self._headed:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """By llhttp. What is interim (RFC 9110 §15.2) is for this hop and forgotten."""
        if self._headed:
            return
        self.status = self._parser.get_status_code()
        if self.status < _FIRST_FINAL:
            self.headers = []
            return
        self._headed = True
        if self._bodiless:  # llhttp waits for a body here, so the connection cannot be used again
            self._whole, self._reusable = True, False

    def on_body(self, part: bytes) -> None:
        """By llhttp."""
        if self._whole:
            return
        self._parts.append(part)
        self._waiting_bytes += len(part)
        if self._waiting_bytes > _MOST_WAITING_BYTES and not self._held:
            self._held = True
            self._line.hold()

    def on_message_begin(self) -> None:
        """By llhttp. A second answer to one request leaves the connection without meaning."""
        self._reusable = self._reusable and not self._whole

    def on_message_complete(self) -> None:
        """By llhttp, for interim answers too."""
        if self._headed and not self._whole:
            self._whole = True
            self._reusable = self._reusable and self._parser.should_keep_alive()

    async def begun(self) -> None:
        """Until the head is there. Raises AnswerBroken."""
        while not self._headed:
            if self._lost:
                raise AnswerBroken(begun=self._touched)
            await self._more()

    async def parts(self, silence: float) -> AsyncIterator[bytes]:
        """The body as it comes. Raises AnswerBroken; TimeoutError after `silence` seconds without a word."""
        while True:
            while self._parts:
                yield self._taken()
            if self._whole:
                return
            if self._lost:
                raise AnswerBroken(begun=True)
            async with asyncio.timeout(silence):
                await self._more()

    def rest(self) -> bytes:
        """All of the body that is here and was not yet taken."""
        body = b"".join(self._parts)
        self._parts.clear()
        return body

    def give_up(self) -> None:
        """Nobody wants the rest; half a conversation cannot be gone on with."""
        if not self._whole:
            self.lose()

    def _taken(self) -> bytes:
        part = self._parts.popleft()
        self._waiting_bytes -= len(part)
        if self._held and self._waiting_bytes < _MOST_WAITING_BYTES:
            self._held = False
            self._line.go_on()
        return part

    async def _more(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None:
            with suppress(asyncio.InvalidStateError):
                self._waiter.set_result(None)
