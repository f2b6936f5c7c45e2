"""Databases for tests: fresh or migrated, on SQLite and on PostgreSQL, each made in a few hundredths of a second."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from shared import migrations

from .postgres import Postgres

SERVICES = Path(__file__).parents[2] / "services"
_numbers = count(1)


class Databases:
    """Makes databases of one kind for one test and removes them after it."""

    def __init__(self, folder: Path, templates: Path, postgres: Postgres | None) -> None:
        """On PostgreSQL if a server is given, otherwise on SQLite."""
        self._folder, self._templates, self._postgres = folder, templates, postgres
        self._made: list[str] = []

    def fresh(self) -> str:
        """The address of an empty database."""
        return self._made_from(None)

    def migrated(self, service: str | Path) -> str:
        """The address of a database with the newest schema of a service, given by name or by migrations folder."""
        folder = SERVICES / service / "migrations" if isinstance(service, str) else service
        return self._made_from(self._template(folder))

    def drop(self) -> None:
        """Remove what was made; SQLite's files go with the test's folder."""
        if self._postgres:
            for name in self._made:
                self._postgres.drop(name)

    def _made_from(self, template: str | None) -> str:
        name = f"test_{next(_numbers)}"
        self._made.append(name)
        if self._postgres:
            return self._postgres.create(name, template or "template0")
        file = self._folder / f"{name}.sqlite"
        if template:
            shutil.copyfile(template, file)
        return f"sqlite+aiosqlite:///{file}"

    def _template(self, folder: Path) -> str:
        """A database migrated once per run, to be copied: its name, or its file."""
        name = "_".join(("template", *folder.parts[-3:-1]))
        file = self._templates / f"{name}.sqlite"
        made = self._templates / (f"{name}.postgresql" if self._postgres else f"{name}.made")
        if not made.exists():
            url = self._postgres.create(name) if self._postgres else f"sqlite+aiosqlite:///{file}"
            with ThreadPoolExecutor(1) as other:  # a migration starts its own event loop
                other.submit(migrations.upgrade, url, folder).result()
            made.touch()
        return name if self._postgres else str(file)
