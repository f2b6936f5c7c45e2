"""The desk of the feed: gives places to what is new, queues it for webhooks, and wakes whoever waits for it.

Whoever waits holds no connection. Another process may have given the places, so the desk looks once a second.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import Clock, day_of
from shared.db import Database

from .. import queries
from . import feed, webhooks

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two looks."""
_TIDY_EVERY = timedelta(hours=1)
_MOST_WAITING = 200


class FeedDesk:
    """One per process. `secret` is what ids of events are made with."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo, secret: str) -> None:
        self.secret = secret
        self._database, self._clock, self._zone = database, clock, zone
        self._news, self._position, self._waiting = asyncio.Event(), 0, 0
        self._tidied_at: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look in the background."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; whoever waits is told that there is nothing."""
        self._waiting = _MOST_WAITING
        self._news.set()
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(PAUSE)
            try:
                await self.look()
            except Exception:  # the loop must outlive every fault
                log.exception("the feed's desk failed and will go on")

    async def look(self) -> None:
        """Whatever is new gets its place and wakes who waits; now and then what is old is put away."""
        at = self._clock()
        if self._tidied_at is None or at - self._tidied_at >= _TIDY_EVERY:
            await self._tidy(at)
            self._tidied_at = at
        await self.catch_up()
        async with self._database.read() as view:
            self._reached((await queries.feed.head(view)).position)

    async def catch_up(self) -> None:
        """Give places to all that is committed by now."""
        while True:
            async with self._database.read() as view:
                if not await queries.feed.is_waiting(view):
                    return
            if not await self._database.retrying(self._number):
                return  # somebody is just changing the rest

    async def _number(self, session: AsyncSession) -> int:
        at = self._clock()
        events = await feed.number(session)
        today = day_of(at, self._zone)
        await webhooks.fan_out(session, events, secret=self.secret, today=today, at=at)
        return len(events)

    async def _tidy(self, at: datetime) -> None:
        write = self._database.retrying
        while await write(lambda session: feed.take_in_left_out(session, at)):
            pass  # a transaction for every few, or nobody else could write meanwhile
        await write(lambda session: feed.forget_old(session, at))
        await write(lambda session: webhooks.forget_old(session, at))

    def _reached(self, position: int) -> None:
        if position > self._position:
            self._position = position
            self._news.set()
            self._news = asyncio.Event()

    @property
    def is_busy(self) -> bool:
        """Whether nobody more may wait: too many do, or the process is ending."""
        return self._waiting >= _MOST_WAITING

    async def wait(self, position: int, seconds: float) -> None:
        """Until something may stand behind this place, or the time is over."""
        if self._position > position or self.is_busy:
            return
        self._waiting += 1
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), seconds)
        finally:
            self._waiting -= 1
