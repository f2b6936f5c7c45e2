"""Grouped writes: everyone gets the answer to their own item, and nobody pays for another's."""

import asyncio
import sqlite3
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from shared.batch import Grouped
from shared.errors import Busy, Conflict, Refusal


class Odd(Conflict):
    """For an item that is refused."""

    zh, en = "奇数", "Odd"


class Ledger:
    """Writes numbers; notes what was written together and whether two writes ever ran at once."""

    def __init__(self, *, bad: frozenset[int] = frozenset()) -> None:
        self.groups: list[list[int]] = []
        self.written: list[int] = []
        self.open = asyncio.Event()
        self.open.set()
        self._bad, self._busy = bad, False

    async def write(self, items: list[int]) -> list[int | Refusal]:
        assert not self._busy, "two writes at once"
        self._busy = True
        try:
            self.groups.append(items)
            await self.open.wait()
            await asyncio.sleep(0)
            if self._bad.intersection(items):
                message = f"cannot write {items}"
                raise ValueError(message)
            self.written += items
            return [Odd() if item % 2 else item * 10 for item in items]
        finally:
            self._busy = False


async def outcome(grouped: Grouped[int, int], item: int) -> object:
    """The answer to an item, or the class of what was raised."""
    try:
        return await grouped.put(item)
    except (Refusal, ValueError) as error:
        return type(error)


def expected(item: int, bad: frozenset[int]) -> object:
    if item in bad:
        return ValueError
    return Odd if item % 2 else item * 10


async def waiting(grouped: Grouped[int, int], items: Sequence[int]) -> list[asyncio.Task[object]]:
    """Puts that have been begun."""
    tasks = [asyncio.create_task(outcome(grouped, item)) for item in items]
    await asyncio.sleep(0.01)
    return tasks


@given(
    items=st.lists(st.integers(0, 30), max_size=40),
    bad=st.frozensets(st.integers(0, 30), max_size=3),
    most_together=st.integers(1, 8),
)
async def test_everyone_gets_their_own_answer_and_one_bad_item_fails_no_other(
    items: list[int], bad: frozenset[int], most_together: int
) -> None:
    ledger = Ledger(bad=bad)
    grouped = Grouped(ledger.write, most_together=most_together)
    answers = await asyncio.gather(*(outcome(grouped, item) for item in items))
    await grouped.close()
    assert answers == [expected(item, bad) for item in items]
    assert ledger.written == [item for item in items if item not in bad], "each once, in the order they came"
    assert all(len(group) <= most_together for group in ledger.groups)


async def test_what_comes_while_a_write_runs_goes_together_in_the_next() -> None:
    ledger = Ledger()
    ledger.open.clear()
    grouped = Grouped(ledger.write)
    tasks = [*await waiting(grouped, [2]), *await waiting(grouped, [4, 6, 8])]
    ledger.open.set()
    await asyncio.gather(*tasks)
    await grouped.close()
    assert ledger.groups == [[2], [4, 6, 8]]


async def test_the_queue_is_bounded_and_says_so() -> None:
    ledger = Ledger()
    ledger.open.clear()
    grouped = Grouped(ledger.write, most_waiting=2)
    tasks = [*await waiting(grouped, [2]), *await waiting(grouped, [4, 6])]
    with pytest.raises(Busy):
        await grouped.put(8)
    ledger.open.set()
    assert await asyncio.gather(*tasks) == [20, 40, 60]
    assert await grouped.put(8) == 80
    await grouped.close()


async def test_closing_writes_what_waits_and_takes_nothing_new() -> None:
    ledger = Ledger()
    ledger.open.clear()
    grouped = Grouped(ledger.write)
    tasks = [*await waiting(grouped, [2]), *await waiting(grouped, [4, 6])]
    closing = asyncio.create_task(grouped.close())
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await grouped.put(8)
    ledger.open.set()
    await closing
    assert [task.result() for task in tasks] == [20, 40, 60]
    assert ledger.written == [2, 4, 6]


async def test_closing_ends_an_idle_writer_and_one_that_never_began() -> None:
    ledger = Ledger()
    await Grouped(ledger.write).close()
    grouped = Grouped(ledger.write)
    await grouped.put(2)
    async with asyncio.timeout(1):
        await grouped.close()


async def test_a_caller_who_has_gone_harms_nobody() -> None:
    ledger = Ledger()
    ledger.open.clear()
    grouped = Grouped(ledger.write)
    first, gone, patient = [*await waiting(grouped, [2]), *await waiting(grouped, [4, 6])]
    gone.cancel()
    ledger.open.set()
    assert (await first, await patient) == (20, 60)
    assert gone.cancelled()
    assert ledger.written == [2, 4, 6], "whoever hung up may have been written: the key tells on the next try"
    await grouped.close()


async def test_answers_that_do_not_fit_their_items_are_an_error_for_all_of_them_and_not_silence() -> None:
    async def write(items: list[int]) -> list[int | Refusal]:
        return [*items[1:]]

    grouped = Grouped(write)
    async with asyncio.timeout(1):
        results = await asyncio.gather(*(grouped.put(item) for item in (2, 4)), return_exceptions=True)
        await grouped.close()
    assert [type(result) for result in results] == [ValueError, ValueError]


async def test_a_database_that_is_away_is_not_asked_again_for_every_single_item() -> None:
    asked = 0

    async def write(_items: list[int]) -> list[int | Refusal]:
        nonlocal asked
        asked += 1
        raise OperationalError("INSERT", {}, sqlite_error("SQLITE_IOERR"))

    grouped = Grouped(write)
    results = await asyncio.gather(*(grouped.put(item) for item in range(50)), return_exceptions=True)
    await grouped.close()
    assert {type(result) for result in results} <= {OperationalError, Busy}
    assert asked <= 2


def sqlite_error(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("away")
    error.sqlite_errorname = name
    return error
