"""One engine factory for SQLite and PostgreSQL, and the transaction of a request.

What the defaults of the drivers lose, this file keeps: on SQLite every write transaction opens with
BEGIN IMMEDIATE (otherwise acknowledged updates vanish silently), on PostgreSQL every statement, lock
and idle transaction has a limit. `tests/shared/test_db.py` holds both.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request
from sqlalchemy import event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlalchemy.pool import QueuePool
from sqlmodel.ext.asyncio.session import AsyncSession

from . import audit
from .database_words import forget_rows
from .errors import Busy
from .hot import Job, Jobs, Statements

T = TypeVar("T")

_RETRY_STATES = frozenset({"40001", "40P01"})
_PG_OPTIONS = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=20000"
_SQLITE_AWAY = ("SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR")
_TRIES = 5
_PATIENCE = 5.0
"""Seconds for transactions under way when the database is closed."""


class Session(AsyncSession):
    """SQLModel's session, with SQLAlchemy's own `execute` beside `exec`: plain tables answer in rows."""

    execute = PlainSession.execute  # SQLModel's says at every call that it is deprecated


class Database:
    """An engine with its two kinds of transaction. SQLite writers of one process queue here, in order."""

    def __init__(self, engine: AsyncEngine, jobs: Jobs | None = None) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._reader = engine.execution_options(siyou_reads=True, **self._reads_only())
        self._statements, self._jobs = Statements(engine), jobs
        self._write_sessions = async_sessionmaker(engine, class_=Session, expire_on_commit=False)
        self._read_sessions = async_sessionmaker(self._reader, class_=Session, expire_on_commit=False)
        self._turn = asyncio.Lock() if self.dialect == "sqlite" else None
        self._closed = False

    def _reads_only(self) -> dict[str, Any]:
        # On PostgreSQL every statement of READ COMMITTED would see another state.
        if self.dialect == "postgresql":
            return {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        return {}

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction that commits when the block ends well and rolls back otherwise. Raises Busy once closed."""
        self._check_open()
        async with self._turn or nullcontext(), self._write_sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """One consistent view that never waits for a writer and never writes. Raises Busy once closed."""
        self._check_open()
        async with self._read_sessions() as session:
            yield session

    @asynccontextmanager
    async def write_connection(self) -> AsyncIterator[AsyncConnection]:
        """As `write`, without the ORM, for bulk statements."""
        self._check_open()
        async with self._turn or nullcontext(), self.engine.begin() as connection:
            yield connection

    async def statement(self, words: str, given: dict[str, Any]) -> list[Any]:
        """One statement of a hot writer on PostgreSQL, in psycopg's words; its rows, once it is committed."""
        self._check_open()
        return await self._statements.run(words, given)

    async def job(self, job: Job[T]) -> T:
        """One transaction of a hot writer on SQLite, in one thread; what the job returns, once it is committed."""
        self._check_open()
        async with self._turn or nullcontext():
            return await cast("Jobs", self._jobs).run(job)  # whoever asks has looked at the dialect

    async def retrying(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Run `work` in a write transaction, again if the database broke it off for another's sake.

        Raises Busy after five tries (SQLSTATE 40001, 40P01).
        """
        for attempt in range(_TRIES):
            try:
                async with self.write() as session:
                    return await work(session)
            except DBAPIError as error:
                if not broken_off(error):
                    raise
                await asyncio.sleep(0.02 * 2**attempt)
        raise Busy

    async def close(self) -> None:
        """Begin nothing new, wait a while for what is under way, give every connection back."""
        if self._closed:
            return
        self._closed = True
        await self._statements.close()
        if self._jobs:
            await self._jobs.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._all_returned()
        await self.engine.dispose()

    def _check_open(self) -> None:
        # A pool that is disposed of makes a new one of itself at the next question, which nobody would close.
        if self._closed:
            raise Busy

    async def _all_returned(self) -> None:
        pool = cast("QueuePool", self.engine.pool)
        while pool.checkedout():  # noqa: ASYNC110 - a pool tells nobody
            await asyncio.sleep(0.01)


async def add_or_refuse(session: AsyncSession, row: Any, refusal: Callable[[], Awaitable[Exception]]) -> None:
    """Write a row that a constraint may refuse because another request was quicker; the transaction goes on.

    Raises what `refusal` makes.
    """
    try:
        async with session.begin_nested():
            session.add(row)
            await session.flush()
    except IntegrityError as error:
        raise await refusal() from error


def broken_off(error: DBAPIError) -> bool:
    """Whether the database ended the transaction only to resolve a conflict, so that it may be tried again."""
    return getattr(error.orig, "sqlstate", None) in _RETRY_STATES or (
        isinstance(error, OperationalError) and "database is locked" in str(error.orig)
    )


def away(error: Exception) -> bool:
    """Whether the database cannot be reached or written at all at present."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError) or broken_off(error):
        return False
    sqlite_code = getattr(error.orig, "sqlite_errorname", None)
    if sqlite_code is not None:
        return str(sqlite_code).startswith(_SQLITE_AWAY)
    return isinstance(error, (OperationalError, InterfaceError))


def unavailable(error: Exception) -> bool:
    """Whether the same request may well succeed later: nothing is wrong with it."""
    return away(error) or (isinstance(error, DBAPIError) and broken_off(error))


def connect(url: str, *, synchronous: str = "FULL", pool_size: int = 8) -> Database:
    """A database from its URL: `sqlite+aiosqlite:///path` or `postgresql+psycopg://…`.

    Raises ValueError for any other driver.
    """
    parsed = make_url(url)
    if parsed.drivername == "sqlite+aiosqlite":
        return _sqlite(url, parsed.database or "", synchronous, pool_size)
    if parsed.drivername == "postgresql+psycopg":
        return Database(_postgresql(url, pool_size))
    message = f"unsupported database driver {parsed.drivername!r}: use sqlite+aiosqlite or postgresql+psycopg"
    raise ValueError(message)


def _postgresql(url: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=2,
        pool_pre_ping=False,
        pool_recycle=1800,
        hide_parameters=True,
        connect_args={"options": _PG_OPTIONS, "connect_timeout": 5, "prepare_threshold": 3},
    )

    @event.listens_for(engine.sync_engine, "handle_error")
    def forget(context: Any) -> None:
        forget_rows(context.original_exception, context.sqlalchemy_exception)

    return engine


class _SqliteConnection(sqlite3.Connection):
    """A task called off half-way leaves a cursor in its traceback, and SQLite keeps its lock while a cursor lives."""

    def close(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # closed before
            self.rollback()
        super().close()


def _sqlite(url: str, path: str, synchronous: str, pool_size: int) -> Database:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,  # a statement that fails is logged, what people wrote is not
        connect_args={"timeout": 10, "cached_statements": 512, "factory": _SqliteConnection},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we open transactions ourselves, below
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "cache_size=-16000",  # in KiB: a ledger's indexes outgrow the 2 MB of the default within a year
            "wal_autocheckpoint=4000",  # pages; each checkpoint writes a page once, however often it has changed
            "recursive_triggers=ON",  # else INSERT OR REPLACE deletes without waking the append-only triggers
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        reads = connection.get_execution_options().get("siyou_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return Database(engine, Jobs(path, set_up))


async def transaction(request: Request) -> AsyncIterator[AsyncSession]:
    """The request's write transaction; it leaves its audit row and commits before the answer leaves."""
    async with request.app.state.database.write() as session:
        yield session
        await audit.leave(session, request)


async def reading(request: Request) -> AsyncIterator[AsyncSession]:
    """The request's view for reading."""
    async with request.app.state.database.read() as session:
        yield session


# With FastAPI's default scope the answer would leave before the commit.
Tx = Annotated[AsyncSession, Depends(transaction, scope="function")]
View = Annotated[AsyncSession, Depends(reading, scope="function")]
