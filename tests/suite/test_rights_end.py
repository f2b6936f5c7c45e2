"""Rights that end: an office taken away, and people who leave, with an old token in hand, in every service.

Abuse case 4 of the threat model. The people are those of directory's small factory; the suite's clock stands still
unless a test moves it, so that what ends here ends because a fact has arrived, not because time has passed.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

import suite
from ops.house import House
from services.directory.models import Person
from services.directory.usecases.accounts import open_for
from shared import roster_facts
from shared.outbox import DELIVERY, OUTBOX
from tests.directory.browser import Browser
from tests.directory.delivering import deliver
from tests.directory.house import House as AtTheDoor
from tests.directory.scim import ask, patch
from tests.directory.world import PASSWORD, furnish, ident
from tests.support.databases import Databases
from tests.support.issuer import ISSUER, NOON, Watch
from tests.support.waiting import until

from .test_token_abuse import OPEN_TO_A_MEMBER

NOWHERE = "0199f000-0000-7000-8000-000000000000"
DECISION = {"verdict": "approved", "reason": "属实"}
OFFICES: dict[str, tuple[str, str, Any]] = {
    "directory": ("GET", f"/v1/birthdays?branch_id={ident('power')}&month=9&purpose=greetings", None),
    "points": ("POST", f"/v1/claims/{NOWHERE}/decision", DECISION),
    "activities": ("GET", "/v1/overdue-meetings", None),
    "volunteering": ("GET", "/v1/matches", None),
}
"""Of each service a route that lets in who sits on a committee, and no member who does not."""
MORE = ("organiser", "other organiser", "leader", "staff", "li")
Answers = dict[str, tuple[int, str]]
"""Door → status, and code where there is one."""


@dataclass
class World:
    """The suite in one process; `door` speaks to its gateway, `own` to each service past it."""

    house: House
    door: AtTheDoor
    own: dict[str, httpx2.AsyncClient]
    watch: Watch

    async def opened(self, token: str) -> Answers:
        """What everybody may do, asked at each service's own door and through the gateway."""
        return await self._asked(
            token, {name: ("GET", path, None) for name, path in OPEN_TO_A_MEMBER.items()}
        )

    async def in_office(self, token: str) -> Answers:
        """What only a committee may do."""
        return await self._asked(token, OFFICES)

    async def _asked(self, token: str, routes: dict[str, tuple[str, str, Any]]) -> Answers:
        found = {}
        for service, (method, path, body) in routes.items():
            for place, client in (("itself", self.own[service]), ("gateway", self.door.client)):
                headers = {"Authorization": f"Bearer {token}"}
                if method == "POST":
                    headers["Idempotency-Key"] = f"key-of-{service}-{place}-{len(token)}"
                answer = await client.request(method, path, json=body, headers=headers)
                code = answer.json().get("code", "") if answer.status_code >= 400 else ""
                found[f"{service} by {place}"] = (answer.status_code, code)
        return found

    async def end_office(self, key: str, until_on: str) -> None:
        """As the security administrator does it."""
        path = f"/v1/appointments/{ident(f'appointment of {key}')}/ending"
        answer = await self.door.post(path, {"until_on": until_on}, "security")
        assert answer.status_code == 201, answer.text


def otherwise(answers: Answers, status: int, *codes: str) -> list[str]:
    """The doors that answer otherwise."""
    return [f"{door}: {said}" for door, said in answers.items() if said[0] != status or said[1] not in codes]


def shut(answers: Answers) -> list[str]:
    """The doors that let nobody in."""
    return [f"{door}: {said}" for door, said in answers.items() if said[0] in {401, 403}]


@pytest.fixture(scope="module")
async def world(
    tmp_path_factory: pytest.TempPathFactory, templates: Any, anyio_backend: str
) -> AsyncIterator[World]:
    """Each test takes people of its own."""
    del anyio_backend
    folder = tmp_path_factory.mktemp("rights")
    databases = Databases(folder, templates, None)
    urls = {each.name: databases.migrated(each.name) for each in suite.SERVICES}
    await furnish(urls["directory"])
    secrets = {"issuer": ISSUER, "service_key": "s" * 40, "cursor_key": "c" * 40, "field_keys": "f" * 64}
    watch = Watch()
    house = House(urls, watch, **secrets, var=folder, password_memory_kib=64, sqlite_synchronous="NORMAL")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(house.running())
        ends = {**house.apps, "gateway": house.door}
        own = {name: await stack.enter_async_context(_client(app)) for name, app in ends.items()}
        await _known_everywhere(house)
        door = AtTheDoor(house.apps["directory"], own.pop("gateway"), watch)
        await door.open()
        yield World(house, door, own, watch)


def _client(app: Any) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ISSUER, trust_env=False)


async def _known_everywhere(house: House) -> None:
    """The small factory has told its people to directory alone; and some more of them can sign in."""
    state = house.apps["directory"].state
    async with state.database.write() as tx:
        hashed = await state.passwords.hash(PASSWORD)
        for key in MORE:
            person = await tx.get_one(Person, ident(key))
            login = key.replace(" ", "-")
            await open_for(tx, person, login=login, password_hash=hashed, at=NOON, initial=False)
    async with state.database.read() as view:
        told = (await view.execute(select(OUTBOX.c.payload).order_by(OUTBOX.c.id))).scalars().all()
    for name in set(house.apps) - {"directory"}:
        async with house.apps[name].state.database.write() as tx:
            for payload in told:
                await roster_facts.HEARD[payload["type"]](tx, payload["data"])


async def test_an_office_that_is_taken_away_opens_nothing_although_the_token_is_young(world: World) -> None:
    client = Browser(world.door)
    tokens = await client.tokens("organiser")
    assert shut(await world.in_office(tokens["access_token"])) == []
    assert shut(await world.opened(tokens["access_token"])) == []
    await world.end_office("organiser", "2026-09-14")
    await world.house.settle()
    # The token says with which rights it was minted: it is refused whole, and the next one says less.
    assert otherwise(await world.in_office(tokens["access_token"]), 401, "token_outdated") == []
    assert otherwise(await world.opened(tokens["access_token"]), 401, "token_outdated") == []
    fresh = (await client.refresh(tokens["refresh_token"])).json()["access_token"]
    assert otherwise(await world.in_office(fresh), 403, "forbidden") == []
    assert otherwise(await world.opened(fresh), 200, "") == []


@pytest.mark.parametrize("way", ["a run", "SCIM"])
async def test_whoever_leaves_by_hr_s_word_is_shut_out_of_everything(world: World, way: str) -> None:
    key = {"a run": "wang", "SCIM": "zhao"}[way]
    client = Browser(world.door)
    tokens = await client.tokens(key)
    token, code = tokens["access_token"], await client.code(key)
    by = {"Authorization": f"Bearer {token}"}
    calendar = await world.door.client.post(
        "/v1/calendar-feeds", json={"scope": "own"}, headers=by | {"Idempotency-Key": f"calendar-of-{key}"}
    )
    assert (await world.door.client.get(calendar.json()["path"])).status_code == 200
    assert otherwise(await world.opened(token), 200, "") == []

    if way == "SCIM":
        said = patch({"op": "replace", "path": "active", "value": False})
        assert (await ask(world.door, "PATCH", f"/Users/{ident(key)}", said)).is_success
    else:
        run = await deliver(
            world.door, {"mode": "delta", "records": [{"employee_no": "T000", "active": False}]}
        )
        assert (run["state"], run["leavers"]) == ("applied", 1)
    assert (await client.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await client.redeem(code)).json()["error"] == "invalid_grant"
    assert "Signed in as" not in (await client.look()).text
    assert "wrong" in (await client.sign_in(key)).text

    await world.house.settle()
    assert otherwise(await world.opened(token), 401, "token_invalid") == []
    for path in ("/v1/messages", "/v1/me/data", "/oauth2/userinfo"):
        assert (await world.door.client.get(path, headers=by)).status_code == 401, path
    assert (await world.door.client.get(calendar.json()["path"])).status_code == 404


async def test_a_returner_is_announced_to_the_security_administrator(world: World) -> None:
    for active in (False, True):
        await world.door.patch(f"/v1/persons/{ident('staff')}", {"active": active}, "hr")
        await world.house.settle()
    found = (await world.door.get("/v1/messages", "security")).json()["items"]
    assert [each["about"] for each in found if each["kind"] == "account_stays_closed"] == [
        f"/v1/persons/{ident('staff')}"
    ]


async def test_what_a_service_is_not_told_lasts_until_it_is_or_the_token_ends(world: World) -> None:
    """Points refuses what it is told, as with a wrong key; whoever has left gets no other token to come with."""
    points = world.house.apps["points"].state
    leaver, officer = Browser(world.door), Browser(world.door)
    token = (await leaver.tokens("li"))["access_token"]
    tokens = await officer.tokens("leader")
    right, points.settings = points.settings, points.settings.model_copy(update={"service_key": "x" * 40})
    await world.door.patch(f"/v1/persons/{ident('li')}", {"active": False}, "hr")
    await world.end_office("leader", "2026-09-14")
    for name in ("directory", "activities", "volunteering"):
        await _heard(world, name)
    deaf = {door: said for door, said in (await world.opened(token)).items() if said[0] != 401}
    assert deaf == dict.fromkeys(("points by itself", "points by gateway"), (200, ""))
    world.watch.pass_by(minutes=31, seconds=1)
    assert otherwise(await world.opened(token), 401, "token_invalid") == []

    # Who is still here gets tokens, and keeps the office in points until the fact arrives.
    fresh = (await officer.refresh(tokens["refresh_token"])).json()["access_token"]
    check = f"/v1/claims/{NOWHERE}/group-check"
    headers = {"Authorization": f"Bearer {fresh}", "Idempotency-Key": "check-by-leader"}
    late = await world.door.client.post(check, json={"verdict": "endorsed"}, headers=headers)
    assert late.status_code == 404
    points.settings = right
    world.watch.pass_by(minutes=5)
    await world.house.settle()
    gone = await world.door.client.post(check, json={"verdict": "endorsed"}, headers=headers)
    assert gone.status_code == 403


async def test_an_office_ends_with_its_last_day_and_no_fact_is_needed(world: World) -> None:
    world.watch.at = NOON.replace(hour=15, minute=58)
    today = "2026-09-15"
    await world.end_office("other organiser", today)
    await world.house.settle()
    token = (await Browser(world.door).tokens("other-organiser"))["access_token"]
    assert shut(await world.in_office(token)) == []
    world.watch.pass_by(minutes=2)
    assert otherwise(await world.in_office(token), 403, "forbidden") == []
    assert otherwise(await world.opened(token), 200, "") == []


async def _heard(world: World, name: str) -> None:
    """What directory told has arrived at this service. Raises TimeoutError."""
    open_yet = select(DELIVERY.c.fact_id).where(DELIVERY.c.hearer == name, DELIVERY.c.delivered_at.is_(None))

    async def arrived() -> bool:
        async with world.door.database.read() as view:
            return (await view.execute(open_yet)).first() is None

    await until(arrived, seconds=60)
