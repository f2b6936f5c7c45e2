"""Branches, communities and volunteers, made once per run on each kind of database and copied for every test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.postgres import Postgres
from tests.support.worlds import copies

from .house import House, keeping_house
from .world import settle_in


@pytest.fixture
def dialect(request: pytest.FixtureRequest) -> str:
    """SQLite; tests marked `both` run on PostgreSQL too."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def world_url(dialect: str, tmp_path: Path, templates: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of the test's own that holds them."""
    server: Postgres | None = request.getfixturevalue("postgres") if dialect == "postgresql" else None
    yield from copies("volunteering", settle_in, templates=templates, here=tmp_path, server=server)


@pytest.fixture
async def house(world_url: str, anyio_backend: Any) -> AsyncIterator[House]:
    del anyio_backend
    async with keeping_house(world_url) as kept:
        yield kept
