"""What was read lately is read once, never too old, and forgotten when told."""

import asyncio

import pytest

from shared.lately import Lately


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
