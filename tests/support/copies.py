"""Copies of a template on PostgreSQL, cleared and used again: a new one takes five times as long."""

from collections.abc import Iterable
from itertools import count
from typing import Any

import psycopg
from psycopg import sql

_numbers = count(1)

_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
)
_SEQUENCES = (
    "SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
)
_SHAPE = """
SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
  SELECT concat_ws(' ', relname, relkind, relacl, attname, atttypid, attnotnull, attisdropped) AS line
  FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', conname, contype, convalidated) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', nspname, nspacl) FROM pg_namespace WHERE nspname !~ '^pg_'
) AS lines
"""
_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class Copies:
    """The copies of one template. `server` is a `Postgres`."""

    def __init__(self, server: Any, template: str) -> None:
        self._server, self._template = server, template
        self._spare: list[str] = []
        self._first: _Contents | None = None

    def borrow(self) -> str:
        """The name of a database like the template."""
        if self._spare:
            return self._spare.pop()
        name = f"{self._template}_{next(_numbers)}"
        self._server.create(name, self._template)
        if self._first is None:
            with self._server.connected(name) as connection:
                self._first = _Contents(connection)
        return name

    def give_back(self, name: str) -> None:
        """It is as it was, or it is no more: whoever changed its tables cannot be followed."""
        assert self._first
        try:
            with self._server.connected(name) as connection:
                connection.execute(_OTHERS)
                restored = self._first.restore(connection)
        except psycopg.Error:
            restored = False
        if restored:
            self._spare.append(name)
        else:
            self._server.drop(name)


class _Contents:
    """The shape of a database, and every row in it."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._shape = _shape(connection)
        tables = [name for (name,) in connection.execute(_TABLES)]
        self._rows = {name: rows for name in tables if (rows := _out(connection, name))}
        self._sequences = list(connection.execute(_SEQUENCES))
        self._clear = _joined(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in tables)

    def restore(self, connection: psycopg.Connection[Any]) -> bool:
        """Whether it could be: the shape must be as it was."""
        if _shape(connection) != self._shape:
            return False
        connection.execute(
            "SET session_replication_role = replica"
        )  # neither foreign keys nor append-only triggers
        with connection.transaction():
            connection.execute(self._clear)
            for name, rows in self._rows.items():
                words = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                with connection.cursor().copy(words) as copying:
                    copying.write(rows)
            for name, start, last in self._sequences:
                connection.execute("SELECT setval(%s, %s, %s)", (name, last or start, last is not None))
        return True


def _shape(connection: psycopg.Connection[Any]) -> Any:
    return connection.execute(_SHAPE).fetchone()


def _out(connection: psycopg.Connection[Any], name: str) -> bytes:
    words = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
    with connection.cursor().copy(words) as copying:
        return b"".join(bytes(part) for part in copying)


def _joined(statements: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL("; ").join(statements)
