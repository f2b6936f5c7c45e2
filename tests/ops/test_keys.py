"""A new signing key: nobody is signed out by it, unless that is what is wanted."""

from collections.abc import AsyncIterator, Callable

import pytest

from ops.keys import main, rotate
from services.directory import queries, usecases
from services.directory.usecases.signing_keys import Rotation
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
    """Every key that services trust."""
    async with database.read() as view:
        return [key.kid for key in await queries.signing_keys.published(view)]


async def test_new_keys_sign_and_the_ones_before_still_hold(directory: Database) -> None:
    first = await published(directory)
    made = await rotate(directory, Watch(), Rotation.NOW)
    assert set(await published(directory)) == {*first, *made}


async def test_now_means_that_no_older_key_holds(directory: Database) -> None:
    made = await rotate(directory, Watch(), Rotation.COMPROMISED)
    assert await published(directory) == made


def test_without_a_database_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SIYOU_DATABASE_URL", raising=False)
    assert main([]) == 2
    assert capsys.readouterr().err == "Set SIYOU_DATABASE_URL to the directory's database.\n"
