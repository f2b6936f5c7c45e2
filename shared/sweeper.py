"""What must happen when time has passed and nobody has asked anything."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime

from .clock import Clock
from .db import Database

log = logging.getLogger(__name__)

Sweep = Callable[[Database, datetime], Awaitable[object]]
"""Does what is due at an instant. It may run twice, or in several processes, and does it once."""
PAUSE = 30.0
"""Seconds between two rounds."""


class Sweeper:
    """Runs every sweep now and then. One that fails is logged and tried again in the next round."""

    def __init__(
        self, database: Database, clock: Clock, sweeps: Sequence[Sweep], pause: float = PAUSE
    ) -> None:
        self._database, self._clock, self._sweeps, self._pause = database, clock, sweeps, pause
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, with a pause."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; a sweep under way is rolled back."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def once(self) -> None:
        """One round."""
        for sweep in self._sweeps:
            try:
                await sweep(self._database, self._clock())
            except Exception:  # one sweep never holds up the others
                log.exception("a sweep failed and will be tried again")

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._pause)
            await self.once()
