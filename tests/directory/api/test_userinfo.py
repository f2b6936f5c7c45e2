"""`/oauth2/userinfo`: who signed in."""

from tests.directory.browser import Browser
from tests.directory.house import House
from tests.directory.world import ident

PATH = "/oauth2/userinfo"


async def test_without_a_token_nothing_is_told(house: House) -> None:
    answer = await house.client.get(PATH)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_token_that_was_not_asked_for_it_is_not_enough(house: House) -> None:
    for who in ("wang", "hr"):
        answer = await house.client.get(PATH, headers=house.by(who))
        assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")
        assert 'scope="openid"' in answer.headers["www-authenticate"]


async def test_a_token_whose_holder_may_not_sign_in_is_refused_at_once(house: House) -> None:
    token = (await Browser(house).tokens())["access_token"]
    await house.post(f"/v1/accounts/{ident('wang')}/disabling", None, "security")
    answer = await house.client.get(PATH, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


async def test_name_and_login_are_told_and_nothing_else(house: House) -> None:
    token = (await Browser(house).tokens())["access_token"]
    for method in ("GET", "POST"):
        answer = await house.client.request(method, PATH, headers={"Authorization": f"Bearer {token}"})
        assert answer.json() == {"sub": str(ident("wang")), "name": "王建国", "preferred_username": "wang"}
        assert answer.headers["cache-control"] == "no-store"


async def test_without_profile_only_who(house: House) -> None:
    token = (await Browser(house).tokens(scope="openid"))["access_token"]
    answer = await house.client.get(PATH, headers={"Authorization": f"Bearer {token}"})
    assert answer.json() == {"sub": str(ident("wang"))}
