"""However many write, give places and read at once: no reader misses anything, and none reads it out of order."""

import asyncio
import random
from typing import Any

from services.directory import queries, usecases
from services.directory.rules.outward.feed import EventType
from services.directory.usecases.feed_desk import FeedDesk
from shared.db import Database
from tests.directory.house import House, both
from tests.directory.world import ident

WRITERS, ROUNDS = 6, 6


async def write(database: Database, number: int, luck: random.Random, at: Any) -> None:
    """Transactions that stay open for a while: what began first is often committed last.

    Each tells of something new, and of something that it tells of again and again.
    """
    for turn in range(1, ROUNDS + 1):
        async with database.write() as tx:
            for words in ((str(number), str(turn)), (str(number),)):
                await usecases.feed.put(
                    tx, EventType.RESULT_FINAL, ident("wang"), *words, revision=turn, data={}, at=at
                )
            await asyncio.sleep(luck.random() * 0.03)


async def read(desk: FeedDesk, database: Database, done: asyncio.Event) -> list[tuple[int, str, int]]:
    """Whoever follows close behind the writers: place, key and revision of whatever was read."""
    found: list[tuple[int, str, int]] = []
    last = 0
    while True:
        ending = done.is_set()
        await desk.catch_up()
        async with database.read() as view:
            rows = await queries.feed.after(view, last, 50)
        found += [(row.position or 0, row.key, row.revision) for row in rows]
        last = found[-1][0] if found else 0
        if ending and not rows:
            return found
        await asyncio.sleep(0)


@both
async def test_no_reader_misses_anything_whoever_writes_and_numbers_at_once(house: House) -> None:
    await house.app.state.feed_desk.stop()
    database, at = house.database, house.watch.at
    done = asyncio.Event()
    # Each reader has a desk, as if of a process of its own.
    desks = [FeedDesk(database, house.watch, house.app.state.zone, "c" * 40) for _ in range(3)]
    reading = [asyncio.create_task(read(desk, database, done)) for desk in desks]
    luck = [random.Random(number) for number in range(WRITERS)]  # noqa: S311 - order, not secrecy
    await asyncio.gather(*(write(database, number, luck[number], at) for number in range(WRITERS)))
    done.set()
    seen = await asyncio.gather(*reading)
    async with database.read() as view:
        rows = await queries.feed.after(view, 0, 10_000)
    newest = {row.key: row.revision for row in rows}
    assert len({row.position for row in rows}) == len(rows)
    for found in seen:
        places = [place for place, _, _ in found]
        assert places == sorted(set(places))
        assert {key: revision for _, key, revision in found} == newest
