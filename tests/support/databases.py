"""Databases for tests: fresh or migrated, on SQLite and on PostgreSQL, each in a fraction of a second."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from shared import migrations

from .copies import Copies
from .postgres import Postgres

SERVICES = Path(__file__).parents[2] / "services"
_numbers = count(1)


class Databases:
    """Makes databases of one kind for one test and clears up after it."""

    def __init__(self, folder: Path, templates: Path, postgres: Postgres | None) -> None:
        """On PostgreSQL if a server is given, otherwise on SQLite."""
        self._folder, self._templates, self._postgres = folder, templates, postgres
        self._fresh: list[str] = []
        self._migrated: list[tuple[Copies, str]] = []

    def fresh(self) -> str:
        """The address of an empty database."""
        if self._postgres is None:
            return f"sqlite+aiosqlite:///{self._file()}"
        if self._postgres.spare:
            self._fresh.append(self._postgres.spare.pop())
            return self._postgres.url(self._fresh[-1])
        self._fresh.append(f"fresh_{next(_numbers)}")
        return self._postgres.create(self._fresh[-1])

    def migrated(self, service: str | Path) -> str:
        """The address of a database with the newest schema of a service, by its name or migrations folder."""
        folder = SERVICES / service / "migrations" if isinstance(service, str) else service
        template = self._template(folder)
        if self._postgres is None:
            return f"sqlite+aiosqlite:///{shutil.copyfile(template, self._file())}"
        copies = self._postgres.copies(template)
        self._migrated.append((copies, copies.borrow()))
        return self._postgres.url(self._migrated[-1][1])

    def clear(self) -> None:
        """Remove what was made, or keep it for the next; SQLite's files go with the test's folder."""
        if self._postgres is None:
            return
        for copies, name in self._migrated:
            copies.give_back(name)
        for name in self._fresh:
            self._postgres.empty(name)
            self._postgres.spare.append(name)

    def _file(self) -> Path:
        return self._folder / f"{next(_numbers)}.sqlite"

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
