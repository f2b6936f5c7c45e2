"""What is known of people, and what opens doors, is in no log: neither when all goes well nor when it breaks."""

import logging
from itertools import count
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from ops.house import House
from ops.sign_in import sign_in_async
from services.directory.demo import DEMO_CLIENTS
from tests.support.issuer import Watch

from .visitor import BASE_URL, PASSWORD

NAME, EMAIL, PHONE = "金丝雀甲", "canary.bird@factory.example", "13987650001"
BORN, JOINED, NUMBER = "1961-02-03", "1987-06-05", "GH-CANARY-7"
WRONG, TOKEN, SECRET = "Canary-password-1", "canary.token.of-nobody", "canary-secret-of-nobody"
REASON = "手机号换成 13987650002 了"
CANARIES = (NAME, EMAIL, PHONE, "13987650002", BORN, JOINED, NUMBER, WRONG, TOKEN, SECRET, PASSWORD)
SOMEBODY = {
    "name": NAME,
    "email": EMAIL,
    "phone": PHONE,
    "birth_on": BORN,
    "joined_party_on": JOINED,
    "employee_no": NUMBER,
    "political_status": "01",
}
OURS = ("gateway", "ops", "services", "shared")


@pytest.fixture
def watch() -> Watch:
    """Any day will do."""
    return Watch()


class Door:
    """The public door."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client
        self._keys = count(1)

    async def ask(self, status: int, method: str, path: str, by: str | None, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {by}"} if by else {}
        headers["Idempotency-Key"] = f"canary-{id(self)}-{next(self._keys)}"
        answer = await self._client.request(method, path, headers=headers, **more)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content else None


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_canaries_fly_into_every_part_of_the_house_and_sing_in_no_log(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.WARNING)  # as ops.serve sets it
    for part in OURS:
        caplog.set_level(logging.DEBUG, logger=part)
    transport = httpx2.ASGITransport(house.door)
    async with httpx2.AsyncClient(transport=transport, base_url=BASE_URL, trust_env=False) as client:
        tokens = await _go_well(Door(client), client)
        await house.settle()
        await _go_wrong(Door(client), tokens)
        await _break(house, Door(client), tokens)
    printed = "".join(capfd.readouterr())
    assert "broke" in caplog.text  # what was broken has been written down
    for canary in (*CANARIES, *tokens):
        assert canary not in caplog.text, canary[:4]
        assert canary not in printed, canary[:4]


async def _go_well(door: Door, client: httpx2.AsyncClient) -> list[str]:
    machine = DEMO_CLIENTS[0]
    grant = {"grant_type": "client_credentials"}
    answer = await client.post("/oauth2/token", data=grant, auth=(machine.client_id, machine.secret))
    hr = answer.json()["access_token"]
    member = await sign_in_async(client, "member", PASSWORD)
    made = await door.ask(201, "POST", "/v1/persons", hr, json=SOMEBODY)
    await door.ask(200, "GET", f"/v1/persons/{made['id']}/sensitive-details?purpose=hr_reconciliation", hr)
    await door.ask(200, "GET", f"/v1/persons?q={NAME}", hr)
    await door.ask(200, "GET", "/v1/me/data", member)
    asked = {"kind": "correction", "field": "phone", "wished": "13987650002", "reason": REASON}
    await door.ask(201, "POST", "/v1/correction-requests", member, json=asked)
    return [hr, member]


async def _go_wrong(door: Door, tokens: list[str]) -> None:
    hr, member = tokens
    await door.ask(401, "GET", "/v1/me", TOKEN)
    await door.ask(401, "POST", "/oauth2/token", None, data=_machine(SECRET))
    await door.ask(409, "POST", "/v1/persons", hr, json=SOMEBODY | {"name": f"{NAME}乙"})
    await door.ask(422, "POST", "/v1/persons", hr, json=SOMEBODY | {"phone": f"{PHONE}\r\n{NAME}"})
    await door.ask(422, "POST", "/v1/persons", hr, json={"name": f"{NAME}\u202e", EMAIL: PHONE})
    await door.ask(400, "GET", f"/v1/persons?{NAME}={PHONE}", hr)
    await door.ask(404, "GET", f"/v1/{EMAIL}", member)
    await door.ask(403, "POST", "/v1/persons", member, json=SOMEBODY)
    wrong = {"password": WRONG, "new_password": f"{WRONG}-new"}
    await door.ask(403, "POST", "/v1/me/password", member, json=wrong)
    claim = {"item_code": "B11", "occurred_on": "2026-09-01", "statement": f"{NAME} {PHONE}", "evidence": []}
    await door.ask(422, "POST", "/v1/claims", member, json=claim | {EMAIL: 1})


def _machine(secret: str) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_id": DEMO_CLIENTS[0].client_id,
        "client_secret": secret,
    }


async def _break(house: House, door: Door, tokens: list[str]) -> None:
    """Tables are gone: every statement fails with what it was to write."""
    hr, member = tokens
    gone = {
        "directory": ("person", "correction_request"),
        "points": ("claim",),
        "volunteering": ("volunteer",),
    }
    for service, tables in gone.items():
        async with house.apps[service].state.database.write() as session:
            for table in tables:
                await session.execute(text(f"ALTER TABLE {table} RENAME TO gone_{table}"))
    await door.ask(500, "POST", "/v1/persons", hr, json=SOMEBODY | {"employee_no": None})
    await door.ask(500, "GET", f"/v1/persons?q={NAME}", hr)
    await door.ask(500, "GET", "/v1/me/data", member)
    asked = {"kind": "correction", "field": "email", "wished": EMAIL, "reason": REASON}
    await door.ask(500, "POST", "/v1/correction-requests", member, json=asked)
