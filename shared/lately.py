"""What was read within the last seconds, and is read once for all who ask for it at the same moment.

`Lately` remembers one value a key; `Gathered` reads many keys at once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
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


class Gathered(Generic[Key, Value]):
    """While one reading runs, the keys asked for meanwhile gather and are read together in the next.

    No timer: whoever asks alone is read for at once. A reading that fails fails for all that it was for.
    """

    def __init__(
        self, read: Callable[[list[Key]], Awaitable[Mapping[Key, Value]]], *, most_together: int = 256
    ) -> None:
        self._read, self._most_together = read, most_together
        self._waiting: dict[Key, asyncio.Future[Value]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def of(self, key: Key) -> Value:
        """The value as `read` gives it after this call began. Raises what `read` raises."""
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._work())
        return await asyncio.shield(waiting)  # one who hangs up does not spoil it for the others

    async def _work(self) -> None:
        while self._waiting:
            keys = list(self._waiting)[: self._most_together]
            group = {key: self._waiting.pop(key) for key in keys}
            try:
                found = await self._read(keys)
                for key, waiting in group.items():
                    waiting.set_result(found[key])
            except Exception as error:  # noqa: BLE001 - whatever broke the reading belongs to who waits for it
                for waiting in group.values():
                    if not waiting.done():
                        waiting.set_exception(error)
                        waiting.exception()  # perhaps all have gone, and nobody looks at it
