"""`/oauth2/token` with a refresh token: used once, then the next."""

import asyncio
from typing import Any

import pytest

from services.directory import usecases
from services.directory.rules.sign_in.lifetimes import Profile, lifetimes
from services.directory.rules.sign_in.tokens import Shown, TokenRequest
from services.directory.usecases.tokens import Granted, Issuer
from tests.directory.browser import Browser
from tests.directory.house import House, both
from tests.directory.world import PASSWORD, ident
from tests.support.issuer import ISSUER


@pytest.fixture
def browser(house: House) -> Browser:
    return Browser(house)


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


async def opens(house: House, tokens: dict[str, Any]) -> bool:
    await house.settle()
    return (await house.client.get("/v1/me", headers=bearer(tokens))).status_code == 200


async def error(browser: Browser, token: str, **changed: str) -> str:
    answer = await browser.refresh(token, **changed)
    assert answer.status_code == 400
    return str(answer.json()["error"])


class TestUse:
    async def test_without_offline_access_there_is_none_and_what_is_none_is_refused(
        self, browser: Browser
    ) -> None:
        for scope in (None, "siyou", "openid profile siyou"):
            assert "refresh_token" not in await browser.tokens(scope=scope)
        for token in ("", "no-such", "no-such.secret", "."):
            assert await error(browser, token) == "invalid_grant"

    @both
    async def test_a_token_gives_the_next_and_an_access_token_that_opens_the_doors(
        self, browser: Browser
    ) -> None:
        first = await browser.tokens()
        browser.house.watch.pass_by(minutes=31)
        second = (await browser.refresh(first["refresh_token"])).json()
        browser.house.watch.pass_by(minutes=31)
        third = (await browser.refresh(second["refresh_token"])).json()
        assert len({each["refresh_token"] for each in (first, second, third)}) == 3
        assert set(third) == set(first)
        assert await opens(browser.house, third)
        assert await error(browser, first["refresh_token"]) == "invalid_grant"
        assert await error(browser, third["refresh_token"]) == "invalid_grant", (
            "one from long ago ends them too"
        )

    async def test_a_lost_answer_is_given_again_with_the_same_successor(self, browser: Browser) -> None:
        first = await browser.tokens()
        lost = (await browser.refresh(first["refresh_token"])).json()
        browser.house.watch.pass_by(seconds=9)
        again = (await browser.refresh(first["refresh_token"])).json()
        assert again["refresh_token"] == lost["refresh_token"]
        assert (await browser.refresh(again["refresh_token"])).status_code == 200

    async def test_less_may_be_asked_for_and_never_more(self, browser: Browser) -> None:
        token = (await browser.tokens(scope="siyou offline_access"))["refresh_token"]
        assert await error(browser, token, scope="openid") == "invalid_scope"
        less = (await browser.refresh(token, scope="siyou")).json()
        assert (less["scope"], "id_token" in less) == ("siyou", False)

    async def test_another_client_cannot_use_it(self, browser: Browser) -> None:
        body = {"client_id": "spa", "title": "前端", "kind": "browser", "redirect_uris": ["https://x.test/"]}
        await browser.house.post("/v1/clients", body, "security")
        token = (await browser.tokens())["refresh_token"]
        assert await error(browser, token, client_id="spa") == "invalid_grant"
        assert (await browser.refresh(token)).status_code == 200


class TestReuse:
    @both
    async def test_a_second_use_ends_the_family_and_the_force_of_its_access_tokens(
        self, browser: Browser
    ) -> None:
        first = await browser.tokens()
        stolen = (await browser.refresh(first["refresh_token"])).json()
        browser.house.watch.pass_by(seconds=11)
        assert await error(browser, first["refresh_token"]) == "invalid_grant"
        assert await error(browser, stolen["refresh_token"]) == "invalid_grant"
        assert not await opens(browser.house, stolen)
        assert await opens(browser.house, await browser.tokens()), "whoever signs in anew is in"

    async def test_a_replayed_code_ends_the_refresh_tokens_that_came_of_it(self, browser: Browser) -> None:
        code = await browser.code(scope="siyou offline_access")
        tokens = (await browser.redeem(code)).json()
        assert (await browser.redeem(code)).status_code == 400
        assert await error(browser, tokens["refresh_token"]) == "invalid_grant"
        assert not await opens(browser.house, tokens)

    @both
    async def test_ten_at_once_get_one_successor(self, browser: Browser) -> None:
        token = (await browser.tokens())["refresh_token"]
        answers = await asyncio.gather(*(browser.refresh(token) for _ in range(10)))
        assert {answer.status_code for answer in answers} == {200}
        [successor] = {answer.json()["refresh_token"] for answer in answers}
        assert (await browser.refresh(successor)).status_code == 200

    @both
    async def test_ten_at_once_without_grace_get_one_success_and_the_end(self, browser: Browser) -> None:
        browser.house.app.state.lifetimes = lifetimes(Profile.DENGBAO)
        token = (await browser.tokens())["refresh_token"]
        answers = await asyncio.gather(*(browser.refresh(token) for _ in range(10)))
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9
        [done] = [answer.json() for answer in answers if answer.status_code == 200]
        assert await error(browser, done["refresh_token"]) == "invalid_grant"
        assert not await opens(browser.house, done)

    async def test_what_was_rolled_back_was_never_used(self, browser: Browser) -> None:
        """As when the process is killed before it commits: the old token lives and no other does."""
        token = (await browser.tokens())["refresh_token"]
        state, at = browser.house.app.state, browser.house.watch.at
        issuer = Issuer(ISSUER, state.teller, state.lifetimes, "another key")
        asked = TokenRequest("refresh_token", Shown("test-app"), refresh_token=token)
        async with browser.house.database.write() as tx:
            lost = await usecases.tokens.grant(tx, issuer, asked, at=at, trace_id=None)
            await tx.rollback()
        assert isinstance(lost, Granted)
        assert lost.refresh_token != (await browser.refresh(token)).json()["refresh_token"]


class TestEnd:
    async def test_it_ends_unused_after_a_week_and_in_any_case_after_a_month(self, browser: Browser) -> None:
        idle, busy = await browser.tokens(), await browser.tokens()
        for _ in range(5):
            browser.house.watch.pass_by(days=6)
            busy = (await browser.refresh(busy["refresh_token"])).json()
        assert await error(browser, idle["refresh_token"]) == "invalid_grant"
        browser.house.watch.pass_by(seconds=1)
        assert await error(browser, busy["refresh_token"]) == "invalid_grant"

    async def test_an_account_that_was_disabled_and_enabled_again_begins_anew(self, browser: Browser) -> None:
        token = (await browser.tokens())["refresh_token"]
        for act in ("disabling", "enabling"):
            await browser.house.post(f"/v1/accounts/{ident('wang')}/{act}", None, "security")
        assert await error(browser, token) == "invalid_grant"

    async def test_who_has_left_and_come_back_begins_anew(self, browser: Browser) -> None:
        token = (await browser.tokens())["refresh_token"]
        for active in (False, True):
            await browser.house.patch(f"/v1/persons/{ident('wang')}", {"active": active}, "hr")
        assert await error(browser, token) == "invalid_grant"

    async def test_a_new_password_ends_it(self, browser: Browser) -> None:
        token = (await browser.tokens())["refresh_token"]
        change = {"password": PASSWORD, "new_password": "Quite-another-9"}
        assert (await browser.house.post("/v1/me/password", change, "wang")).status_code == 204
        assert await error(browser, token) == "invalid_grant"
