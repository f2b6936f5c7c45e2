"""Hashing: alike for accounts that exist and that do not, and never many at once."""

import asyncio
import statistics
import time

import pytest

from services.directory.settings import DirectorySettings
from services.directory.usecases.passwords import Passwords
from shared.errors import Busy

pytestmark = pytest.mark.anyio


def in_earnest() -> Passwords:
    """At the price of production: OWASP's 19 MiB."""
    return Passwords(memory_kib=19456)


async def test_without_a_setting_a_hash_costs_what_owasp_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIYOU_PASSWORD_MEMORY_KIB", raising=False)
    kept = await Passwords(memory_kib=DirectorySettings().password_memory_kib).hash("Correct-horse-7")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_password_matches_its_own_hash_and_no_other() -> None:
    passwords = in_earnest()
    kept = await passwords.hash("Correct-horse-7")
    assert await passwords.matches(kept, "Correct-horse-7")
    assert not await passwords.matches(kept, "Correct-horse-8")
    assert kept != await passwords.hash("Correct-horse-7")


async def test_without_an_account_nothing_matches() -> None:
    assert not await in_earnest().matches(None, "nobody")


async def test_a_kept_hash_that_is_none_matches_nothing() -> None:
    assert not await in_earnest().matches("plain", "plain")


async def test_an_account_that_does_not_exist_costs_the_same_work() -> None:
    passwords = in_earnest()
    kept = await passwords.hash("Correct-horse-7")
    spent: dict[str | None, list[float]] = {kept: [], None: []}
    for _ in range(9):
        for each, times in spent.items():
            begun = time.perf_counter()
            await passwords.matches(each, "Wrong-guess-1")
            times.append(time.perf_counter() - begun)
    assert 0.5 < statistics.median(spent[None]) / statistics.median(spent[kept]) < 2


async def test_a_flood_is_turned_away_before_it_costs_memory() -> None:
    passwords = in_earnest()
    answers = await asyncio.gather(
        *(passwords.matches(None, "Wrong-guess-1") for _ in range(100)), return_exceptions=True
    )
    assert sum(isinstance(answer, Busy) for answer in answers) == 32
    assert sum(answer is False for answer in answers) == 68
    assert not await passwords.matches(None, "Wrong-guess-1")
