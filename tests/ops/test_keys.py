"""A new signing key: nobody is signed out by it, unless that is what is wanted."""

from collections.abc import AsyncIterator, Callable

import pytest

from ops.keys import main, rotate
from services.directory import queries, usecases
from shared.db import Database, connect
from tests.support.issuer import Watch


@pytest.fixture
async def directory(migrated: Callable[[str], str], anyio_backend: str) -> AsyncIterator[Database]:
    """A directory with its first key."""
    del anyio_backend
    database = connect(migrated("directory"))
    async with database.write() as tx:
        await usecases.signing_keys.make_sure(tx, Watch()())
    yield database
    await database.close()


async def published(database: Database) -> list[str]:
    """The newest first: it signs."""
    async with database.read() as view:
        return [key.kid for key in await queries.signing_keys.in_use(view)]


async def test_the_new_key_signs_and_the_one_before_still_holds(directory: Database) -> None:
    watch = Watch()
    [first] = await published(directory)
    watch.pass_by(days=90)
    second, retired = await rotate(directory, watch)
    assert (await published(directory), retired) == ([second, first], 0)


async def test_a_key_replaced_more_than_an_hour_ago_is_retired(directory: Database) -> None:
    watch = Watch()
    [first] = await published(directory)
    watch.pass_by(days=90)
    second, _ = await rotate(directory, watch)
    watch.pass_by(minutes=59)
    third, spared = await rotate(directory, watch)
    assert (await published(directory), spared) == ([third, second, first], 0)
    watch.pass_by(minutes=2)
    fourth, retired = await rotate(directory, watch)
    assert (await published(directory), retired) == ([fourth, third, second], 1)


async def test_now_means_that_no_older_key_holds(directory: Database) -> None:
    watch = Watch()
    watch.pass_by(seconds=1)
    second, retired = await rotate(directory, watch, at_once=True)
    assert (await published(directory), retired) == ([second], 1)


def test_without_a_database_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SIYOU_DATABASE_URL", raising=False)
    assert main([]) == 2
    assert capsys.readouterr().err == "Set SIYOU_DATABASE_URL to the directory's database.\n"
