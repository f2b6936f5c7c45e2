"""What the migrations make is what the models say, in every service and on both databases."""

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text

import shared.service  # noqa: F401 - brings in every table of COMMON
from shared.db import connect
from shared.tables import COMMON
from tests.support.databases import SERVICES

FOLDERS = sorted(folder.parent.parent for folder in SERVICES.glob("*/migrations/env.py"))


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def service(request: pytest.FixtureRequest) -> str:
    folder: Path = request.param
    return folder.name


def test_services_are_found_by_their_folders() -> None:
    assert "directory" in [folder.name for folder in FOLDERS]


async def test_migrated_schema_is_the_one_the_models_describe(
    service: str, migrated: Callable[[str], str], anyio_backend: str
) -> None:
    del anyio_backend
    own: MetaData = importlib.import_module(f"services.{service}.models").Table.metadata

    def differences(connection: Connection) -> list[object]:
        opts = {"compare_type": True, "include_object": _described}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, [own, COMMON]))  # type: ignore[arg-type] # a list is taken as in env.py

    database = connect(migrated(service))
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


def _described(_object: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """All but what `never_overlapping` puts beside its triggers on SQLite; PostgreSQL has a constraint instead."""
    return not (reflected and kind == "index" and name is not None and name.endswith("_busy"))


async def test_audit_rows_cannot_be_changed_or_removed(
    service: str, migrated: Callable[[str], str], anyio_backend: str
) -> None:
    del anyio_backend
    database = connect(migrated(service))
    row = "'0190b3a0-0000-7000-8000-000000000001', '2026-09-15T04:00:00.000000Z', 'person.read', 'done'"
    async with database.write() as session:
        await session.execute(text(f"INSERT INTO audit (id, at, act, outcome) VALUES ({row})"))  # noqa: S608 - a literal
    for act in ("UPDATE audit SET act = 'nothing'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="audit is append-only"):
            async with database.write() as session:
                await session.execute(text(act))
    await database.close()
