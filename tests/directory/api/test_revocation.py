"""`/oauth2/revoke`: a client gives a token back."""

from typing import Any

import httpx2

from tests.directory.browser import Browser
from tests.directory.house import House, both
from tests.directory.world import MACHINE_SECRET

PATH = "/oauth2/revoke"


async def revoke(house: House, token: str, **form: str) -> httpx2.Response:
    return await house.client.post(PATH, data={"token": token, "client_id": "test-app"} | form)


async def opens(house: House, token: str) -> bool:
    await house.settle()
    headers = {"Authorization": f"Bearer {token}"}
    return (await house.client.get("/v1/me", headers=headers)).status_code == 200


async def test_an_unknown_client_is_refused(house: House) -> None:
    for form in ({"client_id": "ghost"}, {"client_id": "test-hr", "client_secret": "guess"}):
        answer = await revoke(house, "x", **form)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_token_of_another_client_is_not_its_to_give_back(house: House) -> None:
    tokens = await Browser(house).tokens()
    other = {"client_id": "test-hr", "client_secret": MACHINE_SECRET}
    for token in (tokens["refresh_token"], tokens["access_token"]):
        assert (await revoke(house, token, **other)).json()["error"] == "invalid_grant"
    assert await opens(house, tokens["access_token"])


async def test_without_a_token_it_is_malformed_and_what_is_none_is_given_back_already(house: House) -> None:
    answer = await house.client.post(PATH, data={"client_id": "test-app"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    for token in ("x", "a.b", "a.b.c"):
        answer = await revoke(house, token)
        assert (answer.status_code, answer.content) == (200, b"")


@both
async def test_a_refresh_token_ends_with_all_that_came_of_it(house: House) -> None:
    browser = Browser(house)
    tokens = await browser.tokens()
    for _ in range(2):
        assert (await revoke(house, tokens["refresh_token"])).status_code == 200
    assert (await browser.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert not await opens(house, tokens["access_token"])
    assert await house.audited("token.revoke") == [("done", None)], "the second time nothing happened"


async def test_an_access_token_loses_its_force_and_the_refresh_token_gives_another(house: House) -> None:
    browser = Browser(house)
    tokens = await browser.tokens()
    assert (await revoke(house, tokens["access_token"])).status_code == 200
    assert not await opens(house, tokens["access_token"])
    fresh = (await browser.refresh(tokens["refresh_token"])).json()
    assert await opens(house, fresh["access_token"])


async def test_a_machine_gives_back_its_own(house: House) -> None:
    shown: dict[str, Any] = {"client_id": "test-hr", "client_secret": MACHINE_SECRET}
    asked = shown | {"grant_type": "client_credentials"}
    token = (await house.client.post("/oauth2/token", data=asked)).json()["access_token"]
    assert (await revoke(house, token, **shown)).status_code == 200
    assert not await opens(house, token)
