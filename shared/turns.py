"""Turns: of those who want something of one thing a few stand at its lock, the others wait without a connection.

The lock in the database keeps the order. But whoever waits for it holds a connection, and thirty who wait
hold them all, so that nobody could even read.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID
from weakref import WeakValueDictionary

from .errors import Busy

AT_ONCE = 4
"""Half of a process's connections."""


class Turns:
    """One per service process."""

    def __init__(self, patience_seconds: float = 5.0) -> None:
        self._patience_seconds = patience_seconds
        self._doors: WeakValueDictionary[UUID, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, thing_id: UUID) -> AsyncIterator[None]:
        """One of the few at that thing until the block ends, in order of arrival. Raises Busy after five seconds."""
        door = self._doors.get(thing_id)
        if door is None:
            door = self._doors[thing_id] = asyncio.Semaphore(AT_ONCE)
        try:
            await asyncio.wait_for(door.acquire(), self._patience_seconds)
        except TimeoutError as error:
            raise Busy from error
        try:
            yield
        finally:
            door.release()
