"""The relay goes on: past hearers in trouble, past a fact nobody takes, past a database that was away."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import select, text

from shared import outbox
from shared.db import Database
from shared.outbox import DELIVERY
from shared.relay import Relay
from tests.support.issuer import NOON, Watch
from tests.support.waiting import until

from .hearers import Answer, Hearers, a_fact, a_relay, open_deliveries, tell

ONLY_POSTGRESQL = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)


@ONLY_POSTGRESQL
async def test_two_relays_do_not_deliver_the_same_facts_at_the_same_time(
    telling: Database, hearers: Hearers, watch: Watch
) -> None:
    told = await tell(telling, *(a_fact() for _ in range(20)))
    hearers.slow = 0.1
    await asyncio.gather(*(a_relay(telling, hearers, watch).deliver_due() for _ in range(2)))
    for taken in hearers.taken.values():
        assert sorted(taken) == sorted(told), "each once"


@pytest.mark.parametrize(
    "trouble",
    [
        lambda _facts: httpx2.Response(503),
        lambda _facts: httpx2.Response(401),
        lambda _facts: raising(httpx2.ConnectError("refused")),
        lambda _facts: raising(httpx2.ReadTimeout("slow")),
        lambda _facts: raising(RuntimeError("a fault of ours")),
    ],
    ids=["503", "401", "refused", "slow", "fault"],
)
async def test_what_could_not_be_delivered_is_tried_again_after_longer_and_longer_waits(
    telling: Database,
    relay: Relay,
    hearers: Hearers,
    watch: Watch,
    trouble: Answer,
) -> None:
    (told,) = await tell(telling, a_fact(kind="note.lost"))
    hearers.answers["points"] = trouble
    for wait in (1, 2, 4, 8):
        before = hearers.deliveries
        assert await relay.deliver_due() == 0
        assert hearers.deliveries == before + 1
        watch.pass_by(seconds=wait - 0.1)
        assert await relay.deliver_due() == 0
        assert hearers.deliveries == before + 1, "not yet"
        watch.pass_by(seconds=0.1)
    assert await open_deliveries(telling) == 1
    del hearers.answers["points"]
    assert await relay.deliver_due() == 1
    assert hearers.taken["points"] == [told]
    assert await open_deliveries(telling) == 0


def raising(error: Exception) -> httpx2.Response:
    raise error


async def test_nothing_waits_longer_than_five_minutes_for_its_next_try(telling: Database) -> None:
    (told,) = await tell(telling, a_fact(kind="note.lost"))
    async with telling.write() as session:
        for _ in range(20):
            await outbox.mark_failed(session, "points", [told], NOON, "x" * 1000)
    async with telling.read() as session:
        row = (await session.execute(select(DELIVERY))).one()
    assert (row.attempts, row.next_at, len(row.last_error)) == (20, NOON + timedelta(minutes=5), 200)


@pytest.mark.parametrize("fault", [RuntimeError, KeyError])
async def test_one_hearer_in_trouble_holds_up_no_other(
    telling: Database, relay: Relay, hearers: Hearers, fault: type[Exception]
) -> None:
    told = await tell(telling, a_fact())
    hearers.answers["activities"] = lambda _facts: raising(fault())
    assert await relay.deliver_due() == 1
    assert (hearers.taken["points"], hearers.taken["activities"]) == (told, [])


@pytest.mark.parametrize("status", [400, 413, 422, 500])
async def test_one_fact_that_a_hearer_will_not_take_holds_up_no_other(
    telling: Database, relay: Relay, hearers: Hearers, status: int
) -> None:
    """A delivery is refused as a whole; so it is halved until the one is alone."""
    told = await tell(telling, *(a_fact(str(number)) for number in range(20)))
    poison = str(told[7])
    hearers.answers["points"] = lambda facts: httpx2.Response(
        status if poison in {one["id"] for one in facts} else 200
    )
    await relay.deliver_due()
    assert hearers.taken["points"] == [one for one in told if str(one) != poison]
    assert hearers.taken["activities"] == told
    assert await open_deliveries(telling) == 1


async def test_a_hearer_who_is_away_is_not_asked_in_halves(
    telling: Database, relay: Relay, hearers: Hearers
) -> None:
    await tell(telling, *(a_fact(kind="note.lost") for _ in range(20)))
    hearers.answers["points"] = lambda _facts: httpx2.Response(503)
    await relay.deliver_due()
    assert hearers.deliveries == 1


async def test_many_facts_go_in_deliveries_of_two_hundred(telling: Database, relay: Relay) -> None:
    await tell(telling, *(a_fact(kind="note.lost") for _ in range(450)))
    assert [await relay.deliver_due() for _ in range(4)] == [200, 200, 50, 0]


@pytest.fixture
async def running(relay: Relay, anyio_backend: str) -> AsyncIterator[Relay]:
    del anyio_backend
    relay.start()
    yield relay
    await relay.stop()


async def test_a_relay_that_is_woken_delivers_at_once(
    telling: Database, running: Relay, hearers: Hearers
) -> None:
    await asyncio.sleep(0.05)
    told = await tell(telling, a_fact(kind="note.lost"))
    running.wake()
    await until(hearers.heard, seconds=0.8)
    assert hearers.taken["points"] == told


async def test_a_relay_outlives_a_database_in_trouble(
    telling: Database, running: Relay, hearers: Hearers
) -> None:
    async with telling.write() as session:
        await session.execute(text("ALTER TABLE delivery RENAME TO gone"))
    await asyncio.sleep(0.05)
    running.wake()
    await asyncio.sleep(0.05)
    async with telling.write() as session:
        await session.execute(text("ALTER TABLE gone RENAME TO delivery"))
    told = await tell(telling, a_fact(kind="note.lost"))
    running.wake()
    await until(hearers.heard)
    assert hearers.taken["points"] == told


async def test_a_relay_that_is_stopped_ends_the_delivery_it_is_at(
    telling: Database, relay: Relay, hearers: Hearers
) -> None:
    hearers.slow = 0.2
    (told,) = await tell(telling, a_fact(kind="note.lost"))
    relay.start()
    await until(hearers.asked)
    await relay.stop()
    assert hearers.taken["points"] == [told]
    assert await open_deliveries(telling) == 0


async def test_a_relay_that_never_began_can_be_stopped(relay: Relay) -> None:
    await relay.stop()
