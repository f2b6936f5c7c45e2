"""Grouped writes: while one commit runs, waiting writes gather and go together in the next.

No timer: an idle writer takes a single item at once, a busy one takes all that wait. Every caller gets
its own answer after the commit that holds its row. If a group fails as a whole, its items are tried
one by one, so one bad row never fails another; if the database is away, all come back at once. The queue
is bounded: past it, Busy.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

from .db import away
from .errors import Busy, Refusal

log = logging.getLogger(__name__)

_TURNS = 3  # of the event loop, before a group is taken

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Grouped(Generic[Item, Answer]):
    """A queue before `write`, which takes a list of items in one transaction and returns their answers in order.

    An answer that is a Refusal is raised to its caller alone.
    """

    def __init__(
        self,
        write: Callable[[list[Item]], Awaitable[list[Answer | Refusal]]],
        *,
        most_waiting: int = 2000,
        most_together: int = 256,
    ) -> None:
        self._write = write
        self._most_waiting, self._most_together = most_waiting, most_together
        self._waiting: list[tuple[Item, asyncio.Future[Answer]]] = []
        self._arrived = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._closing = False

    async def put(self, item: Item) -> Answer:
        """Wait for the commit that holds the item. Raises Busy when the queue is full or draining."""
        if self._closing or len(self._waiting) >= self._most_waiting:
            raise Busy
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        self._arrived.set()
        return await answer

    async def close(self) -> None:
        """Take nothing new, write what waits, end."""
        self._closing = True
        self._arrived.set()
        if self._worker:
            with suppress(asyncio.CancelledError):
                await self._worker

    async def _work(self) -> None:
        while self._waiting or not self._closing:
            if not self._waiting:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            for _ in range(_TURNS):  # those who were just answered may come again at once
                await asyncio.sleep(0)
            group = self._waiting[: self._most_together]
            del self._waiting[: len(group)]
            await self._settle(group)

    async def _settle(self, group: list[tuple[Item, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._write([item for item, _ in group])
        except Exception as error:  # noqa: BLE001 - whatever broke the group belongs to its callers, not to the worker
            await self._one_by_one(group, error)
            return
        if len(answers) != len(group):
            message = f"{len(answers)} answers to {len(group)} items"
            for _, waiting in group:  # they are written, so trying again would write them twice
                _fail(waiting, ValueError(message))
            return
        for (_, waiting), answer in zip(group, answers, strict=True):
            _tell(waiting, answer)

    async def _one_by_one(self, group: list[tuple[Item, asyncio.Future[Answer]]], error: Exception) -> None:
        if len(group) == 1:
            _fail(group[0][1], error)
            return
        if away(error):
            log.warning("the database is away; %d items are sent back", len(group), exc_info=error)
            for _, waiting in group:
                _fail(waiting, Busy())
            return
        for pair in group:
            await self._settle([pair])


def _tell(waiting: asyncio.Future[Answer], answer: Answer | Refusal) -> None:
    if waiting.done():  # the caller has gone; the row is written all the same
        return
    if isinstance(answer, Refusal):
        waiting.set_exception(answer)
    else:
        waiting.set_result(answer)


def _fail(waiting: asyncio.Future[Answer], error: Exception) -> None:
    if not waiting.done():
        waiting.set_exception(error)
