"""Turns: a few at a time for one thing, in order, and no thing waits for another."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from shared.errors import Busy
from shared.ids import named_id
from shared.turns import AT_ONCE, Turns

HERE, THERE = named_id("here"), named_id("there")


async def test_no_more_than_a_few_are_at_one_thing_and_they_come_in_order() -> None:
    turns, came = Turns(), []
    inside = most = 0

    async def goes(number: int) -> None:
        nonlocal inside, most
        async with turns.of(HERE):
            came.append(number)
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    await asyncio.gather(*(goes(number) for number in range(20)))
    assert (most, came) == (AT_ONCE, list(range(20)))


async def test_who_waits_too_long_is_told_to_come_again_and_the_next_gets_in() -> None:
    turns = Turns(patience_seconds=0.01)
    async with AsyncExitStack() as full:
        for _ in range(AT_ONCE):
            await full.enter_async_context(turns.of(HERE))
        with pytest.raises(Busy):
            async with turns.of(HERE):
                pass
        async with turns.of(THERE):
            pass
    async with turns.of(HERE):
        pass
