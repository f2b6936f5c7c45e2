"""The parts as processes: what they miss they name, and a service's database is migrated by its name."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import logs

ROOT = Path(__file__).parents[2]


def call(module: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIYOU_")}
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env=kept | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    logs.keep(done.stdout + done.stderr, "served")
    return done


def test_a_service_names_what_its_environment_lacks() -> None:
    done = call("ops.serve", "points", SIYOU_SERVICE_KEY="k" * 40)
    assert done.returncode == 2
    assert done.stderr == "points cannot start: set SIYOU_DATABASE_URL, SIYOU_CURSOR_KEY.\n"


def test_the_gateway_names_the_services_it_cannot_find() -> None:
    done = call("ops.serve", "gateway", SIYOU_PEERS='{"directory": "http://directory:8000"}')
    assert done.returncode == 2
    assert (
        done.stderr
        == "gateway cannot start: set SIYOU_PEERS with the addresses of activities, volunteering, points.\n"
    )


@pytest.mark.parametrize("service", ["directory", "activities", "volunteering", "points"])
def test_a_database_is_migrated_by_the_services_name(tmp_path: Path, service: str) -> None:
    file = tmp_path / "migrated.sqlite"
    url = f"sqlite+aiosqlite:///{file}"
    for _ in range(2):  # a second time there is nothing to do
        done = call("ops.migrate", service, SIYOU_MIGRATION_DATABASE_URL=url)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"{service}: the database has the newest schema\n"
    connection = sqlite3.connect(file)
    [(version,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    connection.close()
    assert version


def test_a_migration_without_service_or_database_says_so() -> None:
    unnamed, nowhere = call("ops.migrate"), call("ops.migrate", "points")
    assert (unnamed.returncode, nowhere.returncode) == (2, 2)
    assert (
        unnamed.stderr
        == "Name one service: python -m ops.migrate {directory,activities,volunteering,points}\n"
    )
    assert nowhere.stderr == "Set SIYOU_MIGRATION_DATABASE_URL (or SIYOU_DATABASE_URL) to the database.\n"
