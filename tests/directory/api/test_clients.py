"""`/v1/clients`."""

from typing import Any

import pytest

from tests.directory.house import House, both, code_of
from tests.directory.world import MACHINE_SECRET, ident

CLIENTS = "/v1/clients"
MACHINE: dict[str, Any] = {"client_id": "wall", "title": "展示屏", "kind": "machine"}
BROWSER: dict[str, Any] = {
    "client_id": "spa",
    "title": "前端",
    "kind": "browser",
    "redirect_uris": ["https://spa.example/cb"],
}


class TestList:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(CLIENTS, None)).status_code == 401

    async def test_a_system_administrator_does_not_see_clients(self, house: House) -> None:
        assert (await house.get(CLIENTS, "system")).status_code == 403

    async def test_unknown_kind_is_malformed(self, house: House) -> None:
        assert (await house.get(f"{CLIENTS}?kind=robot", "security")).status_code == 422

    @both
    async def test_clients_are_listed_without_secrets(self, house: House) -> None:
        answer = await house.get(f"{CLIENTS}?kind=machine", "security")
        assert [item["client_id"] for item in answer.json()["items"]] == ["test-hr"]
        assert "secret" not in answer.text


class TestRegister:
    async def test_without_a_token_nothing_is_made(self, house: House) -> None:
        assert (await house.post(CLIENTS, MACHINE, None)).status_code == 401

    async def test_hr_registers_no_clients(self, house: House) -> None:
        assert (await house.post(CLIENTS, MACHINE, "hr")).status_code == 403

    async def test_a_name_is_given_once(self, house: House) -> None:
        answer = await house.post(CLIENTS, MACHINE | {"client_id": "test-hr"}, "security")
        assert (answer.status_code, code_of(answer)) == (409, "client_taken")

    @pytest.mark.parametrize(
        "body",
        [
            BROWSER | {"redirect_uris": []},
            BROWSER | {"redirect_uris": ["http://spa.example/cb"]},
            BROWSER | {"redirect_uris": ["javascript:alert(1)"]},
            MACHINE | {"redirect_uris": ["https://wall.example/cb"]},
        ],
    )
    async def test_unsafe_redirects_are_refused(self, house: House, body: dict[str, Any]) -> None:
        answer = await house.post(CLIENTS, body, "security")
        assert (answer.status_code, code_of(answer)) == (409, "redirect_unsafe")

    async def test_malformed_client_is_refused(self, house: House) -> None:
        assert (await house.post(CLIENTS, MACHINE | {"secret": "mine"}, "security")).status_code == 422

    async def test_a_browser_client_has_no_secret(self, house: House) -> None:
        made = (await house.post(CLIENTS, BROWSER, "security")).json()
        assert (made["client_secret"], made["redirect_uris"]) == (None, ["https://spa.example/cb"])

    @both
    async def test_a_machine_secret_is_shown_once_and_works(self, house: House) -> None:
        first = await house.post(CLIENTS, MACHINE, "security", key="register-the-wall")
        again = await house.post(CLIENTS, MACHINE, "security", key="register-the-wall")
        assert first.status_code == 201
        assert len(first.json()["client_secret"]) == 43
        assert (again.json()["id"], again.json()["client_secret"]) == (first.json()["id"], None)
        form = {"grant_type": "client_credentials", "client_id": "wall"}
        token = await house.client.post(
            "/oauth2/token", data=form | {"client_secret": first.json()["client_secret"]}
        )
        assert token.status_code == 200


class TestDisable:
    async def test_without_a_token_nothing_changes(self, house: House) -> None:
        assert (await house.post(f"{CLIENTS}/{ident('hr')}/disabling", None, None)).status_code == 401

    async def test_a_system_administrator_disables_no_client(self, house: House) -> None:
        assert (await house.post(f"{CLIENTS}/{ident('hr')}/disabling", None, "system")).status_code == 403

    async def test_missing_client_is_missing(self, house: House) -> None:
        answer = await house.post(f"{CLIENTS}/{ident('nowhere')}/disabling", None, "security")
        assert (answer.status_code, code_of(answer)) == (404, "client_missing")

    @both
    async def test_a_disabled_machine_is_out_with_a_token_still_young(self, house: House) -> None:
        assert (await house.get("/v1/me", "hr")).status_code == 200
        answer = await house.post(f"{CLIENTS}/{ident('hr')}/disabling", None, "security")
        assert answer.json()["enabled"] is False
        await house.settle()
        assert (await house.get("/v1/me", "hr")).status_code == 401
        form = {"grant_type": "client_credentials", "client_id": "test-hr", "client_secret": MACHINE_SECRET}
        refused = await house.client.post("/oauth2/token", data=form)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
