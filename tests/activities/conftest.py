"""The two branches' people, made once per run on each kind of database and copied for every test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from shared import migrations
from shared.db import connect
from tests.points.world import settle_in
from tests.support.databases import SERVICES
from tests.support.postgres import Postgres

from .house import House, keeping_house

_numbers = count(1)
_TEMPLATE = "activities_world"


@pytest.fixture
def dialect(request: pytest.FixtureRequest) -> str:
    """SQLite; tests marked `both` run on PostgreSQL too."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def world_url(dialect: str, tmp_path: Path, templates: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of the test's own that holds the two branches."""
    server: Postgres | None = request.getfixturevalue("postgres") if dialect == "postgresql" else None
    made = templates / f"{_TEMPLATE}.{dialect}.made"
    template = server.url(_TEMPLATE) if server else f"sqlite+aiosqlite:///{templates / _TEMPLATE}.sqlite"
    if not made.exists():
        if server:
            server.create(_TEMPLATE)
        _in_a_loop_of_its_own(template)
        made.touch()
    if server:
        name = f"activities_world_{next(_numbers)}"
        yield server.create(name, _TEMPLATE)
        server.drop(name)
    else:
        shutil.copyfile(templates / f"{_TEMPLATE}.sqlite", tmp_path / "activities_world.sqlite")
        yield f"sqlite+aiosqlite:///{tmp_path / 'activities_world.sqlite'}"


async def _furnish(url: str) -> None:
    database = connect(url)
    async with database.write() as session:
        await settle_in(session)
    await database.close()


def _in_a_loop_of_its_own(url: str) -> None:
    def make() -> None:
        migrations.upgrade(url, SERVICES / "activities" / "migrations")
        asyncio.run(_furnish(url))

    with ThreadPoolExecutor(1) as other:
        other.submit(make).result()


@pytest.fixture
async def house(world_url: str, anyio_backend: Any) -> AsyncIterator[House]:
    del anyio_backend
    async with keeping_house(world_url) as kept:
        yield kept
