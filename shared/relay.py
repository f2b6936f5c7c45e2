"""The relay: carries facts from the outbox to their hearers, at least once, until each has them.

One loop per service. In one process it calls the hearer's app directly, split it calls its address:
either way through an HTTP client, so there is one path to test.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import httpx2

from . import outbox
from .auth.tokens import mint_service_token
from .clock import Clock
from .db import Database
from .facts import FACTS_AT_ONCE, Fact

log = logging.getLogger(__name__)

Offered = tuple[Sequence[Fact], str | None]
"""Facts that were sent together, and what went wrong."""
_MINDED = frozenset({"HTTP 400", "HTTP 413", "HTTP 422", "HTTP 500"})
"""Answers that may be due to a single fact; others tell of the hearer as a whole."""

Peer = Callable[[str], httpx2.AsyncClient]
"""Gives the HTTP client that reaches a service by its name."""


class Relay:
    """Delivers what is due, then waits to be woken or for a second to pass."""

    def __init__(self, database: Database, *, service: str, peer: Peer, secret: str, clock: Clock) -> None:
        self._database, self._service, self._peer = database, service, peer
        self._secret, self._clock = secret, clock
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._turn = asyncio.Lock()

    def start(self) -> None:
        """Begin delivering in the background."""
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Something was told just now."""
        self._wake.set()

    async def stop(self) -> None:
        """End after the present delivery, in five seconds at the latest."""
        self._stopping = True
        self._wake.set()
        if self._task:
            with suppress(asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(self._task, timeout=5.0)

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                moved = await self.deliver_due()
            except Exception:  # the loop must outlive every fault of a delivery
                log.exception("relay of %s failed and will go on", self._service)
                moved = 0
            if not moved:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), timeout=1.0)

    async def deliver_due(self) -> int:
        """Offer every due fact once to its hearers; says how many were taken. One at a time, whoever else asks."""
        async with self._turn:
            async with self._database.read() as session:
                hearers = await outbox.waiting_hearers(session, self._clock())
            return sum([await self._deliver_to(hearer) for hearer in hearers])

    async def _deliver_to(self, hearer: str) -> int:
        if self._database.dialect == "sqlite":
            return await self._deliver_unlocked(hearer)
        async with self._database.write() as session:
            facts = await outbox.take(session, hearer, self._clock(), FACTS_AT_ONCE)
            return await self._record(session, hearer, await self._offer(hearer, facts))

    async def _deliver_unlocked(self, hearer: str) -> int:
        # On SQLite a lock held during the call would be the whole file's. One relay is enough there,
        # and the hearer's inbox makes a second delivery harmless.
        async with self._database.read() as session:
            facts = await outbox.take(session, hearer, self._clock(), FACTS_AT_ONCE)
        offered = await self._offer(hearer, facts)
        async with self._database.write() as session:
            return await self._record(session, hearer, offered)

    async def _record(self, session: Any, hearer: str, offered: list[Offered]) -> int:
        taken = 0
        for facts, error in offered:
            ids = [fact.id for fact in facts]
            if error is None:
                await outbox.mark_delivered(session, hearer, ids, self._clock())
                taken += len(facts)
            else:
                await outbox.mark_failed(session, hearer, ids, self._clock(), error)
        return taken

    async def _offer(self, hearer: str, facts: Sequence[Fact]) -> list[Offered]:
        """Send the facts; if the hearer minds one of them, halve until that one is alone and the others are through."""
        if not facts:
            return []
        error = await self._send(hearer, facts)
        if error not in _MINDED or len(facts) == 1:
            return [(facts, error)]
        middle = len(facts) // 2
        return await self._offer(hearer, facts[:middle]) + await self._offer(hearer, facts[middle:])

    async def _send(self, hearer: str, facts: Sequence[Fact]) -> str | None:
        """None when the hearer has committed what it made of the facts, else what went wrong."""
        token = mint_service_token(self._secret, sender=self._service, audience=hearer, at=self._clock())
        body = {"facts": [fact.model_dump(mode="json") for fact in facts]}
        try:
            client = self._peer(hearer)
            answer = await client.post("/v1/facts", json=body, headers={"Authorization": f"Bearer {token}"})
        except Exception as error:  # noqa: BLE001 - whatever it is, the others must not wait for this hearer
            log.warning("%s cannot be told: %s", hearer, type(error).__name__)
            return f"{type(error).__name__}: {error}"
        if answer.status_code == httpx2.codes.OK:
            return None
        log.warning("%s did not take %d facts: HTTP %d", hearer, len(facts), answer.status_code)
        return f"HTTP {answer.status_code}"
