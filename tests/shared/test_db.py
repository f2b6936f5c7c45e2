"""Nothing that was acknowledged is lost, and nobody waits for ever, on either database."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from shared import migrations
from shared.db import Database, connect
from shared.errors import Busy

ONLY_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
WRITERS, ROUNDS = 8, 50


async def counting(database: Database, *numbers: int) -> None:
    """Make a table of counters that stand at zero."""
    async with database.write() as session:
        await session.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)"))
        for number in numbers:
            await session.execute(text("INSERT INTO counter VALUES (:id, 0)"), {"id": number})


async def value(database: Database, number: int = 1) -> int:
    async with database.read() as session:
        found = await session.execute(text("SELECT value FROM counter WHERE id = :id"), {"id": number})
        return int(found.scalar_one())


async def read_and_raise(execute: Callable[..., Awaitable[object]]) -> None:
    """The way that loses updates when two do it at once: read, think, write."""
    found = await execute(text("SELECT value FROM counter WHERE id = 1"))
    seen = found.scalar_one()  # type: ignore[attr-defined] # session and connection both answer in rows
    await asyncio.sleep(0)
    await execute(text("UPDATE counter SET value = :value WHERE id = 1"), {"value": seen + 1})


async def acknowledged(raise_once: Callable[[], Awaitable[None]]) -> int:
    """Eight writers, fifty rounds each: how many were told that their write was done."""

    async def writer() -> int:
        done = 0
        for _ in range(ROUNDS):
            try:
                await raise_once()
            except OperationalError:
                continue  # it was told so; only silence is a loss
            done += 1
        return done

    return sum(await asyncio.gather(*(writer() for _ in range(WRITERS))))


@ONLY_SQLITE
async def test_no_acknowledged_update_is_lost_on_sqlite(database: Database) -> None:
    await counting(database, 1)

    async def raise_once() -> None:
        async with database.write() as session:
            await read_and_raise(session.execute)

    assert await acknowledged(raise_once) == 400
    assert await value(database) == 400


@ONLY_SQLITE
async def test_the_drivers_own_settings_do_lose_updates(database: Database, database_url: str) -> None:
    """So that the test above proves something: the same work over a plain engine."""
    await counting(database, 1)
    plain = create_async_engine(database_url, pool_size=WRITERS)

    async def raise_once() -> None:
        async with plain.begin() as connection:
            await read_and_raise(connection.execute)

    done = await acknowledged(raise_once)
    await plain.dispose()
    assert await value(database) < done


@ONLY_SQLITE
async def test_writers_of_two_processes_queue_and_none_is_told_that_the_file_is_locked(
    database: Database, database_url: str
) -> None:
    await counting(database, 1)
    program = dedent("""
        import asyncio, sys
        from sqlalchemy import text
        from shared.db import connect

        async def main():
            database = connect(sys.argv[1])
            for _ in range(100):
                async with database.write() as session:
                    found = await session.execute(text("SELECT value FROM counter WHERE id = 1"))
                    seen = found.scalar_one()
                    await asyncio.sleep(0)
                    await session.execute(text("UPDATE counter SET value = :v WHERE id = 1"), {"v": seen + 1})
            await database.close()

        asyncio.run(main())
    """)
    others = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, database_url, cwd=Path(__file__).parents[2]
        )
        for _ in range(2)
    ]
    assert [await other.wait() for other in others] == [0, 0]
    assert await value(database) == 200


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    await counting(database, 1)
    async with database.write() as session:
        await session.execute(text("UPDATE counter SET value = 7"))
        async with asyncio.timeout(1):
            assert await value(database) == 0
    assert await value(database) == 7


async def test_a_view_stays_the_same_while_others_write(database: Database) -> None:
    await counting(database, 1)
    count = text("SELECT value FROM counter")
    async with database.read() as session:
        assert (await session.execute(count)).scalar_one() == 0
        async with database.write() as other:
            await other.execute(text("UPDATE counter SET value = 7"))
        assert (await session.execute(count)).scalar_one() == 0


@ONLY_POSTGRESQL
async def test_a_view_cannot_write(database: Database) -> None:
    await counting(database, 1)
    async with database.read() as session:
        with pytest.raises(DBAPIError, match="read-only"):
            await session.execute(text("UPDATE counter SET value = 7"))


async def write_and_break(opened: Callable[[], AbstractAsyncContextManager[Any]]) -> None:
    async with opened() as writer:
        await writer.execute(text("UPDATE counter SET value = 7"))
        raise ZeroDivisionError


async def test_a_block_that_fails_writes_nothing(database: Database) -> None:
    await counting(database, 1)
    for opened in (database.write, database.write_connection):
        with pytest.raises(ZeroDivisionError):
            await write_and_break(opened)
    assert await value(database) == 0


@ONLY_SQLITE
async def test_sqlite_keeps_foreign_keys_and_survives_a_power_cut(database: Database) -> None:
    async def pragma(name: str) -> object:
        async with database.read() as session:
            return (await session.execute(text(f"PRAGMA {name}"))).scalar_one()

    assert await pragma("journal_mode") == "wal"
    assert await pragma("synchronous") == 2, "FULL"
    assert await pragma("foreign_keys") == 1
    async with database.write() as session:
        await session.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        await session.execute(text("CREATE TABLE child (parent_id INTEGER REFERENCES parent(id))"))
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        async with database.write() as session:
            await session.execute(text("INSERT INTO child VALUES (1)"))


class Op:
    """As much of Alembic's `op` as `append_only` needs."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.statements: list[str] = []

    def get_bind(self) -> AsyncConnection:
        return self._connection

    def execute(self, statement: str) -> None:
        self.statements.append(statement)


@pytest.mark.parametrize(
    ("dialect", "change"),
    [
        ("sqlite", "UPDATE counter SET value = 7"),
        ("sqlite", "DELETE FROM counter"),
        ("sqlite", "INSERT OR REPLACE INTO counter VALUES (1, 7)"),
        ("postgresql", "UPDATE counter SET value = 7"),
        ("postgresql", "DELETE FROM counter"),
        ("postgresql", "TRUNCATE counter"),
    ],
    indirect=["dialect"],
)
async def test_a_table_that_may_only_grow_refuses_every_other_change(database: Database, change: str) -> None:
    """INSERT OR REPLACE deletes; without `recursive_triggers` SQLite would not wake the trigger."""
    await counting(database, 1)
    async with database.write_connection() as connection:
        op = Op(connection)
        migrations.append_only(op, "counter")
        for statement in op.statements:
            await connection.execute(text(statement))
    with pytest.raises(DBAPIError, match="counter is append-only"):
        async with database.write() as session:
            await session.execute(text(change))
    async with database.write() as session:
        await session.execute(text("INSERT INTO counter VALUES (2, 1)"))
    assert await value(database) == 0


@ONLY_POSTGRESQL
async def test_every_statement_lock_and_idle_transaction_of_postgresql_has_a_limit(
    database: Database,
) -> None:
    async def setting(name: str) -> object:
        async with database.read() as session:
            return (await session.execute(text(f"SHOW {name}"))).scalar_one()

    assert await setting("statement_timeout") == "15s"
    assert await setting("lock_timeout") == "5s"
    assert await setting("idle_in_transaction_session_timeout") == "20s"


@ONLY_POSTGRESQL
async def test_transactions_that_lock_crosswise_both_succeed_in_the_end(database: Database) -> None:
    await counting(database, 1, 2)
    both_hold_one = asyncio.Barrier(2)
    tries = 0

    async def crosswise(first: int, second: int) -> None:
        met = False

        async def work(session: object) -> None:
            nonlocal met, tries
            tries += 1
            for number in (first, second):
                await session.execute(  # type: ignore[attr-defined] # a session
                    text("UPDATE counter SET value = value + 1 WHERE id = :id"), {"id": number}
                )
                if not met:
                    met = True
                    await both_hold_one.wait()

        await database.retrying(work)

    await asyncio.gather(crosswise(1, 2), crosswise(2, 1))
    assert tries == 3, "one of the two was broken off, once"
    assert (await value(database, 1), await value(database, 2)) == (2, 2)


@ONLY_POSTGRESQL
async def test_after_five_broken_tries_the_caller_is_told_to_come_back(database: Database) -> None:
    tries = 0

    async def work(session: object) -> None:
        nonlocal tries
        tries += 1
        raise_conflict = "DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$"
        await session.execute(text(raise_conflict))  # type: ignore[attr-defined] # a session

    with pytest.raises(Busy):
        await database.retrying(work)
    assert tries == 5


async def test_a_fault_of_the_work_itself_is_not_tried_again(database: Database) -> None:
    tries = 0

    async def work(session: object) -> None:
        nonlocal tries
        tries += 1
        await session.execute(text("SELECT nonsense"))  # type: ignore[attr-defined] # a session

    with pytest.raises(DBAPIError, match="nonsense"):
        await database.retrying(work)
    assert tries == 1


@ONLY_SQLITE
def test_only_the_two_supported_drivers_are_taken(dialect: str) -> None:
    del dialect
    with pytest.raises(ValueError, match="unsupported database driver 'sqlite'"):
        connect("sqlite:///x")


@ONLY_POSTGRESQL
async def test_a_full_pool_tells_the_caller_within_a_few_seconds(database_url: str) -> None:
    small = connect(database_url, pool_size=1)
    began = time.monotonic()
    async with small.write() as session:
        await session.execute(text("SELECT 1"))
        with pytest.raises(Exception, match="QueuePool limit"):
            async with small.read() as other:
                await other.execute(text("SELECT 1"))
    await small.close()
    assert time.monotonic() - began < 4


async def test_what_is_under_way_ends_well_when_the_database_is_closed(database: Database) -> None:
    await counting(database, 1)
    begun = asyncio.Event()

    async def write_slowly() -> None:
        async with database.write() as session:
            begun.set()
            await session.execute(text("UPDATE counter SET value = 1 WHERE id = 1"))
            await asyncio.sleep(0.05)

    writing = asyncio.create_task(write_slowly())
    await begun.wait()
    await database.close()
    await asyncio.wait_for(writing, 1.0)  # it was not cut off: that would have raised


async def test_a_closed_database_opens_no_connection_that_nobody_would_close(database: Database) -> None:
    await database.close()
    for door in (database.read, database.write, database.write_connection):
        with pytest.raises(Busy):
            async with door():
                pass
    assert database.engine.pool.status().startswith("Pool size: 8  Connections in pool: 0")


@ONLY_SQLITE
async def test_a_connection_given_up_half_way_keeps_no_lock(database: Database) -> None:
    await counting(database, 1)
    async with database.engine.connect() as abandoned:
        driver = (await abandoned.get_raw_connection()).driver_connection
        await driver.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
        cursor = await driver.execute("UPDATE counter SET value = 5 RETURNING id")  # type: ignore[union-attr]
        await abandoned.invalidate()
        async with asyncio.timeout(5), database.write() as session:
            await session.execute(text("UPDATE counter SET value = value + 2"))
    async with database.read() as view:
        found = (await view.execute(text("SELECT value FROM counter"))).scalar_one()
    del cursor
    assert found == 2
