"""The hot writers' way to the database: whole or not at all, and a database that went away may come back."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared.db import Database, away

ONLY_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
ADD = "INSERT INTO thing SELECT * FROM unnest(%(ids)s::int[]) RETURNING id"


@pytest.fixture
async def things(database: Database) -> Database:
    async with database.write() as session:
        await session.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY)"))
    return database


async def there(database: Database) -> list[int]:
    async with database.read() as session:
        return list((await session.execute(text("SELECT id FROM thing ORDER BY id"))).scalars())


@ONLY_POSTGRESQL
class TestStatements:
    async def test_it_is_committed_when_it_answers(self, things: Database) -> None:
        assert await things.statement(ADD, {"ids": [1, 2]}) == [(1,), (2,)]
        assert await there(things) == [1, 2]

    async def test_a_statement_that_meets_a_constraint_writes_nothing_and_the_next_goes_on(
        self, things: Database
    ) -> None:
        await things.statement(ADD, {"ids": [1]})
        with pytest.raises(IntegrityError):
            await things.statement(ADD, {"ids": [2, 1]})
        await things.statement(ADD, {"ids": [3]})
        assert await there(things) == [1, 3]

    async def test_a_connection_that_was_cut_is_told_and_the_next_is_a_new_one(
        self, things: Database
    ) -> None:
        ((pid,),) = await things.statement("SELECT pg_backend_pid()", {})
        async with things.write() as session:
            await session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        with pytest.raises(DBAPIError) as told:
            await things.statement(ADD, {"ids": [1]})
        assert away(told.value)
        await things.statement(ADD, {"ids": [2]})
        assert await there(things) == [2]

    async def test_one_that_is_given_up_leaves_no_connection_in_its_midst(self, things: Database) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await things.statement("SELECT 1 FROM pg_sleep(5)", {})
        assert await things.statement("SELECT 7", {}) == [(7,)]

    async def test_no_more_connections_are_held_than_the_pool_has(self, things: Database) -> None:
        answers = await asyncio.gather(
            *(things.statement("SELECT 1 FROM pg_sleep(0.02)", {}) for _ in range(40))
        )
        assert len(answers) == 40
        assert await there(things) == []

    async def test_an_error_does_not_say_what_people_wrote(self, things: Database) -> None:
        await things.statement(ADD, {"ids": [4711]})
        with pytest.raises(IntegrityError) as told:
            await things.statement(ADD, {"ids": [4711]})
        assert told.value.params is None


@ONLY_SQLITE
class TestJobs:
    async def test_it_is_committed_when_it_answers(self, things: Database) -> None:
        def add(connection: sqlite3.Connection) -> int:
            connection.executemany("INSERT INTO thing VALUES (?)", [(1,), (2,)])
            return 2

        assert await things.job(add) == 2
        assert await there(things) == [1, 2]

    async def test_a_job_that_fails_writes_nothing_and_the_next_goes_on(self, things: Database) -> None:
        def twice(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO thing VALUES (1)")
            connection.execute("INSERT INTO thing VALUES (1)")

        def broken(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO thing VALUES (2)")
            raise LookupError

        with pytest.raises(IntegrityError):
            await things.job(twice)
        with pytest.raises(LookupError):
            await things.job(broken)
        await things.job(lambda connection: connection.execute("INSERT INTO thing VALUES (3)").rowcount)
        assert await there(things) == [3]

    async def test_jobs_and_other_writers_wait_for_each_other(self, things: Database) -> None:
        async def by_session(number: int) -> None:
            async with things.write() as session:
                await session.execute(text("INSERT INTO thing VALUES (:id)"), {"id": number})
                await asyncio.sleep(0.001)

        async def by_job(number: int) -> None:
            def job(connection: sqlite3.Connection) -> None:
                connection.execute("INSERT INTO thing VALUES (?)", (number,))

            await things.job(job)

        mixed = [by_session(number) for number in range(20)] + [by_job(number) for number in range(20, 40)]
        await asyncio.gather(*mixed)
        assert await there(things) == list(range(40))

    async def test_what_a_job_wrote_is_on_disk_before_it_answers(self, things: Database) -> None:
        def how(connection: sqlite3.Connection) -> tuple[int, str, int]:
            ask = connection.execute
            return (
                ask("PRAGMA synchronous").fetchone()[0],
                ask("PRAGMA journal_mode").fetchone()[0],
                ask("PRAGMA foreign_keys").fetchone()[0],
            )

        assert await things.job(how) == (2, "wal", 1)
