"""Furnished databases, made once per run on each kind of database and copied for every test."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from shared import migrations
from tests.support.copies import Copies
from tests.support.databases import SERVICES
from tests.support.postgres import Postgres

from .house import House, keeping_house
from .world import furnish

_numbers = count(1)
Furnish = Callable[[str], Coroutine[Any, Any, None]]
"""Fills an empty, migrated database at this address."""


@pytest.fixture
def dialect(request: pytest.FixtureRequest) -> str:
    """SQLite; tests marked `both` run on PostgreSQL too, where a copy takes a tenth of a second."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def copy_of(
    dialect: str, tmp_path: Path, templates: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str, Furnish], str]]:
    """`copy_of("world", furnish)` is the address of a database of the test's own, furnished once per run."""
    server: Postgres | None = request.getfixturevalue("postgres") if dialect == "postgresql" else None
    borrowed: list[tuple[Copies, str]] = []

    def copy(template: str, furnish: Furnish) -> str:
        make_once(template, furnish, templates, server)
        if server:
            copies = server.copies(template)
            borrowed.append((copies, copies.borrow()))
            return server.url(borrowed[-1][1])
        file = tmp_path / f"{template}_{next(_numbers)}.sqlite"
        return f"sqlite+aiosqlite:///{shutil.copyfile(templates / f'{template}.sqlite', file)}"

    yield copy
    for copies, name in borrowed:
        copies.give_back(name)


def make_once(template: str, furnish: Furnish, templates: Path, server: Postgres | None) -> None:
    """The template that copies are made of."""
    done = templates / f"{template}.{'postgresql' if server else 'sqlite'}.made"
    if done.exists():
        return
    url = server.create(template) if server else f"sqlite+aiosqlite:///{templates / template}.sqlite"

    def make() -> None:
        migrations.upgrade(url, SERVICES / "directory" / "migrations")
        asyncio.run(furnish(url))
        if server is None:
            _fold_in(templates / f"{template}.sqlite")

    with ThreadPoolExecutor(1) as other:  # a loop of its own
        other.submit(make).result()
    done.touch()


def _fold_in(file: Path) -> None:
    """What still stands in the log beside it: a connection may be closing yet, and the file alone is copied."""
    with closing(sqlite3.connect(file, timeout=10)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.fixture
def world_url(copy_of: Callable[[str, Furnish], str]) -> str:
    """The address of a database of the test's own that holds the small factory."""
    return copy_of("directory_world", furnish)


@pytest.fixture
async def house(world_url: str, anyio_backend: Any) -> AsyncIterator[House]:
    del anyio_backend
    async with keeping_house(world_url) as kept:
        yield kept
