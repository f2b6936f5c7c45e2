"""Many rows in one statement, the same way on both databases: the rows travel as one JSON parameter.

    PostgreSQL   INSERT INTO t (a, b) SELECT r.a, r.b FROM json_to_recordset(:rows) AS r(a uuid, b bigint)
    SQLite       INSERT INTO t (a, b) SELECT value->>'a', value->>'b' FROM json_each(:rows)

The parse is one, the plan is one, and the cost per row is the database's own (`./bench points`).
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Date, Dialect, Table, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from .columns import Cents, Id, Instant, Json, instant_text, to_cents


@lru_cache(maxsize=64)
def _statement(
    table: Table, names: tuple[str, ...], dialect_name: str, tail: str, dialect: Dialect
) -> TextClause:
    columns = [table.c[name] for name in names]
    quoted = dialect.identifier_preparer.quote
    into = ", ".join(map(quoted, names))
    if dialect_name == "postgresql":
        source = recordset(table, names, dialect, "rows")
        values = ", ".join(f"r.{quoted(name)}" for name in names)
    else:
        source = "json_each(:rows) AS r"
        values = ", ".join(_sqlite_value(c.name, c.type) for c in columns)
    where = "WHERE true " if tail else ""  # SQLite needs it to tell ON CONFLICT from a join
    # All names come from our own tables.
    return text(f"INSERT INTO {quoted(table.name)} ({into}) SELECT {values} FROM {source} {where}{tail}")  # noqa: S608


def recordset(table: Table, names: Sequence[str], dialect: Dialect, parameter: str, also: str = "") -> str:
    """Rows in a JSON parameter as a source `r` on PostgreSQL, typed as the columns are; `also` names more fields."""
    quoted = dialect.identifier_preparer.quote
    fields = [f"{quoted(name)} {table.c[name].type.compile(dialect)}" for name in names]
    every = ", ".join([*fields, also] if also else fields)
    return f"json_to_recordset(CAST(:{parameter} AS json)) AS r({every})"


def as_json(table: Table, rows: Sequence[dict[str, Any]], *, sqlite: bool = False) -> str:
    """Rows of a table as such a parameter."""
    return to_json(_prepared(table, rows, sqlite=sqlite)).decode()


def as_tuples(table: Table, names: tuple[str, ...], rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows as sqlite3 itself takes them, for `executemany`; a name that a row lacks is null."""
    ways = _ways(table, names)
    return [
        tuple(
            [None if (value := row.get(name)) is None else way(value) if way else value for name, way in ways]
        )
        for row in rows
    ]


@lru_cache(maxsize=64)
def _ways(table: Table, names: tuple[str, ...]) -> list[tuple[str, Callable[[Any], Any] | None]]:
    """How SQLite keeps each column, where not as it is."""
    ways: dict[type[Any], Callable[[Any], Any]] = {
        Id: str,
        Instant: instant_text,
        Cents: to_cents,
        Json: lambda value: to_json(value).decode(),
        Date: date.isoformat,
    }
    return [(name, ways.get(type(table.c[name].type))) for name in names]


@lru_cache(maxsize=64)
def into(table: Table, names: tuple[str, ...]) -> str:
    """The statement for such rows."""
    # All names come from our own tables.
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608


def _sqlite_value(name: str, kind: Any) -> str:
    # `->` keeps JSON as text, `->>` gives the plain value.
    return f"NULLIF(r.value -> '$.{name}', 'null')" if isinstance(kind, Json) else f"r.value ->> '$.{name}'"


@lru_cache(maxsize=64)
def _special(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that JSON would not write as the database keeps them."""
    return (
        tuple(column.name for column in table.c if isinstance(column.type, Cents)),
        tuple(column.name for column in table.c if isinstance(column.type, Instant)),
    )


def _prepared(table: Table, rows: Sequence[dict[str, Any]], *, sqlite: bool) -> list[dict[str, Any]]:
    cents, instants = _special(table)
    # JSON writes an offset in whole minutes, and local mean times had seconds: only UTC is always exact.
    at: Callable[[datetime], Any] = instant_text if sqlite else _in_utc
    if not cents and not instants:
        return list(rows)
    prepared = []
    for row in rows:
        changed = {name: to_cents(row[name]) for name in cents if isinstance(row.get(name), Decimal)}
        for name in instants:
            value = row.get(name)
            if value is not None and (written := at(value)) is not value:
                changed[name] = written
        prepared.append(row | changed if changed else row)
    return prepared


def _in_utc(value: datetime) -> datetime:
    return value if value.tzinfo is UTC else value.astimezone(UTC)


async def insert(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]], tail: str = ""
) -> list[Any]:
    """Insert rows, each a dict with the same keys. `tail` may be ON CONFLICT … RETURNING …, whose rows come back."""
    if not rows:
        return []
    dialect = connection.dialect
    statement = _statement(table, tuple(rows[0]), dialect.name, tail, dialect)
    given = as_json(table, rows, sqlite=dialect.name == "sqlite")
    result = await connection.execute(statement, {"rows": given})
    return list(result) if result.returns_rows else []


async def among(
    connection: AsyncConnection, statement: str, keys: Sequence[Any], kind: str = "text"
) -> list[Any]:
    """Rows of a select whose text has `IN :keys`, for any number of keys in one parameter.

    `kind` is the keys' type on PostgreSQL, `text` or `uuid`.
    """
    if not keys:
        return []
    words = [str(key) for key in keys]
    given: dict[str, Any]
    if connection.dialect.name == "postgresql":
        query, given = statement.replace("IN :keys", f"= ANY(CAST(:keys AS {kind}[]))"), {"keys": words}
    else:
        query = statement.replace("IN :keys", "IN (SELECT value FROM json_each(:keys))")
        given = {"keys": to_json(words).decode()}
    return list(await connection.execute(text(query), given))
