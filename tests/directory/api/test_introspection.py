"""`/oauth2/introspect`: a factory's own service asks what a token is good for."""

from typing import Any

import pytest

from tests.directory.browser import Browser
from tests.directory.house import House
from tests.directory.world import MACHINE_SECRET, ident
from tests.support.issuer import ISSUER

PATH = "/oauth2/introspect"
DEAD = {"active": False}


@pytest.fixture
async def gate(house: House) -> tuple[str, str]:
    """A machine that may ask."""
    made = await house.post(
        "/v1/clients", {"client_id": "gate", "title": "门禁", "kind": "machine"}, "security"
    )
    post = {"subject_id": made.json()["id"], "role": "service_client", "from_on": "2026-01-01"}
    assert (await house.post("/v1/appointments", post, "security")).status_code == 201
    await house.settle()
    return "gate", made.json()["client_secret"]


async def asked(house: House, token: str, gate: tuple[str, str]) -> Any:
    answer = await house.client.post(PATH, data={"token": token}, auth=gate)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    return answer.json()


async def test_who_is_not_known_learns_nothing(house: House) -> None:
    known: list[Any] = [None, ("test-hr", "guess"), ("ghost", "")]
    for shown in known:
        answer = await house.client.post(PATH, data={"token": "x"}, auth=shown)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_machines_without_the_role_and_browsers_may_not_ask(house: House) -> None:
    machine = await house.client.post(PATH, data={"token": "x"}, auth=("test-hr", MACHINE_SECRET))
    browser = await house.client.post(PATH, data={"token": "x", "client_id": "test-app"})
    for answer in (machine, browser):
        assert (answer.status_code, answer.json()["error"]) == (403, "access_denied")


async def test_tokens_are_described_until_they_lose_their_force(house: House, gate: tuple[str, str]) -> None:
    for token in ("", "x", "a.b", "a.b.c"):
        assert await asked(house, token, gate) == DEAD
    tokens = await Browser(house).tokens()
    common = {"active": True, "iss": ISSUER, "sub": str(ident("wang")), "client_id": "test-app"}
    at = int(house.watch.at.timestamp())
    assert await asked(house, tokens["access_token"], gate) == common | {
        "token_type": "Bearer",
        "aud": "siyou",
        "scope": "offline_access openid profile siyou",
        "exp": at + 1800,
        "username": "wang",
    }
    assert await asked(house, tokens["refresh_token"], gate) == common | {
        "scope": "siyou openid profile offline_access",
        "exp": at + 7 * 86400,
    }
    assert await asked(house, tokens["id_token"], gate) == DEAD
    await house.post(f"/v1/accounts/{ident('wang')}/disabling", None, "security")
    for token in (tokens["access_token"], tokens["refresh_token"]):
        assert await asked(house, token, gate) == DEAD
