"""A world made once per run on each kind of database, and copied for every test that wants it."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import migrations
from shared.db import connect

from .databases import SERVICES
from .postgres import Postgres

Furnish = Callable[[AsyncSession], Awaitable[None]]


def copies(
    service: str, furnish: Furnish, *, templates: Path, here: Path, server: Postgres | None
) -> Iterator[str]:
    """The address of a copy of the service's world: on the server if there is one, else on SQLite in `here`."""
    template = f"{service}_world"
    kind = "postgresql" if server else "sqlite"
    made = templates / f"{template}.{kind}.made"
    url = server.url(template) if server else f"sqlite+aiosqlite:///{templates / template}.sqlite"
    if not made.exists():
        if server:
            server.create(template)
        _in_a_loop_of_its_own(service, furnish, url)
        made.touch()
    if server:
        copies = server.copies(template)
        name = copies.borrow()
        yield server.url(name)
        copies.give_back(name)
    else:
        shutil.copyfile(templates / f"{template}.sqlite", here / f"{template}.sqlite")
        yield f"sqlite+aiosqlite:///{here / template}.sqlite"


async def _furnish(url: str, furnish: Furnish) -> None:
    database = connect(url)
    async with database.write() as session:
        await furnish(session)
    await database.close()


def _in_a_loop_of_its_own(service: str, furnish: Furnish, url: str) -> None:
    def make() -> None:
        migrations.upgrade(url, SERVICES / service / "migrations")
        asyncio.run(_furnish(url, furnish))

    with ThreadPoolExecutor(1) as other:
        other.submit(make).result()
