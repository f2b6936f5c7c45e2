"""The notes service, started on a database of the test's own, with two members who may call it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from shared import roster_facts
from shared.db import Database
from shared.ids import named_id
from shared.inbox import Apply
from shared.outbox import DELIVERY, OUTBOX
from shared.relay import Relay
from shared.service import Surroundings
from shared.settings import SuiteSettings
from tests.support.issuer import ISSUER, Issuer, Watch
from tests.support.people import a_member

from .hearers import SERVICE_KEY, Hearers, a_relay
from .notes.app import FOLDER, create_app

MIGRATIONS = FOLDER / "migrations"
BRANCH = named_id("branch")
WANG, LI = named_id("wang"), named_id("li")


def nobody(name: str) -> httpx2.AsyncClient:
    """The peer of a service that tells nobody."""
    raise ConnectionError(name)


@dataclass
class House:
    """A running service, a client at its door, its issuer and its clock."""

    app: FastAPI
    client: httpx2.AsyncClient
    issuer: Issuer
    watch: Watch

    @property
    def database(self) -> Database:
        """The service's own."""
        found: Database = self.app.state.database
        return found

    def by(self, person_id: UUID = WANG, **claims: Any) -> dict[str, str]:
        """The Authorization header of a person."""
        return {"Authorization": f"Bearer {self.issuer.token(person_id, at=self.watch.at, **claims)}"}

    async def submit(
        self, key: str, body: dict[str, Any] | None = None, person_id: UUID = WANG
    ) -> httpx2.Response:
        """Write a note down."""
        headers = self.by(person_id) | {"Idempotency-Key": key}
        return await self.client.post("/v1/notes", json=body or {"title": "一条笔记"}, headers=headers)

    async def titles(self) -> list[str]:
        """What the list shows to its owner, newest first."""
        answer = await self.client.get("/v1/notes", headers=self.by())
        return [item["title"] for item in answer.json()["items"]]


def settings_for(url: str) -> SuiteSettings:
    """As a service is configured in production."""
    return SuiteSettings(database_url=url, issuer=ISSUER, service_key=SERVICE_KEY, cursor_key="c" * 40)


@asynccontextmanager
async def keeping_house(
    url: str,
    *,
    hear: Apply | None = None,
    peer: Callable[[str], httpx2.AsyncClient] = nobody,
    hearers: dict[str, tuple[str, ...]] | None = None,
) -> AsyncIterator[House]:
    """Start the notes service over a migrated database; stop it in the end."""
    issuer, watch = Issuer(), Watch()
    around = Surroundings(fetch_keys=issuer.keys, peer=peer, hearers=hearers or {}, clock=watch)
    app = create_app(around, settings_for(url), hear)
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://notes.test", trust_env=False) as client,
    ):
        yield House(app, client, issuer, watch)


async def settle(database: Database) -> None:
    """Let the two members be known."""
    async with database.write() as session:
        await roster_facts.hear_member(session, a_member(WANG, branch=BRANCH))
        await roster_facts.hear_member(session, a_member(LI, branch=BRANCH))


@pytest.fixture
def notes_url(migrated: Callable[[str | Path], str]) -> str:
    return migrated(MIGRATIONS)


@pytest.fixture
async def house(notes_url: str, anyio_backend: str) -> AsyncIterator[House]:
    del anyio_backend
    async with keeping_house(notes_url) as kept:
        await settle(kept.database)
        yield kept


@pytest.fixture
def hearers() -> Hearers:
    return Hearers()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def telling(database: Database) -> Database:
    """A database with an outbox."""
    async with database.write_connection() as connection:
        for table in (OUTBOX, DELIVERY):
            await connection.run_sync(table.create)
    return database


@pytest.fixture
def relay(telling: Database, hearers: Hearers, watch: Watch) -> Relay:
    return a_relay(telling, hearers, watch)
