"""The hot writers' own way to the database, in the driver's words.

    PostgreSQL   one statement, a transaction of its own, on a connection kept for such
    SQLite       one job, a transaction of its own, whole in one thread

SQLAlchemy's way costs half a millisecond of CPU a statement (check-out, results, and on SQLite two changes of threads),
as much as five posts. Errors are SQLAlchemy's all the same, so that the rest of the code knows one kind.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .database_words import forget_rows

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

_MOST_KEPT = 4


def _told(error: Exception, base: type[Exception]) -> Exception:
    """The error as SQLAlchemy words it; what people wrote is not in it."""
    forget_rows(error)
    return DBAPIError.instance(None, None, error, base, hide_parameters=True)


class Statements:
    """Statements in psycopg's own words (`%(name)s`), on connections of the engine's pool that are kept for them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._kept: list[AsyncConnection] = []

    async def run(self, statement: str, given: dict[str, Any]) -> list[Any]:
        """Its rows, committed. Raises as SQLAlchemy does; nothing is written then."""
        connection = self._kept.pop() if self._kept else await self._engine.connect()
        try:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            cursor = await driver.execute(statement, given)
            rows: list[Any] = await cursor.fetchall()
        except psycopg.IntegrityError as error:
            await self._keep(connection)
            raise _told(error, psycopg.Error) from error
        except psycopg.Error as error:
            await _drop(connection)
            raise _told(error, psycopg.Error) from error
        except BaseException:
            await _drop(connection)
            raise
        await self._keep(connection)
        return rows

    async def _keep(self, connection: AsyncConnection) -> None:
        if len(self._kept) < _MOST_KEPT:
            self._kept.append(connection)
        else:
            await connection.close()

    async def close(self) -> None:
        """Give every connection back."""
        while self._kept:
            await self._kept.pop().close()


async def _drop(connection: AsyncConnection) -> None:
    """Nobody knows what state it is in."""
    with suppress(SQLAlchemyError, psycopg.Error):
        await connection.invalidate()
    with suppress(SQLAlchemyError, psycopg.Error):
        await connection.close()


class Jobs:
    """Jobs on one connection to a file, in one thread, each in a transaction."""

    def __init__(self, path: str, set_up: Callable[[Any, Any], None]) -> None:
        self._path, self._set_up = path, set_up
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, "siyou-writer")

    async def run(self, job: Job[T]) -> T:
        """What the job returns, committed. Raises what it raises, and as SQLAlchemy does; nothing is written then."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, job)

    def _run(self, job: Job[T]) -> T:
        try:
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            try:
                answer = job(connection)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise _told(error, sqlite3.Error) from error
        return answer

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, timeout=10, cached_statements=512)
            self._set_up(self._connection, None)
        return self._connection

    async def close(self) -> None:
        """After the job under way."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
