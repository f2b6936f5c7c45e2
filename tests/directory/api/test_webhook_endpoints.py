"""`/v1/webhook-endpoints`."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from services.directory.rules.outward.webhooks import MOST_SECRETS
from tests.directory.house import House, both, code_of
from tests.directory.pushing import (
    ENDPOINTS,
    a_house_with_a_receiver,
    an_endpoint,
    deliver,
    deliveries,
    registered,
    renamed,
)
from tests.directory.receiver import Receiver
from tests.directory.world import ident

Place = tuple[House, Receiver]
ABROAD = {"title": "HR", "url": "https://hr.factory.example/siyou", "event_types": ["person.changed"]}


@pytest.fixture
async def place(world_url: str, anyio_backend: Any) -> AsyncIterator[Place]:
    del anyio_backend
    async with a_house_with_a_receiver(world_url) as found:
        yield found


async def a_strangers(house: House) -> str:
    """An endpoint of another client, which HR's may not see."""
    row = (await house.post(ENDPOINTS, ABROAD, "hr")).json()
    async with house.database.write() as tx:
        words = {"owner": str(ident("another client"))}
        await tx.execute(text("UPDATE webhook_endpoint SET owner_id = :owner"), words)
    return str(row["id"])


class TestRegister:
    async def test_without_a_token_nothing_is_made(self, house: House) -> None:
        assert (await house.post(ENDPOINTS, ABROAD, None)).status_code == 401

    @pytest.mark.parametrize("by", ["wang", "system"])
    async def test_whoever_is_not_hr_registers_nothing(self, house: House, by: str) -> None:
        assert (await house.post(ENDPOINTS, ABROAD, by)).status_code == 403

    @pytest.mark.parametrize(
        ("by", "owner"), [("hr", "security"), ("security", "security"), ("security", "nobody")]
    )
    async def test_whose_it_is_may_read_the_feed(self, house: House, by: str, owner: str) -> None:
        answer = await house.post(ENDPOINTS, ABROAD | {"owner_id": str(ident(owner))}, by)
        assert (answer.status_code, code_of(answer)) == (409, "owner_reads_no_feed")

    @pytest.mark.parametrize(
        "url", ["http://hr.factory.example/", "https://127.0.0.1/", "https://u@hr.factory.example/"]
    )
    async def test_an_unsafe_address_is_refused(self, house: House, url: str) -> None:
        answer = await house.post(ENDPOINTS, ABROAD | {"url": url}, "hr")
        assert (answer.status_code, code_of(answer)) == (409, "address_unsafe")

    @pytest.mark.parametrize(
        "more", [{"event_types": []}, {"event_types": ["care.given"]}, {"secret": "mine"}, {"url": "x" * 501}]
    )
    async def test_malformed_endpoints_are_refused(self, house: House, more: dict[str, Any]) -> None:
        assert (await house.post(ENDPOINTS, ABROAD | more, "hr")).status_code == 422

    @both
    async def test_the_secret_is_shown_once_and_kept_sealed(self, house: House) -> None:
        first = await house.post(ENDPOINTS, ABROAD, "hr", key="register-an-endpoint")
        again = await house.post(ENDPOINTS, ABROAD, "hr", key="register-an-endpoint")
        secret = first.json()["secret"]
        assert (first.status_code, secret[:6], again.json()["secret"]) == (201, "whsec_", None)
        shown = await house.get(f"{ENDPOINTS}/{first.json()['id']}", "hr")
        assert secret not in shown.text
        async with house.database.read() as view:
            [kept] = (await view.execute(text("SELECT sealed FROM webhook_secret"))).scalars().all()
        assert secret[6:] not in kept

    async def test_a_security_administrator_registers_for_a_client(self, house: House) -> None:
        answer = await house.post(ENDPOINTS, ABROAD | {"owner_id": str(ident("hr"))}, "security")
        assert answer.status_code == 201
        listed = (await house.get(ENDPOINTS, "hr")).json()["items"]
        assert [item["id"] for item in listed] == [answer.json()["id"]]


class TestRead:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(ENDPOINTS, None)).status_code == 401

    async def test_a_member_sees_none(self, house: House) -> None:
        assert (await house.get(ENDPOINTS, "wang")).status_code == 403

    async def test_anothers_is_hidden_in_every_way(self, house: House) -> None:
        there = f"{ENDPOINTS}/{await a_strangers(house)}"
        for path, body in (("ping", None), ("disabling", None), ("enabling", None), ("secrets", {})):
            answer = await house.post(f"{there}/{path}", body, "hr")
            assert (answer.status_code, code_of(answer)) == (404, "webhook_endpoint_missing")
        assert (await house.get(there, "hr")).status_code == 404
        assert (await house.get(ENDPOINTS, "hr")).json()["items"] == []
        assert (await house.get(there, "security")).status_code == 200


class TestChange:
    async def test_without_a_version_nothing_changes(self, house: House) -> None:
        made = (await house.post(ENDPOINTS, ABROAD, "hr")).json()
        answer = await house.patch(f"{ENDPOINTS}/{made['id']}", ABROAD, "hr", etag=None)
        assert answer.status_code == 428

    async def test_an_older_version_and_an_unsafe_address_are_refused(self, house: House) -> None:
        made = await house.post(ENDPOINTS, ABROAD, "hr")
        there, seen = f"{ENDPOINTS}/{made.json()['id']}", made.headers["etag"]
        unsafe = await house.patch(there, ABROAD | {"url": "https://10.0.0.1/"}, "hr", etag=seen)
        assert (unsafe.status_code, code_of(unsafe)) == (409, "address_unsafe")
        changed = await house.patch(there, ABROAD | {"title": "人力"}, "hr", etag=seen)
        assert (changed.status_code, changed.json()["title"]) == (200, "人力")
        assert (await house.patch(there, ABROAD, "hr", etag=seen)).status_code == 412

    async def test_secrets_do_not_pile_up(self, house: House) -> None:
        there = f"{ENDPOINTS}/{(await house.post(ENDPOINTS, ABROAD, 'hr')).json()['id']}/secrets"
        answers = [await house.post(there, {}, "hr") for _ in range(MOST_SECRETS)]
        assert [answer.status_code for answer in answers] == [201] * (MOST_SECRETS - 1) + [409]
        assert code_of(answers[-1]) == "secrets_too_many"

    async def test_a_leaked_secret_ends_at_once(self, house: House) -> None:
        made = (await house.post(ENDPOINTS, ABROAD, "hr")).json()
        answer = await house.post(f"{ENDPOINTS}/{made['id']}/secrets", {"overlap_hours": 0}, "hr")
        assert [each["expires_at"] for each in answer.json()["secrets"]] == [None]


class TestPingAndReplay:
    async def test_a_ping_arrives_and_tells_nothing(self, place: Place) -> None:
        house, receiver = place
        made = await registered(house, receiver)
        answer = await house.post(f"{ENDPOINTS}/{made['id']}/ping", None, "hr")
        assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
        assert await deliver(house) == 1
        assert b'"type":"webhook.ping"' in receiver.received[0].body
        assert [row["state"] for row in await deliveries(house)] == ["delivered"]

    @both
    async def test_whatever_changed_since_is_sent_again_as_it_is_now(self, place: Place) -> None:
        house, receiver = place
        house.watch.pass_by(hours=1)
        since = house.watch.at.isoformat()
        await renamed(house, "wang", "王建军")
        made = await registered(house, receiver)
        answer = await house.post(f"{ENDPOINTS}/{made['id']}/replay", {"since": since}, "hr")
        assert answer.json() == {"queued": 1}
        await deliver(house)
        assert "王建军" in receiver.received[0].body.decode()

    async def test_a_disabled_endpoint_is_neither_pinged_nor_replayed(self, place: Place) -> None:
        house, receiver = place
        made = await registered(house, receiver)
        there = f"{ENDPOINTS}/{made['id']}"
        assert (await house.post(f"{there}/disabling", None, "hr")).json()["disabled_because"] == "asked"
        for path, body in (("ping", None), ("replay", {"since": "2026-09-01T00:00:00+08:00"})):
            answer = await house.post(f"{there}/{path}", body, "hr")
            assert (answer.status_code, code_of(answer)) == (409, "webhook_disabled")

    async def test_an_address_that_is_not_listed_is_not_registered(self, place: Place) -> None:
        house, receiver = place
        body = an_endpoint(receiver, url=f"http://127.0.0.2:{receiver.port}/")
        assert code_of(await house.post(ENDPOINTS, body, "hr")) == "address_unsafe"
