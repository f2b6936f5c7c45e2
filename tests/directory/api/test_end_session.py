"""`/oauth2/end-session`: signing out."""

import re
from typing import Any

import httpx2
import pytest

from tests.directory.browser import Browser
from tests.directory.house import House, both, code_of
from tests.directory.world import AFTERWARDS, ident
from tests.support.issuer import Issuer

PATH = "/oauth2/end-session"


@pytest.fixture
def browser(house: House) -> Browser:
    return Browser(house)


async def leave(browser: Browser, **asked: str) -> httpx2.Response:
    """Open the page, as an application sends one there."""
    return browser.seen(
        await browser.house.client.get(PATH, params={"ui_locales": "en"} | asked, headers=browser.headers())
    )


async def confirm(browser: Browser, csrf: str | None = None, **asked: str) -> httpx2.Response:
    """Press the button."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', browser.page)
    form = {"act": "end", "csrf": csrf or (found[1] if found else "")}
    return browser.seen(
        await browser.house.client.post(
            PATH, params={"ui_locales": "en"} | asked, data=form, headers=browser.headers()
        )
    )


async def is_in(browser: Browser) -> bool:
    return "Signed in as" in (await browser.look()).text


class TestPage:
    async def test_a_browser_that_is_not_signed_in_is_told_so(self, browser: Browser) -> None:
        assert "You are signed out." in (await leave(browser)).text

    @both
    async def test_the_person_is_asked_and_then_out_of_browser_and_applications(
        self, browser: Browser
    ) -> None:
        house, tokens = browser.house, await browser.tokens()
        page = await leave(browser)
        assert ('value="end"' in page.text, await is_in(browser)) == (True, True)
        await leave(browser)
        assert "You are signed out." in (await confirm(browser)).text
        assert not await is_in(browser)
        assert (await browser.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
        await house.settle()
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await house.client.get("/v1/me", headers=headers)).status_code == 401
        assert [outcome for outcome, _ in await house.audited("account.sign_out")] == ["done"]

    async def test_a_form_that_we_did_not_show_to_this_browser_ends_nothing(self, browser: Browser) -> None:
        await browser.code()
        assert (await confirm(browser, csrf="0" * 64)).status_code == 403
        assert await is_in(browser)

    async def test_other_browsers_of_the_person_stay_signed_in(self, browser: Browser) -> None:
        other = Browser(browser.house)
        await browser.code()
        await other.code()
        await leave(browser)
        await confirm(browser)
        assert (await is_in(browser), await is_in(other)) == (False, True)

    async def test_the_page_speaks_chinese_loads_nothing_and_is_framed_by_nobody(
        self, browser: Browser
    ) -> None:
        await browser.code()
        page = await leave(browser, ui_locales="zh-CN")
        assert ("退出登录" in page.text, page.headers["content-language"]) == (True, "zh-CN")
        assert "form-action 'self'; frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert not re.search(r"<script|src=|href=\"http", page.text)

    async def test_a_form_from_elsewhere_leads_to_the_question(self, browser: Browser) -> None:
        """It comes without our cookie, so that it cannot be answered at once."""
        answer = await browser.house.client.post(PATH, data={"state": "x", "client_id": "test-app"})
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"{PATH}?state=x&client_id=test-app",
        )


class TestAfterwards:
    async def test_nobody_is_sent_where_the_client_has_not_registered(self, browser: Browser) -> None:
        for uri, client_id in (
            ("https://evil.test/", "test-app"),
            (f"{AFTERWARDS}/", "test-app"),
            (AFTERWARDS, None),
            (AFTERWARDS, "test-hr"),
            (AFTERWARDS, "ghost"),
        ):
            named = {"client_id": client_id} if client_id else {}
            answer = await leave(browser, post_logout_redirect_uri=uri, **named)
            assert (answer.status_code, code_of(answer)) == (422, "afterwards_unknown")

    async def test_after_the_answer_one_goes_where_the_client_said(self, browser: Browser) -> None:
        await browser.code()
        asked = {"post_logout_redirect_uri": AFTERWARDS, "client_id": "test-app", "state": "a b"}
        await leave(browser, **asked)
        answer = await confirm(browser, **asked)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{AFTERWARDS}?state=a+b")


class TestHint:
    async def test_who_was_told_of_the_session_ends_it_at_once(self, browser: Browser) -> None:
        token = (await browser.tokens())["id_token"]
        browser.house.watch.pass_by(minutes=29)
        answer = await leave(browser, id_token_hint=token, post_logout_redirect_uri=AFTERWARDS)
        assert (answer.status_code, answer.headers["location"]) == (303, AFTERWARDS)
        assert not await is_in(browser)

    async def test_it_ends_refresh_tokens_long_after_browser_and_id_token_have_run_out(
        self, browser: Browser
    ) -> None:
        tokens = await browser.tokens()
        browser.house.watch.pass_by(days=1)
        browser.cookies.clear()
        assert (await leave(browser, id_token_hint=tokens["id_token"])).status_code == 200
        assert (await browser.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"

    async def test_the_hint_of_another_session_leads_to_the_question(self, browser: Browser) -> None:
        """Else anybody with a token of an own session could sign others out by a link."""
        other = Browser(browser.house)
        token = (await other.tokens("zhao"))["id_token"]
        await browser.code()
        assert 'value="end"' in (await leave(browser, id_token_hint=token)).text
        assert (await is_in(browser), await is_in(other)) == (True, True)

    async def test_what_is_no_id_token_of_ours_is_no_hint(self, browser: Browser) -> None:
        tokens: dict[str, Any] = await browser.tokens()
        head, body, signature = tokens["id_token"].split(".")
        foreign = Issuer().token(ident("wang"))
        for hint in (tokens["access_token"], f"{head}.{body[:-1]}A.{signature}", "x", foreign):
            assert 'value="end"' in (await leave(browser, id_token_hint=hint)).text
        assert await is_in(browser)
