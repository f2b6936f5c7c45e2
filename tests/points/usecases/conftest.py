"""The books of the power branch on a database of the test's own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from services.points.models import Period
from shared.db import connect
from tests.points.world import ident

from .books import Books


@pytest.fixture
async def books(world_url: str, anyio_backend: Any) -> AsyncIterator[Books]:
    """The third quarter of 2026 is open; nothing has happened yet."""
    del anyio_backend
    database = connect(world_url, synchronous="NORMAL")
    async with database.read() as view:
        found = await view.execute(select(Period).where(Period.branch_id == ident("power")))  # type: ignore[arg-type]  # SQLModel
        period: Period = found.scalar_one()
    yield Books(database, period.id)
    await database.close()
