"""Where a command works: the databases of the suite on this machine, or one that the environment names."""

import asyncio
import getpass
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

import suite
from ops.plan import folder_of
from shared import audit, migrations
from shared.clock import day_of, system_clock
from shared.db import Database, connect
from shared.errors import Refusal
from shared.outbox import Teller
from shared.settings import SuiteSettings

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """One service's database, open, and what a use case needs beside it."""

    service: str
    database: Database
    teller: Teller
    at: datetime
    settings: SuiteSettings

    @property
    def on(self) -> Any:
        """The day at the factory."""
        return day_of(self.at, self.settings.zone)

    async def note(self, session: AsyncSession, act: str, about: object) -> None:
        """The audit row of a command."""
        user = f"shell:{getpass.getuser()}"
        await audit.note(session, at=self.at, act=f"command.{act}", client_id=user, object_id=str(about))


def url_of(service: str) -> str | None:
    """SIYOU_DATABASE_URL if it is set, else the file that `./run` keeps; None if there is neither."""
    if given := SuiteSettings().database_url:
        return given
    file = folder_of(practice=False) / f"{service}.sqlite"
    return f"sqlite+aiosqlite:///{file}" if file.exists() else None


def secrets() -> dict[str, Any]:
    """What `./run` made for itself, where the environment says nothing."""
    file = Path(folder_of(practice=False)) / "secrets.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {name: value for name, value in found.items() if f"SIYOU_{name.upper()}" not in os.environ}


@asynccontextmanager
async def opened(service: str = suite.ISSUER) -> AsyncIterator[Place]:
    """The place of a service. Exits with 2 and a sentence where there is no database, or not the newest schema."""
    url = url_of(service)
    if url is None:
        stop(
            f"There is no database of {service}: start ./run once, or set SIYOU_DATABASE_URL to the address of it."
        )
    database = connect(url, pool_size=2)
    try:
        if not await migrations.at_head(database, suite.service(service).folder / "migrations"):
            stop(f"The database of {service} has not the newest schema: start the suite, or run ops.migrate.")
        teller = Teller(service, suite.hearers())
        yield Place(service, database, teller, system_clock(), SuiteSettings(**secrets()))
    finally:
        await database.close()


def run(work: Callable[[Place], Awaitable[T]], service: str = suite.ISSUER) -> T:
    """Do it there, and come back with what it found. A refusal ends the command with its sentence and code 1."""

    async def there() -> T:
        async with opened(service) as place:
            return await work(place)

    try:
        return asyncio.run(there())
    except Refusal as refusal:
        titles = {refusal.title("en"), refusal.title("zh")}
        details = [refusal.detail(language) for language in ("en", "zh")]
        told = [refusal.title("en"), refusal.title("zh"), *(each for each in details if each not in titles)]
        stop(" · ".join(told), code=1)


def known(service: str) -> str:
    """The same name, if there is such a service."""
    names = [each.name for each in suite.SERVICES]
    if service not in names:
        stop(f"There is no service {service}: {', '.join(names)}.")
    return service


def stop(sentence: str, code: int = 2) -> NoReturn:
    """Say what stands in the way, and end."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
