"""`/oauth2/token`: a code or a secret becomes an access token."""

import asyncio
import base64

import pytest

from shared.auth.tokens import key_set, verify_access_token
from tests.directory.browser import CHALLENGE, VERIFIER, Browser
from tests.directory.house import House, both
from tests.directory.world import CALLBACK, MACHINE_SECRET, ident
from tests.support.issuer import ISSUER

MACHINE = {"grant_type": "client_credentials", "client_id": "test-hr", "client_secret": MACHINE_SECRET}


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


class TestCode:
    @both
    async def test_a_code_becomes_a_token_that_opens_the_doors(self, house: House) -> None:
        browser = Browser(house)
        answer = await browser.redeem(await browser.code())
        body = answer.json()
        assert (answer.status_code, body["token_type"], body["expires_in"]) == (200, "Bearer", 1800)
        assert answer.headers["cache-control"] == "no-store"
        published = (await house.client.get("/oauth2/jwks")).json()["keys"]
        token = verify_access_token(
            body["access_token"], key_set(published), issuer=ISSUER, at=house.watch.at
        )
        assert (token.subject_id, token.client_id, token.is_client) == (ident("wang"), "test-app", False)
        headers = {"Authorization": f"Bearer {body['access_token']}"}
        assert (await house.client.get("/v1/me", headers=headers)).json()["login"] == "wang"

    @pytest.mark.parametrize(
        "changed",
        [
            {"code_verifier": VERIFIER[:-1] + "x"},
            {"code_verifier": ""},
            {"code_verifier": CHALLENGE},
            {"redirect_uri": f"{CALLBACK}/"},
            {"redirect_uri": ""},
        ],
    )
    async def test_wrong_verifier_or_address_is_refused_and_burns_the_code(
        self, house: House, changed: dict[str, str]
    ) -> None:
        browser = Browser(house)
        code = await browser.code()
        answer = await browser.redeem(code, **changed)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
        assert (await browser.redeem(code)).json()["error"] == "invalid_grant"

    async def test_a_code_of_another_client_is_refused(self, house: House) -> None:
        body = {
            "client_id": "spa",
            "title": "前端",
            "kind": "browser",
            "redirect_uris": [CALLBACK],
        }
        await house.post("/v1/clients", body, "security")
        browser = Browser(house)
        answer = await browser.redeem(await browser.code(), client_id="spa")
        assert answer.json()["error"] == "invalid_grant"

    async def test_a_code_lives_a_minute(self, house: House) -> None:
        browser = Browser(house)
        early, late = await browser.code(), await browser.code()
        house.watch.pass_by(seconds=60)
        assert (await browser.redeem(early)).status_code == 200
        house.watch.pass_by(seconds=1)
        assert (await browser.redeem(late)).json()["error"] == "invalid_grant"

    async def test_an_unknown_code_is_refused(self, house: House) -> None:
        assert (await Browser(house).redeem("guessed")).json()["error"] == "invalid_grant"

    @both
    async def test_a_replayed_code_is_refused_and_its_tokens_hold_no_longer(self, house: House) -> None:
        browser = Browser(house)
        code = await browser.code()
        token = (await browser.redeem(code)).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        assert (await house.client.get("/v1/me", headers=headers)).status_code == 200
        assert (await browser.redeem(code)).json()["error"] == "invalid_grant"
        await house.settle()
        assert (await house.client.get("/v1/me", headers=headers)).status_code == 401

    async def test_a_leaked_code_shuts_its_owner_out_once_at_most(self, house: House) -> None:
        browser = Browser(house)
        code = await browser.code()
        await browser.redeem(code)
        await browser.redeem(code)
        fresh = (await browser.redeem(await browser.code())).json()["access_token"]
        await browser.redeem(code)
        await house.settle()
        headers = {"Authorization": f"Bearer {fresh}"}
        assert (await house.client.get("/v1/me", headers=headers)).status_code == 200

    @both
    async def test_ten_at_once_with_one_code_get_one_token(self, house: House) -> None:
        browser = Browser(house)
        code = await browser.code()
        answers = await asyncio.gather(*(browser.redeem(code) for _ in range(10)))
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9


class TestClientCredentials:
    @both
    async def test_a_machine_signs_in_with_its_secret(self, house: House) -> None:
        for answer in (
            await house.client.post("/oauth2/token", data=MACHINE),
            await house.client.post(
                "/oauth2/token",
                data={"grant_type": "client_credentials"},
                headers=basic("test-hr", MACHINE_SECRET),
            ),
        ):
            headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
            me = (await house.client.get("/v1/me", headers=headers)).json()
            assert (me["kind"], me["roles"][0]["role"]) == ("machine", "hr_client")

    @pytest.mark.parametrize(
        "changed", [{"client_secret": "guess"}, {"client_secret": ""}, {"client_id": "ghost"}]
    )
    async def test_wrong_secret_and_unknown_client_answer_alike(
        self, house: House, changed: dict[str, str]
    ) -> None:
        answer = await house.client.post("/oauth2/token", data=MACHINE | changed)
        assert (answer.status_code, answer.json()) == (
            401,
            {
                "error": "invalid_client",
                "error_description": "the client is unknown or its secret is wrong",
            },
        )

    async def test_refusal_of_a_header_names_the_scheme(self, house: House) -> None:
        answer = await house.client.post(
            "/oauth2/token", data={"grant_type": "client_credentials"}, headers=basic("test-hr", "guess")
        )
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Basic realm="siyou"')

    async def test_a_browser_client_cannot_sign_in_for_itself(self, house: House) -> None:
        answer = await house.client.post(
            "/oauth2/token", data={"grant_type": "client_credentials", "client_id": "test-app"}
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")

    async def test_every_token_leaves_an_audit_row(self, house: House) -> None:
        await house.client.post("/oauth2/token", data=MACHINE)
        await house.client.post("/oauth2/token", data=MACHINE | {"client_secret": "guess"})
        assert await house.audited("token.issue") == [("done", None), ("refused", None)]


class TestShape:
    @pytest.mark.parametrize("grant", ["password", "implicit", "urn:example:other"])
    async def test_other_grants_do_not_exist(self, house: House, grant: str) -> None:
        form = {"grant_type": grant, "username": "wang", "password": "x", "client_id": "test-app"}
        answer = await house.client.post("/oauth2/token", data=form)
        assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")
        assert answer.headers["content-type"] == "application/json"

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"", "application/x-www-form-urlencoded"),
            (b'{"grant_type":"client_credentials"}', "application/json"),
            (b"grant_type=client_credentials&grant_type=x", "application/x-www-form-urlencoded"),
            (b"grant_type=%ff", "application/x-www-form-urlencoded"),
            (b"\xff", "application/x-www-form-urlencoded"),
            (b"&".join(b"a%d=b" % n for n in range(100)), "application/x-www-form-urlencoded"),
        ],
    )
    async def test_what_cannot_be_read_is_an_invalid_request(
        self, house: House, body: bytes, kind: str
    ) -> None:
        answer = await house.client.post("/oauth2/token", content=body, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")

    async def test_a_client_names_itself_in_one_way(self, house: House) -> None:
        answer = await house.client.post(
            "/oauth2/token", data=MACHINE, headers=basic("test-hr", MACHINE_SECRET)
        )
        assert answer.json()["error"] == "invalid_request"

    async def test_two_authorization_headers_are_an_invalid_request(self, house: House) -> None:
        headers = [("Authorization", "Basic eDp5"), ("Authorization", "Basic eDp5")]
        answer = await house.client.post(
            "/oauth2/token", data={"grant_type": "client_credentials"}, headers=headers
        )
        assert answer.json()["error"] == "invalid_request"
