"""Many rows in one statement are the same rows that an ordinary insert would have made."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, MetaData, String, Table, insert, text

from shared import bulk
from shared.columns import Cents, Id, Instant, Json
from shared.db import Database
from shared.ids import new_id

from .test_columns import documents, texts


def a_table(name: str) -> Table:
    return Table(
        name,
        MetaData(),
        Column("number", Integer, primary_key=True),
        Column("id", Id),
        Column("at", Instant),
        Column("day", Date),
        Column("points", Cents),
        Column("data", Json),
        Column("title", String(200)),
        Column("size", BigInteger),
        Column("open", Boolean),
    )


ONE_BY_ONE, TOGETHER = a_table("one_by_one"), a_table("together")
COLUMNS = ("id", "at", "day", "points", "data", "title", "size", "open")
rows = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.none() | st.uuids(),
            "at": st.none()
            | st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1), timezones=st.timezones()),  # noqa: DTZ001 - the zones come beside
            "day": st.none() | st.dates(date(1900, 1, 1)),
            "points": st.none() | st.decimals(-99999, 99999, places=2),
            "data": documents,
            "title": st.none() | texts,
            "size": st.none() | st.integers(-(2**63), 2**63 - 1),
            "open": st.none() | st.booleans(),
        }
    ),
    max_size=5,
)


async def raw(database: Database, table: Table) -> list[Any]:
    """What the database itself holds, by its own words, and whether it is null."""
    columns = ", ".join(f"CAST({c.name} AS text), {c.name} IS NULL" for c in table.c)
    async with database.read() as session:
        found = await session.execute(
            text(f"SELECT {columns} FROM {table.name} ORDER BY number")  # noqa: S608 - our own names
        )
        return [tuple(row) for row in found]


# Local mean time in Accra was 52 seconds behind; JSON knows whole minutes only.
@example(rows=[dict.fromkeys(COLUMNS) | {"at": datetime(1915, 1, 1, tzinfo=ZoneInfo("Africa/Accra"))}])
@given(rows=rows)
async def test_rows_together_are_the_same_as_rows_one_by_one(
    database: Database, rows: list[dict[str, Any]]
) -> None:
    numbered = [{"number": number} | row for number, row in enumerate(rows)]
    async with database.write_connection() as connection:
        for table in (ONE_BY_ONE, TOGETHER):
            await connection.run_sync(table.metadata.create_all)
            await connection.execute(table.delete())
        for row in numbered:
            await connection.execute(insert(ONE_BY_ONE).values(row))
        await bulk.insert(connection, TOGETHER, numbered)
    assert await raw(database, TOGETHER) == await raw(database, ONE_BY_ONE)
    assert len(await raw(database, TOGETHER)) == len(rows)


@given(rows=rows)
async def test_rows_changed_together_are_the_same_as_rows_written_so(
    database: Database, rows: list[dict[str, Any]]
) -> None:
    numbered = [{"id": new_id(), "number": number} | row for number, row in enumerate(rows)]
    for row in numbered:
        row["id"] = row["id"] or new_id()
    known = {row["id"]: row for row in numbered}
    async with database.write_connection() as connection:
        for table in (ONE_BY_ONE, TOGETHER):
            await connection.run_sync(table.metadata.create_all)
            await connection.execute(table.delete())
        await bulk.insert(connection, ONE_BY_ONE, list(known.values()))
        await bulk.insert(
            connection, TOGETHER, [{"number": row["number"], "id": key} for key, row in known.items()]
        )
        await bulk.update(connection, TOGETHER, list(known.values()))
    assert await raw(database, TOGETHER) == await raw(database, ONE_BY_ONE)


async def test_a_row_that_is_there_already_is_left_as_it_is_and_the_others_are_told(
    database: Database,
) -> None:
    async with database.write_connection() as connection:
        await connection.run_sync(TOGETHER.metadata.create_all)
        await bulk.insert(connection, TOGETHER, [{"number": 1, "title": "first"}])
        several = [{"number": number, "title": "second"} for number in (1, 2, 3)]
        tail = "ON CONFLICT (number) DO NOTHING RETURNING number"
        made = await bulk.insert(connection, TOGETHER, several, tail)
    assert sorted(row.number for row in made) == [2, 3]
    async with database.read() as session:
        found = await session.execute(text("SELECT title FROM together ORDER BY number"))
        assert found.scalars().all() == ["first", "second", "second"]


async def test_a_name_that_the_database_keeps_for_itself_may_be_a_column(database: Database) -> None:
    table = Table("order", MetaData(), Column("group", Integer, primary_key=True), Column("limit", String(9)))
    async with database.write_connection() as connection:
        await connection.run_sync(table.metadata.create_all)
        await bulk.insert(connection, table, [{"group": 1, "limit": "a"}])
        assert list(await connection.execute(table.select())) == [(1, "a")]


async def test_a_thousand_rows_go_in_one_statement(database: Database) -> None:
    at = datetime(2026, 9, 15, tzinfo=UTC)
    many = [{"number": number, "id": new_id(), "at": at} for number in range(1000)]
    async with database.write_connection() as connection:
        await connection.run_sync(TOGETHER.metadata.create_all)
        await bulk.insert(connection, TOGETHER, many)
    assert len(await raw(database, TOGETHER)) == 1000


async def test_any_number_of_keys_can_be_asked_for_in_one_parameter(database: Database) -> None:
    several = [{"number": number, "id": new_id(), "title": f"t{number}"} for number in range(100)]
    async with database.write_connection() as connection:
        await connection.run_sync(TOGETHER.metadata.create_all)
        await bulk.insert(connection, TOGETHER, several)
        wanted = [row["id"] for row in several[:60]] + [new_id()]
        found = await bulk.among(
            connection, "SELECT number FROM together WHERE id IN :keys", wanted, kind="uuid"
        )
        assert sorted(row.number for row in found) == list(range(60))
        titled = await bulk.among(
            connection, "SELECT number FROM together WHERE title IN :keys", ["t1", "x' OR 1"]
        )
        assert [row.number for row in titled] == [1]
        assert (
            await bulk.among(connection, "SELECT number FROM together WHERE id IN :keys", [], kind="uuid")
            == []
        )
