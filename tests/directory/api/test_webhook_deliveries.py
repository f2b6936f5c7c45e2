"""`/v1/webhook-deliveries`."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.directory.house import House, code_of
from tests.directory.pushing import (
    DELIVERIES,
    a_house_with_a_receiver,
    deliver,
    deliveries,
    registered,
    renamed,
)
from tests.directory.receiver import Receiver
from tests.directory.world import ident

Place = tuple[House, Receiver]


@pytest.fixture
async def place(world_url: str, anyio_backend: Any) -> AsyncIterator[Place]:
    del anyio_backend
    async with a_house_with_a_receiver(world_url) as found:
        yield found


class TestLog:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(DELIVERIES, None)).status_code == 401

    async def test_a_member_sees_none(self, house: House) -> None:
        assert (await house.get(DELIVERIES, "wang")).status_code == 403

    async def test_anothers_is_hidden(self, place: Place) -> None:
        house, receiver = place
        await registered(house, receiver)
        await renamed(house, "wang", "王建军")
        [row] = await deliveries(house)
        async with house.database.write() as tx:
            words = {"owner": str(ident("another client"))}
            await tx.execute(text("UPDATE webhook_delivery SET owner_id = :owner"), words)
        assert await deliveries(house) == []
        for answer in (
            await house.get(f"{DELIVERIES}/{row['id']}", "hr"),
            await house.post(f"{DELIVERIES}/{row['id']}/replay", None, "hr"),
        ):
            assert (answer.status_code, code_of(answer)) == (404, "webhook_delivery_missing")

    async def test_an_unknown_state_is_malformed(self, house: House) -> None:
        assert (await house.get(f"{DELIVERIES}?state=lost", "hr")).status_code == 422

    async def test_a_failure_says_what_was_answered_how_long_it_took_and_when_it_is_tried_next(
        self, place: Place
    ) -> None:
        house, receiver = place
        await registered(house, receiver)
        receiver.status, receiver.answer = 503, "维护中".encode() + b"x" * 5000
        await renamed(house, "wang", "王建军")
        await deliver(house)
        [row] = await deliveries(house, "?state=waiting")
        whole = (await house.get(f"{DELIVERIES}/{row['id']}", "hr")).json()
        assert (row["last_status"], row["attempts"], row["last_error"]) == (503, 1, None)
        assert row["last_milliseconds"] >= 0
        assert row["next_at"] > row["last_at"]
        assert whole["last_answer"].startswith("维护中x")
        assert len(whole["last_answer"]) <= 1000
        assert '"name":"王建军"' in whole["body"]

    async def test_one_message_is_sent_again_under_its_id(self, place: Place) -> None:
        house, receiver = place
        await registered(house, receiver)
        await renamed(house, "wang", "王建军")
        await deliver(house)
        [row] = await deliveries(house)
        again = await house.post(f"{DELIVERIES}/{row['id']}/replay", None, "hr")
        assert (again.status_code, again.json()["state"]) == (201, "waiting")
        await deliver(house)
        first, second = receiver.received
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
