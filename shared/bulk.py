"""Many rows in one statement, the same way on both databases: the rows travel as one JSON parameter.

    PostgreSQL   INSERT INTO t (a, b) SELECT CAST(r ->> 0 AS uuid), r ->> 1 FROM jsonb_array_elements(:rows) AS r
    SQLite       INSERT INTO t (a, b) SELECT value ->> 0, value ->> 1 FROM json_each(:rows)

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
        values = ", ".join(_sqlite_value(place, column.type) for place, column in enumerate(columns))
    where = "WHERE true " if tail else ""  # SQLite needs it to tell ON CONFLICT from a join
    # All names come from our own tables.
    return text(f"INSERT INTO {quoted(table.name)} ({into}) SELECT {values} FROM {source} {where}{tail}")  # noqa: S608


def recordset(table: Table, names: Sequence[str], dialect: Dialect, parameter: str, also: str = "") -> str:
    """Rows of `as_arrays` in a parameter as a source `r` on PostgreSQL, typed as the columns are.

    `also` are more fields and their types, after the columns: `n int, before text`. Arrays are read in half the time
    that objects take, whose names come with every row.
    """
    fields = [(name, _how(table.c[name].type, place, dialect)) for place, name in enumerate(names)]
    for place, field in enumerate(filter(None, also.split(", ")), len(names)):
        name, kind = field.split(" ")
        fields.append((name, f"CAST(r ->> {place} AS {kind})"))
    quoted = dialect.identifier_preparer.quote
    every = ", ".join(f"{how} AS {quoted(name)}" for name, how in fields)
    # All names come from our own tables.
    return f"(SELECT {every} FROM jsonb_array_elements(CAST(:{parameter} AS jsonb)) AS r) AS r"  # noqa: S608


def _how(kind: Any, place: int, dialect: Dialect) -> str:
    if isinstance(kind, Json):
        return f"NULLIF(r -> {place}, 'null')"
    words = kind.compile(dialect)
    # A cast to a shorter text would cut it off; written into its column it is refused.
    return f"r ->> {place}" if words.startswith(("VARCHAR", "TEXT")) else f"CAST(r ->> {place} AS {words})"


def in_utc(value: datetime) -> datetime:
    """An instant as PostgreSQL reads it from JSON."""
    # JSON writes an offset in whole minutes, and local mean times had seconds: only UTC is always exact.
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def as_arrays(
    table: Table,
    names: Sequence[str],
    rows: Sequence[dict[str, Any]],
    at: Callable[[datetime], Any] = in_utc,
) -> str:
    """Rows as such a parameter; a name that a row lacks is null. `at` is how the database keeps an instant."""
    cents, instants = _special(table)
    special = [place for place, name in enumerate(names) if name in cents or name in instants]
    arrays = [[row.get(name) for name in names] for row in rows]
    for array in arrays:
        for place in special:
            value = array[place]
            if isinstance(value, Decimal):
                array[place] = to_cents(value)
            elif isinstance(value, datetime):
                array[place] = at(value)
    return to_json(arrays).decode()


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


def _sqlite_value(place: int, kind: Any) -> str:
    # `->` keeps JSON as text, `->>` gives the plain value.
    return f"NULLIF(r.value -> {place}, 'null')" if isinstance(kind, Json) else f"r.value ->> {place}"


@lru_cache(maxsize=64)
def _special(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that JSON would not write as the database keeps them."""
    return (
        tuple(column.name for column in table.c if isinstance(column.type, Cents)),
        tuple(column.name for column in table.c if isinstance(column.type, Instant)),
    )


async def insert(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]], tail: str = ""
) -> list[Any]:
    """Insert rows, each a dict with the same keys. `tail` may be ON CONFLICT … RETURNING …, whose rows come back."""
    if not rows:
        return []
    dialect = connection.dialect
    names = tuple(rows[0])
    statement = _statement(table, names, dialect.name, tail, dialect)
    given = as_arrays(table, names, rows, instant_text if dialect.name == "sqlite" else in_utc)
    result = await connection.execute(statement, {"rows": given})
    return list(result) if result.returns_rows else []


async def update(connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Set in each row's columns what the row says, the first of which is `id`; all have the same keys."""
    if not rows:
        return
    dialect = connection.dialect
    names = tuple(rows[0])
    quoted = dialect.identifier_preparer.quote
    if dialect.name == "postgresql":
        source, key = recordset(table, names, dialect, "rows"), "r.id"
        sets = [f"{quoted(name)} = r.{quoted(name)}" for name in names[1:]]
    else:
        source, key = "json_each(:rows) AS r", "r.value ->> 0"
        values = [_sqlite_value(place, table.c[name].type) for place, name in enumerate(names)]
        sets = [f"{quoted(name)} = {value}" for name, value in zip(names[1:], values[1:], strict=True)]
    given = as_arrays(table, names, rows, instant_text if dialect.name == "sqlite" else in_utc)
    # All names come from our own tables.
    words = f"UPDATE {quoted(table.name)} SET {', '.join(sets)} FROM {source} WHERE {quoted(table.name)}.id = {key}"  # noqa: S608
    await connection.execute(text(words), {"rows": given})


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
