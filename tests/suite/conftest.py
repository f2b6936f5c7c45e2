"""The suite behind its one public door: for stories, and the small factory, furnished once for each file of tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

import suite
from ops.house import House
from services.directory import queries
from shared.auth.tokens import mint_access_token
from tests.directory.world import furnish as furnish_directory
from tests.support.databases import Databases
from tests.support.issuer import ISSUER, NOON, Watch

from . import factory as world
from .description import Ids, Operation, operations
from .targets import ALMIGHTY, STAFF, Targets
from .visitor import BASE_URL, SECRET, Visitors, visiting


@dataclass
class Factory:
    """The suite in one process, what a route may refer to in it, and what the routes are."""

    house: House
    client: httpx2.AsyncClient
    targets: Targets
    operations: list[Operation]
    private: dict[str, Any]
    rights: dict[UUID, int]
    headers: dict[UUID, dict[str, str]] = field(default_factory=dict)

    def by(self, subject_id: UUID) -> dict[str, str]:
        """The Authorization header of somebody; the same as long as the watch stands still."""
        if subject_id not in self.headers:
            self.headers[subject_id] = {"Authorization": f"Bearer {self._token(subject_id)}"}
        return self.headers[subject_id]

    def _token(self, subject_id: UUID) -> str:
        return mint_access_token(
            self.private,
            issuer=ISSUER,
            subject_id=subject_id,
            client_id="walker",
            machine=subject_id not in {STAFF, ALMIGHTY},  # all others have the rights of their role alone
            rights_version=self.rights[subject_id],
            scope="siyou",
            at=NOON,
            lifetime=timedelta(minutes=10),
        )

    def ids(self, place: str) -> Ids:
        """What references point to in this place."""
        return {name: target.id for name, target in self.targets[place].items()}

    async def rows(self) -> dict[str, int]:
        """How many rows every table of every service has."""
        found = {}
        for name, app in self.house.apps.items():
            async with app.state.database.read() as view:
                tables = (
                    await view.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
                ).scalars()
                for table in list(tables):
                    query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
                    found[f"{name}.{table}"] = (await view.execute(query)).scalar_one()
        return found


@pytest.fixture
async def house(databases: Databases, watch: Watch, tmp_path: Path) -> AsyncIterator[House]:
    """The suite of a story, with the people of the demo workshop; the story's `watch` says when it begins."""
    urls = {each.name: databases.migrated(each.name) for each in suite.SERVICES}
    common = {"issuer": BASE_URL, "service_key": SECRET, "cursor_key": SECRET, "field_keys": "f" * 64}
    house = House(urls, watch, **common, var=tmp_path)
    async with house.running():
        await house.furnish("directory")
        yield house


@pytest.fixture
async def branch(house: House) -> AsyncIterator[Visitors]:
    """Its people at the public door."""
    async with visiting(house, BASE_URL) as visitors:
        yield visitors


@pytest.fixture(scope="module")
async def factory(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[Factory]:
    """On SQLite; what differs between databases is tested in the services."""
    del anyio_backend
    async with _running(tmp_path_factory.mktemp("suite")) as made:
        yield made


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[Factory]:
    urls = {each.name: f"sqlite+aiosqlite:///{folder / each.name}.sqlite" for each in suite.SERVICES}
    await furnish_directory(urls["directory"])
    secrets = {"issuer": ISSUER, "service_key": "s" * 40, "cursor_key": "c" * 40, "field_keys": "f" * 64}
    house = House(urls, Watch(), **secrets, var=folder, sqlite_synchronous="NORMAL")
    transport = httpx2.ASGITransport(house.door)
    async with (
        house.running(),
        httpx2.AsyncClient(transport=transport, base_url=ISSUER, trust_env=False) as client,
    ):
        targets = await world.furnish(house)
        await _still(house)
        document = (await client.get("/openapi.json")).json()
        private, rights = await _known(house)
        yield Factory(house, client, targets, operations(document), private, rights)


async def _still(house: House) -> None:
    """What services do by themselves would be counted as somebody's, and takes its time."""
    for app in house.apps.values():
        await app.state.sweeper.stop()
        await app.state.relay.stop()
    state = house.apps["directory"].state
    for each in (state.feed_desk, state.couriers):
        await each.stop()


async def _known(house: House) -> tuple[dict[str, Any], dict[UUID, int]]:
    """The signing key, and with which rights a token may be minted."""
    async with house.apps["directory"].state.database.read() as view:
        private = (await queries.signing_keys.in_use(view))[0].private_jwk
        rows = await view.execute(text("SELECT id, rights_version FROM roster_person"))
        return private, {UUID(row.id): row.rights_version for row in rows}
