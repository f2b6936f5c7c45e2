"""What was read within the last seconds, and is read once for all who ask for it at the same moment."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Lately(Generic[Key, Value]):
    """A bounded memory before `read`. Nothing in it is older than so many seconds."""

    def __init__(
        self, read: Callable[[Key], Awaitable[Value]], *, seconds: float = 5.0, most: int = 10_000
    ) -> None:
        self._read, self._seconds, self._most = read, seconds, most
        self._held: dict[Key, tuple[Value, float]] = {}
        self._reading: dict[Key, asyncio.Task[Value]] = {}

    def known(self, key: Key) -> tuple[Value] | None:
        """The value if it was read lately, in a tuple, since it may be None."""
        held = self._held.get(key)
        return (held[0],) if held and time.monotonic() < held[1] else None

    async def of(self, key: Key) -> Value:
        """The value, at most so many seconds old. Raises what `read` raises."""
        held = self._held.get(key)
        if held and time.monotonic() < held[1]:
            return held[0]
        reading = self._reading.get(key)
        if reading is None:
            reading = self._reading[key] = asyncio.create_task(self._fresh(key))
            reading.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(reading)  # one who hangs up does not spoil it for the others

    async def _fresh(self, key: Key) -> Value:
        asked = time.monotonic()
        value = await self._read(key)
        if len(self._held) >= self._most:
            self._held.clear()
        if self._reading.get(key) is asyncio.current_task():
            self._held[key] = (value, asked + self._seconds)
        return value

    def _done(self, key: Key, done: asyncio.Task[Value]) -> None:
        if self._reading.get(key) is done:
            del self._reading[key]
        if not done.cancelled():
            done.exception()  # whoever waited has raised it

    def forget(self) -> None:
        """Read everything anew, also what is being read at this moment."""
        self._held.clear()
        self._reading.clear()
