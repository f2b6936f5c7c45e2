"""The far end of the wire for outbox and relay: who hears, what each has taken, and how each answers."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2

from shared import outbox
from shared.auth.tokens import verify_service_token
from shared.db import Database
from shared.facts import Fact, fact
from shared.ids import named_id
from shared.outbox import Teller
from shared.relay import Relay
from tests.support.issuer import NOON, Watch

SERVICE_KEY = "the suite's own secret, long enough"
TELLER = Teller("directory", {"note.wanted": ("activities", "points"), "note.lost": ("points",)})


def a_fact(title: str = "一", kind: str = "note.wanted") -> Fact:
    return fact(kind, source="directory", subject=named_id("wang"), at=NOON, title=title)


Answer = Callable[[list[dict[str, Any]]], httpx2.Response]


def well(_facts: list[dict[str, Any]]) -> httpx2.Response:
    """All are taken."""
    return httpx2.Response(200, json={"results": []})


class Hearers:
    """The services at the other end of the wire: what each has taken, and how each answers."""

    def __init__(self) -> None:
        self.taken: dict[str, list[UUID]] = {"activities": [], "points": []}
        self.answers: dict[str, Answer] = {}
        self.deliveries = 0
        self.slow = 0.0

    async def asked(self) -> bool:
        """Whether a delivery has begun."""
        return self.deliveries > 0

    async def heard(self) -> bool:
        """Whether points has heard anything."""
        return bool(self.taken["points"])

    def peer(self, name: str) -> httpx2.AsyncClient:
        async def answer(request: httpx2.Request) -> httpx2.Response:
            token = request.headers["authorization"].removeprefix("Bearer ")
            assert verify_service_token(token, SERVICE_KEY, audience=name, at=NOON) == "directory"
            self.deliveries += 1
            await asyncio.sleep(self.slow)
            facts = json.loads(request.content)["facts"]
            found = self.answers.get(name, well)(facts)
            if found.status_code == 200:
                self.taken[name] += [UUID(one["id"]) for one in facts]
            return found

        return httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url=f"http://{name}.test")


def a_relay(database: Database, hearers: Hearers, watch: Watch) -> Relay:
    return Relay(database, service="directory", peer=hearers.peer, secret=SERVICE_KEY, clock=watch)


async def tell(database: Database, *facts: Fact) -> list[UUID]:
    async with database.write() as session:
        await TELLER.tell(session, facts)
    return [one.id for one in facts]


async def open_deliveries(database: Database) -> int:
    async with database.read() as session:
        return await outbox.undelivered(session)
