"""ID tokens: they tell a client who signed in, and open nothing."""

import base64
import hashlib
import json
from typing import Any

import jwt
import pytest

from tests.directory.browser import Browser
from tests.directory.house import House
from tests.directory.world import ident
from tests.support.issuer import ISSUER


@pytest.fixture
def browser(house: House) -> Browser:
    return Browser(house)


async def told(house: House, token: str) -> dict[str, Any]:
    """What a library that is not ours reads in it."""
    keys = jwt.PyJWKSet.from_dict((await house.client.get("/oauth2/jwks")).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    options: Any = {"verify_exp": False, "verify_iat": False}
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], audience="test-app", issuer=ISSUER, options=options
    )
    return claims


async def test_it_says_who_when_for_whom_and_belongs_to_its_access_token(browser: Browser) -> None:
    tokens = await browser.tokens(nonce="n-1")
    claims = await told(browser.house, tokens["id_token"])
    at = int(browser.house.watch.at.timestamp())
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert claims.pop("sid")
    assert claims == {
        "iss": ISSUER,
        "sub": str(ident("wang")),
        "aud": "test-app",
        "iat": at,
        "exp": at + 1800,
        "auth_time": at,
        "nonce": "n-1",
        "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="),
    }


async def test_it_remembers_when_one_signed_in_and_loses_the_nonce_when_refreshed(browser: Browser) -> None:
    """OIDC Core §12.2."""
    first = await browser.tokens(nonce="n-1")
    browser.house.watch.pass_by(minutes=20)
    later = (await browser.refresh(first["refresh_token"])).json()
    before, after = [await told(browser.house, each["id_token"]) for each in (first, later)]
    assert (after["auth_time"], after["sid"]) == (before["auth_time"], before["sid"])
    assert (after["iat"] - before["iat"], "nonce" in after) == (1200, False)


async def test_without_openid_there_is_none(browser: Browser) -> None:
    assert "id_token" not in await browser.tokens(scope="siyou")


async def test_it_is_no_access_token(browser: Browser) -> None:
    headers = {"Authorization": f"Bearer {(await browser.tokens())['id_token']}"}
    for path in ("/v1/me", "/oauth2/userinfo"):
        assert (await browser.house.client.get(path, headers=headers)).status_code == 401


async def test_a_client_without_the_api_gets_a_token_that_opens_nothing_of_it(browser: Browser) -> None:
    token = (await browser.tokens(scope="openid"))["access_token"]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert (claims["aud"], claims["scope"]) == (ISSUER, "openid")
    headers = {"Authorization": f"Bearer {token}"}
    assert (await browser.house.client.get("/v1/me", headers=headers)).status_code == 401
    assert (await browser.house.client.get("/oauth2/userinfo", headers=headers)).status_code == 200


async def test_a_session_older_than_the_client_wants_is_not_enough(browser: Browser) -> None:
    await browser.code()
    browser.house.watch.pass_by(seconds=61)
    assert "Signed in as" in (await browser.look(max_age="120")).text
    assert "Signed in as" not in (await browser.look(max_age="60")).text
    assert (await browser.send(asked={"max_age": "60"}, act="continue")).status_code == 403


async def test_the_page_says_that_an_application_stays_signed_in_and_knows_the_login(
    browser: Browser,
) -> None:
    page = (await browser.look(scope="siyou offline_access", login_hint="wang")).text
    assert ("keeps you signed in" in page, 'value="wang"' in page) == (True, True)
    assert "keeps you signed in" not in (await browser.look()).text
