"""`/oauth2/authorize`: a person signs in, in a browser."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from tests.directory.browser import Browser, answered
from tests.directory.house import House, both, code_of
from tests.directory.world import CALLBACK, PASSWORD, ident
from tests.support.issuer import ISSUER


@pytest.fixture
def browser(house: House) -> Browser:
    return Browser(house)


class TestShow:
    @pytest.mark.parametrize("client_id", ["no-such", "test-hr", None, ["test-app", "test-app"]])
    async def test_unknown_or_machine_client_is_told_here_and_not_redirected(
        self, browser: Browser, client_id: Any
    ) -> None:
        answer = await browser.look(client_id=client_id)
        assert (answer.status_code, code_of(answer)) == (422, "client_unknown")

    @pytest.mark.parametrize(
        "uri",
        [
            f"{CALLBACK}/",
            f"{CALLBACK}?x=1",
            "https://evil.test/callback",
            "HTTPS://app.siyou.test/callback",
            None,
        ],
    )
    async def test_other_redirect_than_the_registered_one_is_never_followed(
        self, browser: Browser, uri: str | None
    ) -> None:
        answer = await browser.look(redirect_uri=uri)
        assert (answer.status_code, code_of(answer)) == (422, "redirect_unknown")
        assert "location" not in answer.headers

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"code_challenge": None}, "invalid_request"),
            ({"code_challenge": "short"}, "invalid_request"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"code_challenge_method": None}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"response_mode": "fragment"}, "invalid_request"),
            ({"prompt": "none"}, "interaction_required"),
            ({"scope": ["a", "b"]}, "invalid_request"),
        ],
    )
    async def test_what_else_is_wrong_goes_back_to_the_client(
        self, browser: Browser, changed: dict[str, Any], error: str
    ) -> None:
        back = answered(await browser.look(**changed))
        assert (back["error"], back["iss"], back["state"]) == (error, ISSUER, "xyz & 状态")

    async def test_unknown_parameters_are_ignored(self, browser: Browser) -> None:
        assert (await browser.look(nonce="n", audience="x")).status_code == 200

    async def test_the_page_says_who_asks_and_where_one_returns_to(self, browser: Browser) -> None:
        page = (await browser.look()).text
        assert "“Client app” asks to use Siyou as you." in page
        assert "https://app.siyou.test" in page

    async def test_the_page_speaks_chinese_unless_asked_otherwise(self, browser: Browser) -> None:
        page = await browser.look(ui_locales=None)
        assert (page.headers["content-language"], "登录名" in page.text) == ("zh-CN", True)

    async def test_the_page_loads_nothing_runs_nothing_and_is_framed_by_nobody(
        self, browser: Browser
    ) -> None:
        page = await browser.look()
        nonce = re.search(r'<style nonce="([^"]+)"', page.text)
        assert nonce
        assert page.headers["content-security-policy"] == (
            f"default-src 'none'; style-src 'nonce-{nonce[1]}'; "
            "form-action 'self' https://app.siyou.test; frame-ancestors 'none'; base-uri 'none'"
        )
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert not re.search(r"<script|src=|href=\"http", page.text)

    async def test_every_field_has_its_label(self, browser: Browser) -> None:
        page = (await browser.look()).text
        visible = re.findall(r'<input id="(\w+)"', page)
        assert visible == ["login", "password"]
        assert re.findall(r'<label for="(\w+)"', page) == visible

    async def test_what_the_address_holds_is_shown_escaped(self, browser: Browser) -> None:
        page = (await browser.look(state='"><script>alert(1)</script>')).text
        assert "<script" not in page

    async def test_undecodable_query_is_malformed(self, house: House) -> None:
        answer = await house.client.get("/oauth2/authorize?client_id=%ff")
        assert (answer.status_code, code_of(answer)) == (422, "malformed")


class TestSignIn:
    @both
    async def test_the_right_password_leads_back_with_a_code(self, browser: Browser) -> None:
        back = answered(await browser.sign_in("wang"))
        assert (len(back["code"]), back["state"], back["iss"]) == (43, "xyz & 状态", ISSUER)
        assert await browser.house.audited("account.sign_in") == [("done", str(ident("wang")))]

    async def test_logins_are_the_same_in_either_case(self, browser: Browser) -> None:
        assert answered(await browser.sign_in(" WANG "))["code"]

    @both
    async def test_nothing_tells_a_wrong_password_from_an_unknown_login(self, house: House) -> None:
        known = await Browser(house).sign_in("wang", "Wrong-guess-1")
        unknown = await Browser(house).sign_in("ghost", "Wrong-guess-1")
        hide = re.compile(r"[0-9a-f]{64}|nonce-?=?\"?[\w-]+|wang|ghost")
        assert (known.status_code, hide.sub("", known.text)) == (403, hide.sub("", unknown.text))
        assert unknown.status_code == 403
        headers = ["content-language", "cache-control", "content-type"]
        assert [known.headers[name] for name in headers] == [unknown.headers[name] for name in headers]
        assert await house.audited("account.sign_in") == [("refused", str(ident("wang"))), ("refused", None)]

    async def test_who_has_left_cannot_sign_in(self, house: House) -> None:
        await house.patch(f"/v1/persons/{ident('wang')}", {"active": False}, "hr")
        assert (await Browser(house).sign_in("wang")).status_code == 403

    async def test_a_form_that_we_did_not_show_to_this_browser_is_refused(self, house: House) -> None:
        victim, attacker = Browser(house), Browser(house)
        await attacker.look()
        await victim.look()
        victim.page = attacker.page
        answer = await victim.send(act="sign_in", login="wang", password=PASSWORD)
        assert (answer.status_code, "expired" in answer.text) == (403, True)
        assert await house.audited("account.sign_in") == []

    @pytest.mark.parametrize("body", [b"\xff", b"csrf=%ff", b"&".join(b"a=b" for _ in range(50))])
    async def test_malformed_form_is_refused(self, browser: Browser, body: bytes) -> None:
        await browser.look()
        where = "/oauth2/authorize"
        answer = await browser.house.client.post(where, params=browser.query({}), content=body)
        assert (answer.status_code, code_of(answer)) == (422, "malformed")

    async def test_the_password_never_comes_back(self, browser: Browser) -> None:
        assert "Wrong-guess-1" not in (await browser.sign_in("wang", "Wrong-guess-1")).text


class TestAttempts:
    @both
    async def test_the_sixth_attempt_in_a_quarter_of_an_hour_is_not_even_compared(self, house: House) -> None:
        guesses = [(await Browser(house).sign_in("wang", f"Wrong-guess-{n}")).status_code for n in range(5)]
        right = await Browser(house).sign_in("wang")
        assert (guesses, right.status_code) == ([403] * 5, 429)
        assert (await house.audited("account.sign_in"))[-1] == ("locked", str(ident("wang")))
        house.watch.pass_by(minutes=14, seconds=59)
        assert (await Browser(house).sign_in("wang")).status_code == 429
        house.watch.pass_by(seconds=1)
        assert answered(await Browser(house).sign_in("wang"))["code"]

    async def test_being_locked_does_not_tell_whether_the_login_exists(self, house: House) -> None:
        for _ in range(5):
            await Browser(house).sign_in("ghost", "Wrong-guess-1")
        assert (await Browser(house).sign_in("ghost", "Wrong-guess-1")).status_code == 429

    async def test_a_stranger_cannot_lock_out_the_owner_in_the_usual_browser(self, house: House) -> None:
        own, stranger = Browser(house), Browser(house)
        await own.code()
        for _ in range(8):
            await stranger.sign_in("wang", "Wrong-guess-1")
        assert (await stranger.sign_in("wang")).status_code == 429
        assert answered(await own.sign_in("wang", asked={"prompt": "login"}))["code"]

    async def test_the_usual_browser_has_five_attempts_too(self, house: House) -> None:
        own = Browser(house)
        await own.code()
        again = {"prompt": "login"}
        guesses = [(await own.sign_in("wang", "Wrong-guess-1", asked=again)).status_code for _ in range(6)]
        assert guesses == [403] * 5 + [429]

    async def test_signing_in_forgives_what_went_wrong_before(self, house: House) -> None:
        for _ in range(3):
            for _ in range(4):
                await Browser(house).sign_in("wang", "Wrong-guess-1")
            assert answered(await Browser(house).sign_in("wang"))["code"]


class TestSession:
    async def test_a_browser_that_is_signed_in_is_only_asked_whether_to_go_on(self, browser: Browser) -> None:
        await browser.code()
        page = (await browser.look()).text
        assert ("Signed in as 王建国" in page, 'name="password"' in page) == (True, False)
        assert answered(await browser.send(act="continue"))["code"]

    async def test_going_on_needs_a_session(self, browser: Browser) -> None:
        await browser.look()
        assert (await browser.send(act="continue")).status_code == 403

    async def test_someone_else_can_sign_in_in_the_same_browser(self, browser: Browser) -> None:
        await browser.code()
        assert "Signed in as" not in (await browser.look(prompt="login")).text
        await browser.sign_in("zhao", asked={"prompt": "login"})
        assert "Signed in as 赵新民" in (await browser.look()).text

    async def test_a_session_ends_after_half_an_hour_idle(self, browser: Browser) -> None:
        await browser.code()
        browser.house.watch.pass_by(minutes=30)
        assert "Signed in as" in (await browser.look()).text
        browser.house.watch.pass_by(minutes=30, seconds=1)
        assert "Signed in as" not in (await browser.look()).text

    async def test_a_session_ends_after_twelve_hours_however_busy(self, browser: Browser) -> None:
        await browser.code()
        for _ in range(24):
            browser.house.watch.pass_by(minutes=30)
            assert "Signed in as" in (await browser.look()).text
        browser.house.watch.pass_by(minutes=1)
        assert "Signed in as" not in (await browser.look()).text

    @both
    async def test_what_has_run_out_is_swept_away(self, browser: Browser) -> None:
        await browser.code()
        await Browser(browser.house).sign_in("ghost", "Wrong-guess-1")
        browser.house.watch.pass_by(hours=1)
        await browser.code()
        async with browser.house.database.read() as view:
            counts = [
                (await view.execute(text(f"SELECT count(*) FROM {table}"))).scalar()  # noqa: S608 - literals
                for table in ("sign_in_session", "authorization_code", "sign_in_attempts", "known_browser")
            ]
        assert counts == [1, 1, 0, 1]
