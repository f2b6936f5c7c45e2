"""`./siyou ledger verify` reads every period, names what was done to it, and ends with 1 if anything was."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from services.points.rules.statement_keys import key_from
from services.points.usecases.sealing import sweep
from shared.clock import system_clock
from shared.db import connect
from tests.points.house import keeping_house
from tests.points.world import furnish
from tests.support.worlds import copies

from .shell import siyou

SECRET = "s" * 40


@pytest.fixture
def url(tmp_path: Path, templates: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The books of points with an entry in one of two branches, sealed."""
    for made in copies("points", furnish, templates=templates, here=tmp_path, server=None):
        asyncio.run(_sealed(made))
        monkeypatch.setenv("SIYOU_DATABASE_URL", made)
        monkeypatch.setenv("SIYOU_SERVICE_KEY", SECRET)
        yield made


async def _sealed(url: str) -> None:
    async with keeping_house(url) as house:
        await house.an_entry()
    database = connect(url)
    await sweep(database, system_clock(), key=key_from(SECRET))
    await database.close()


def test_an_untouched_ledger_is_said_to_be_so(url: str) -> None:
    del url
    done = siyou("ledger", "verify")
    assert done.exit_code == 0, done.stderr
    assert sorted(line.split("\t")[2:] for line in done.stdout.splitlines()) == [
        ["0 sealed", "0 waiting", "ok 相符"],
        ["1 sealed", "0 waiting", "ok 相符"],
    ]


def test_what_was_done_to_it_is_named_and_ends_with_1(url: str) -> None:
    with sqlite3.connect(str(make_url(url).database)) as database:
        database.execute("DROP TRIGGER entry_no_update")
        database.execute("UPDATE entry SET points = 0")
    done = siyou("ledger", "verify")
    assert done.exit_code == 1
    assert "BROKEN" in done.stdout
    assert "changed\tseq 1\tentry " in done.stdout


def test_half_a_checkpoint_is_refused(url: str) -> None:
    del url
    assert siyou("ledger", "verify", "--seq", "1").exit_code == 2
