"""One request and its answer on their way: how much has come in, by when, and how far the answer has got."""

import asyncio
import logging
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import TooLarge

from .headers import outward, value_of
from .refusals import BodyTooSlow, ServiceAway, ServiceSlow

log = logging.getLogger(__name__)

BODY_LIMIT = 1_000_000
FILE_LIMIT = 12_000_000
"""A file of 10 MB and what a form puts around it."""

_LARGE = {"/v1/files", "/v1/hr-files", "/v1/hr-sync-runs"}
_MOST_DRAINED = 64_000_000
_DRAIN_SECONDS = 2.0


def limit_of(path: str) -> int:
    """How many bytes of body a path takes."""
    return FILE_LIMIT if path in _LARGE else BODY_LIMIT


class Exchange:
    """`receive` and `send` as an end of the gateway sees them, counted."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive, self._send, self._room = receive, send, limit
        self._clock: asyncio.Timeout | None = None
        self._reading = False
        self._whole = False
        self.overrun = False
        self.begun = False
        self.finished = False

    async def carry(self, end: ASGIApp, scope: Scope, seconds: float) -> None:
        """Let `end` answer. Raises TooLarge, BodyTooSlow, ServiceSlow, ServiceAway while nothing is answered.

        The deadline is for the body to arrive and the answer to begin; an answer under way may take its time.
        """
        try:
            async with asyncio.timeout(seconds) as clock:
                self._clock = clock
                await end(scope, self.receive, self.send)
        except TimeoutError as error:
            if self.begun or not clock.expired():
                raise
            raise (BodyTooSlow if self._reading else ServiceSlow) from error
        except Exception:
            # Frameworks answer a fault and then raise it for the server's log; here is the server's log.
            if not self.finished and (self.begun or not self.overrun):
                raise
            log.exception("trace %s broke after its answer", scope["siyou.trace_id"])
        if not self.begun:
            raise TooLarge if self.overrun else ServiceAway

    async def receive(self) -> Message:
        """The next part of the body; beyond the limit the client seems gone, so that nothing is kept."""
        if self.overrun:
            return {"type": "http.disconnect"}
        self._reading = not self._whole
        message = await self._receive()
        self._reading = False
        self._room -= len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._room < 0:
            self.overrun = True
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on; what an end says to a body beyond the limit is not the answer."""
        if self.overrun and not self.begun:
            return
        if message["type"] == "http.response.start":
            self.begun = True
            if self._clock:
                self._clock.reschedule(None)
            message = _cleaned(message)
        elif message["type"] == "http.response.body":
            self.finished = not message.get("more_body", False)
        await self._send(message)


def _cleaned(start: Message) -> MutableMapping[str, Any]:
    return {**start, "headers": outward(start.get("headers", ()))}


def declared_length(scope: Scope) -> int:
    """The length that the request says its body has; 0 if it does not say."""
    return int(value_of(scope["headers"], b"content-length") or 0)


async def drain(scope: Scope, receive: Receive) -> None:
    """Read on for two seconds at most: a client that is cut off while it writes never sees the answer."""
    if value_of(scope["headers"], b"expect"):
        return  # it waits for our word before it sends
    seen = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            while seen < _MOST_DRAINED:
                message = await receive()
                seen += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
