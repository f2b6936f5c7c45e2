"""What was read lately is read once, never too old, and forgotten when told."""

import asyncio

import pytest

from shared.lately import Gathered, Lately


class Shelf:
    """Counts how often it is read; a value changes with every reading."""

    def __init__(self) -> None:
        self.readings = 0
        self.broken = False

    async def read(self, key: str) -> str:
        self.readings += 1
        number = self.readings
        await asyncio.sleep(0.01)
        if self.broken:
            raise ConnectionError(key)
        return f"{key}{number}"


async def test_all_who_ask_at_once_get_one_reading() -> None:
    shelf = Shelf()
    lately = Lately(shelf.read)
    assert await asyncio.gather(*(lately.of("a") for _ in range(20))) == ["a1"] * 20
    assert await lately.of("a") == "a1"
    assert lately.known("a") == ("a1",)


async def test_after_its_time_it_is_read_again() -> None:
    shelf = Shelf()
    lately = Lately(shelf.read, seconds=0.05)
    assert await lately.of("a") == "a1"
    await asyncio.sleep(0.06)
    assert lately.known("a") is None
    assert await lately.of("a") == "a2"


async def test_what_was_being_read_when_it_was_forgotten_is_not_kept() -> None:
    """The reading may have begun before the change."""
    shelf = Shelf()
    lately = Lately(shelf.read)
    reading = asyncio.create_task(lately.of("a"))
    await asyncio.sleep(0)
    lately.forget()
    assert await reading == "a1"
    assert await lately.of("a") == "a2"


async def test_a_failure_reaches_everyone_and_is_not_kept() -> None:
    shelf = Shelf()
    shelf.broken = True
    lately = Lately(shelf.read)
    answers = await asyncio.gather(lately.of("a"), lately.of("a"), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ConnectionError, ConnectionError]
    shelf.broken = False
    assert await lately.of("a") == "a2"


async def test_one_who_leaves_does_not_spoil_it_for_the_others() -> None:
    shelf = Shelf()
    lately = Lately(shelf.read)
    first, second = asyncio.create_task(lately.of("a")), asyncio.create_task(lately.of("a"))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "a1"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_the_memory_is_bounded() -> None:
    shelf = Shelf()
    lately = Lately(shelf.read, most=2)
    for key in "abc":
        await lately.of(key)
    assert sum(lately.known(key) is not None for key in "abc") <= 2


class Shelves:
    """Remembers for whom it was read together."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.broken = False

    async def read(self, keys: list[str]) -> dict[str, str]:
        self.groups.append(keys)
        await asyncio.sleep(0.01)
        if self.broken:
            raise ConnectionError
        return {key: key.upper() for key in keys}


class TestGathered:
    async def test_who_asks_while_one_reading_runs_is_read_for_in_the_next(self) -> None:
        shelves = Shelves()
        gathered = Gathered(shelves.read)
        first = asyncio.create_task(gathered.of("a"))
        await asyncio.sleep(0.001)
        others = await asyncio.gather(*(gathered.of(key) for key in "bcab"))
        assert (await first, others) == ("A", ["B", "C", "A", "B"])
        assert shelves.groups == [["a"], ["b", "c", "a"]]

    async def test_a_group_has_its_bound(self) -> None:
        shelves = Shelves()
        gathered = Gathered(shelves.read, most_together=2)
        await asyncio.gather(*(gathered.of(key) for key in "abcde"))
        assert shelves.groups == [["a", "b"], ["c", "d"], ["e"]]

    async def test_a_reading_that_fails_fails_for_its_group_and_the_next_is_tried(self) -> None:
        shelves = Shelves()
        gathered = Gathered(shelves.read)
        shelves.broken = True
        failed = await asyncio.gather(*(gathered.of(key) for key in "ab"), return_exceptions=True)
        assert [type(each) for each in failed] == [ConnectionError] * 2
        shelves.broken = False
        assert await gathered.of("a") == "A"

    async def test_one_who_hangs_up_does_not_spoil_it_for_the_others(self) -> None:
        gathered = Gathered(Shelves().read)
        impatient, patient = (asyncio.create_task(gathered.of("a")) for _ in range(2))
        await asyncio.sleep(0.001)
        impatient.cancel()
        assert await patient == "A"
