"""What is pushed arrives at least once, signed, in whatever comes between. The clock is moved, nobody sleeps."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import WebhookVerificationError

from services.directory.rules.outward.webhooks import LEASE
from services.directory.usecases.couriers import Couriers, signed
from services.directory.usecases.feed_desk import FeedDesk
from tests.directory.house import House, both
from tests.directory.pushing import a_house_with_a_receiver, deliver, deliveries, registered, renamed
from tests.directory.receiver import Receiver
from tests.directory.world import ident

Place = tuple[House, Receiver]


@pytest.fixture
async def place(world_url: str, anyio_backend: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """The public library looks at the real clock: what is signed has the hour of the test's own."""
    del anyio_backend
    async with a_house_with_a_receiver(world_url) as found:
        monkeypatch.setattr("standardwebhooks.webhooks.datetime", _at(found[0]))
        yield found


def _at(house: House) -> type:
    class Now(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:  # noqa: ARG003 - as the library calls it
            return house.watch.at

    return Now


class TestDelivery:
    @both
    async def test_what_happened_arrives_signed_and_once(self, place: Place) -> None:
        house, receiver = place
        made = await registered(house, receiver)
        await renamed(house, "wang", "王建军")
        assert await deliver(house) == 1
        assert await deliver(house) == 0
        [got] = receiver.received
        told = got.checked(made["secret"])
        assert (told["type"], told["data"]["name"], told["subject"]) == (
            "person.changed",
            "王建军",
            str(ident("wang")),
        )
        assert got.headers["webhook-id"] == told["id"]
        assert "party" not in told["data"]
        [row] = await deliveries(house)
        assert (row["state"], row["attempts"], row["last_status"], row["next_at"]) == (
            "delivered",
            1,
            204,
            None,
        )

    async def test_types_that_were_not_asked_for_are_not_sent(self, place: Place) -> None:
        house, receiver = place
        await registered(house, receiver, event_types=["result.final"])
        await renamed(house, "wang", "王建军")
        assert await deliver(house) == 0

    async def test_who_may_read_nothing_any_more_is_sent_nothing(self, place: Place) -> None:
        """Neither what waits when the right is lost, nor what comes after."""
        house, receiver = place
        await registered(house, receiver)
        await renamed(house, "wang", "王建军")
        await house.post(f"/v1/clients/{ident('hr')}/disabling", None, "security")
        await renamed_by_system(house)
        await deliver(house)
        assert receiver.touched == 0
        assert [row["last_error"] for row in await deliveries(house, by="security")] == ["right_lost"]


async def renamed_by_system(house: House) -> None:
    answer = await house.patch(f"/v1/persons/{ident('li')}", {"name": "李明"}, "system")
    assert answer.status_code == 200, answer.text
    await house.settle()
    await house.app.state.feed_desk.catch_up()


class TestSignatures:
    async def test_a_webhook_altered_or_older_than_five_minutes_is_refused(self, place: Place) -> None:
        """Abuse case 12, as a receiver sees it who uses the public library."""
        house, receiver = place
        secret = (await registered(house, receiver))["secret"]
        await renamed(house, "wang", "王建军")
        await deliver(house)
        [got] = receiver.received
        got.checked(secret)
        seconds = int(got.headers["webhook-timestamp"])
        for altered in (
            {"webhook-id": "another"},
            {"webhook-timestamp": str(seconds + 1)},
            {"webhook-signature": "v1," + "A" * 43 + "="},
        ):
            with pytest.raises(WebhookVerificationError):
                type(got)(got.path, got.headers | altered, got.body).checked(secret)
        with pytest.raises(WebhookVerificationError):
            type(got)(got.path, got.headers, got.body.replace(b"person", b"parson")).checked(secret)
        house.watch.pass_by(minutes=5, seconds=1)
        with pytest.raises(WebhookVerificationError):
            got.checked(secret)

    async def test_a_webhook_tried_again_keeps_its_id_so_that_its_receiver_knows_it(
        self, place: Place
    ) -> None:
        house, receiver = place
        secret = (await registered(house, receiver))["secret"]
        receiver.status = 500
        await renamed(house, "wang", "王建军")
        await deliver(house)
        house.watch.pass_by(minutes=10)
        await deliver(house)
        first, second = receiver.received
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        assert first.body == second.body
        assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
        second.checked(secret)

    async def test_while_secrets_overlap_either_verifies_and_then_only_the_new(self, place: Place) -> None:
        house, receiver = place
        made = await registered(house, receiver)
        answer = await house.post(f"/v1/webhook-endpoints/{made['id']}/secrets", {"overlap_hours": 2}, "hr")
        new = answer.json()["secret"]
        await renamed(house, "wang", "王建军")
        await deliver(house)
        for secret in (made["secret"], new):
            receiver.received[0].checked(secret)
        house.watch.pass_by(hours=3)
        await renamed(house, "wang", "王建民")
        await deliver(house)
        receiver.received[1].checked(new)
        with pytest.raises(WebhookVerificationError):
            receiver.received[1].checked(made["secret"])


class TestRetries:
    async def test_it_is_tried_again_for_days_and_given_up(self, place: Place) -> None:
        house, receiver = place
        await registered(house, receiver)
        receiver.status = 503
        await renamed(house, "wang", "王建军")
        began, tries = house.watch.at, 0
        while (row := (await deliveries(house))[0])["state"] == "waiting":
            house.watch.at = max(house.watch.at, _instant(row["next_at"]))
            tries += await deliver(house)
        assert (row["state"], row["attempts"], tries) == ("given_up", 10, 10)
        assert house.watch.at - began > timedelta(days=2, hours=12)

    async def test_after_five_days_of_failures_the_endpoint_is_left_alone_until_enabled(
        self, place: Place
    ) -> None:
        house, receiver = place
        made = await registered(house, receiver)
        receiver.status = 500
        for number in range(10):
            await renamed(house, "wang", f"王建{number}")
            await deliver(house)
            house.watch.pass_by(hours=13, minutes=30)
        await renamed(house, "wang", "王建军")
        await deliver(house)
        shown = (await house.get(f"/v1/webhook-endpoints/{made['id']}", "hr")).json()
        assert (shown["disabled_because"], shown["disabled_at"] is None) == ("failing", False)
        before = receiver.touched
        await renamed(house, "li", "李明")
        house.watch.pass_by(days=1)
        assert (await deliver(house), receiver.touched) == (0, before)
        receiver.status = 204
        await house.post(f"/v1/webhook-endpoints/{made['id']}/enabling", None, "hr")
        since = {"since": "2026-09-01T00:00:00+08:00"}
        answer = await house.post(f"/v1/webhook-endpoints/{made['id']}/replay", since, "hr")
        assert answer.json()["queued"] > 1
        while await deliver(house):
            pass
        names = {
            got.checked(made["secret"])["data"]["name"]
            for got in receiver.received[before:]
            if _young(house, got)
        }
        assert {"王建军", "李明"} <= names

    async def test_who_says_gone_is_believed(self, place: Place) -> None:
        house, receiver = place
        made = await registered(house, receiver)
        receiver.status = 410
        await renamed(house, "wang", "王建军")
        await deliver(house)
        shown = (await house.get(f"/v1/webhook-endpoints/{made['id']}", "hr")).json()
        assert shown["disabled_because"] == "gone"
        assert (await deliveries(house))[0]["state"] == "given_up"


class TestSeveralProcesses:
    @both
    async def test_several_processes_queue_and_send_each_message_once(self, place: Place) -> None:
        house, receiver = place
        await registered(house, receiver)
        for key in ("wang", "li", "zhao", "leader"):
            await house.patch(f"/v1/persons/{ident(key)}", {"name": f"改名{key}"}, "hr")
        await house.settle()
        desks = [FeedDesk(house.database, house.watch, house.app.state.zone, "c" * 40) for _ in range(3)]
        await asyncio.gather(*(desk.catch_up() for desk in desks))
        assert len(await deliveries(house)) == 4
        others = [_another(house) for _ in range(3)]
        await asyncio.gather(house.app.state.couriers.deliver_due(), *(each.deliver_due() for each in others))
        ids = [got.headers["webhook-id"] for got in receiver.received]
        assert (len(ids), len(set(ids))) == (4, 4)

    @both
    async def test_what_a_killed_process_held_goes_out_again_under_its_id(self, place: Place) -> None:
        """Killed after the message had arrived and before that was written down: at least once."""
        house, receiver = place
        secret = (await registered(house, receiver))["secret"]
        await renamed(house, "wang", "王建军")
        [held] = await house.database.retrying(_another(house).take)
        assert await deliver(house) == 0
        house.watch.at += LEASE
        assert await deliver(house) == 1
        receiver.received[0].checked(secret)
        assert receiver.received[0].headers["webhook-id"] == held.delivery.message_id
        assert signed(held.delivery, [secret], house.watch.at)["webhook-id"] == held.delivery.message_id


def _another(house: House) -> Couriers:
    """Those of another process over the same database."""
    state = house.app.state
    return Couriers(state.database, state.clock, state.zone, state.field_keys, state.couriers.policy)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _young(house: House, got: Any) -> bool:
    return abs(house.watch.at.timestamp() - int(got.headers["webhook-timestamp"])) < 60
