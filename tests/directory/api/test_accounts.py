"""`/v1/accounts`."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.directory.browser import Browser, answered
from tests.directory.delivering import deliver
from tests.directory.house import House, both, code_of
from tests.directory.scim import ask, patch
from tests.directory.world import ident
from tests.support.messages import told

ACCOUNTS = "/v1/accounts"
INITIAL = "Initial-phrase-1"
NEW: dict[str, Any] = {"person_id": str(ident("li")), "login": "Li.Xiao", "password": INITIAL}
DISABLING = f"{ACCOUNTS}/{ident('wang')}/disabling"
ENABLING = f"{ACCOUNTS}/{ident('wang')}/enabling"


class TestOpen:
    async def test_without_a_token_nothing_is_made(self, house: House) -> None:
        assert (await house.post(ACCOUNTS, NEW, None)).status_code == 401

    @pytest.mark.parametrize("writer", ["system", "hr", "secretary"])
    async def test_only_the_security_administrator_opens_accounts(self, house: House, writer: str) -> None:
        assert (await house.post(ACCOUNTS, NEW, writer)).status_code == 403

    async def test_missing_person_is_missing(self, house: House) -> None:
        answer = await house.post(ACCOUNTS, NEW | {"person_id": str(ident("nowhere"))}, "security")
        assert (answer.status_code, code_of(answer)) == (404, "person_missing")

    @pytest.mark.parametrize("field", [{"login": "WANG"}, {"person_id": str(ident("wang"))}])
    async def test_one_login_and_one_account_per_person(self, house: House, field: dict[str, str]) -> None:
        answer = await house.post(ACCOUNTS, NEW | field, "security")
        assert (answer.status_code, code_of(answer)) == (409, "login_taken")

    @pytest.mark.parametrize("password", ["Short-1", "alllowercase1", "x-y-z-Li.Xiao-2026"])
    async def test_weak_password_is_refused(self, house: House, password: str) -> None:
        answer = await house.post(ACCOUNTS, NEW | {"password": password}, "security")
        assert (answer.status_code, code_of(answer)) == (409, "password_weak")

    @pytest.mark.parametrize("field", [{"login": "a b"}, {"login": ""}, {"password": "a\u0000Bcdefg1"}])
    async def test_malformed_account_is_refused_without_an_echo(
        self, house: House, field: dict[str, str]
    ) -> None:
        answer = await house.post(ACCOUNTS, NEW | field, "security")
        assert answer.status_code == 422
        assert "Bcdefg" not in answer.text

    async def test_who_has_left_gets_no_account(self, house: House) -> None:
        await house.patch(f"/v1/persons/{ident('li')}", {"active": False}, "hr")
        answer = await house.post(ACCOUNTS, NEW, "security")
        assert (answer.status_code, code_of(answer)) == (409, "person_inactive")

    @both
    async def test_the_answer_and_the_database_hold_no_password(self, house: House) -> None:
        answer = await house.post(ACCOUNTS, NEW, "security")
        assert (answer.status_code, answer.json()) == (
            201,
            {"id": str(ident("li")), "login": "li.xiao", "enabled": True, "password_is_initial": True},
        )
        async with house.database.read() as view:
            kept = (
                await view.execute(text("SELECT password_hash FROM account WHERE login = 'li.xiao'"))
            ).scalar()
        assert str(kept).startswith("$argon2id$")

    async def test_an_initial_password_lets_one_in_only_to_choose_another(self, house: House) -> None:
        await house.post(ACCOUNTS, NEW, "security")
        browser = Browser(house)
        asked = await browser.sign_in("li.xiao", INITIAL)
        assert (asked.status_code, 'name="new_password"' in asked.text) == (200, True)
        weak = await browser.send(act="sign_in", login="li.xiao", password=INITIAL, new_password="weak")
        assert "15–128 characters" in weak.text
        done = await browser.send(
            act="sign_in", login="li.xiao", password=INITIAL, new_password="My-own-phrase-2"
        )
        assert answered(done)["code"]
        assert "wrong" in (await Browser(house).sign_in("li.xiao", INITIAL)).text
        assert answered(await Browser(house).sign_in("li.xiao", "My-own-phrase-2"))["code"]


class TestDisable:
    async def test_without_a_token_nothing_changes(self, house: House) -> None:
        assert (await house.post(DISABLING, None, None)).status_code == 401

    async def test_a_secretary_disables_nobody(self, house: House) -> None:
        assert (await house.post(DISABLING, None, "secretary")).status_code == 403

    async def test_person_without_account_is_missing(self, house: House) -> None:
        answer = await house.post(f"{ACCOUNTS}/{ident('li')}/disabling", None, "security")
        assert (answer.status_code, code_of(answer)) == (404, "account_missing")

    @both
    async def test_a_disabled_account_ends_sessions_codes_and_tokens(self, house: House) -> None:
        browser = Browser(house)
        code = await browser.code()
        answer = await house.post(DISABLING, None, "security")
        assert (answer.status_code, answer.json()["enabled"]) == (201, False)
        await house.settle()
        assert code_of(await house.get("/v1/me", "wang")) == "token_outdated"
        assert (await browser.redeem(code)).json()["error"] == "invalid_grant"
        assert "Signed in as" not in (await browser.look()).text
        assert "wrong" in (await browser.sign_in("wang")).text


class TestEnable:
    async def test_without_a_token_nothing_changes(self, house: House) -> None:
        assert (await house.post(ENABLING, None, None)).status_code == 401

    async def test_a_secretary_enables_nobody(self, house: House) -> None:
        assert (await house.post(ENABLING, None, "secretary")).status_code == 403

    async def test_person_without_account_is_missing(self, house: House) -> None:
        assert (await house.post(f"{ACCOUNTS}/{ident('li')}/enabling", None, "security")).status_code == 404

    async def test_an_enabled_account_lets_in_again(self, house: House) -> None:
        await house.post(DISABLING, None, "security")
        assert (await house.post(ENABLING, None, "security")).json()["enabled"] is True
        assert await Browser(house).code()


async def _by_hand(house: House, *, active: bool) -> None:
    await house.patch(f"/v1/persons/{ident('wang')}", {"active": active}, "hr")


async def _by_scim(house: House, *, active: bool) -> None:
    said = patch({"op": "replace", "path": "active", "value": active})
    await ask(house, "PATCH", f"/Users/{ident('wang')}", said)


async def _by_run(house: House, *, active: bool, **why: str) -> None:
    said = {"external_id": "E-1", "employee_no": "T000", "active": active, **why}
    run = await deliver(house, {"mode": "delta", "records": [said]})
    assert run["counts"]["reactivate" if active else "deactivate"] == 1


async def _by_run_that_says_why(house: House, *, active: bool) -> None:
    why = {} if active else {"left_on": "2026-09-15", "departure": "resigned"}
    await _by_run(house, active=active, **why)


class TestComeBack:
    @pytest.mark.parametrize("says", [_by_hand, _by_scim, _by_run, _by_run_that_says_why])
    async def test_whoever_comes_back_waits_until_a_security_administrator_knows(
        self, house: House, says: Any
    ) -> None:
        browser = Browser(house)
        code = await browser.code()
        await says(house, active=False)
        assert await told(house.database) == []
        await says(house, active=True)
        assert "wrong" in (await Browser(house).sign_in("wang")).text
        assert "Signed in as" not in (await browser.look()).text
        assert (await browser.redeem(code)).json()["error"] == "invalid_grant"
        [message] = await told(house.database)
        assert (message["topic"], message["to"], message["about"]) == (
            "account_stays_closed",
            [str(ident("security"))],
            f"/v1/persons/{ident('wang')}",
        )
        await house.settle()
        assert (await house.post(ENABLING, None, "security")).json()["enabled"] is True
        assert await Browser(house).code()

    @both
    async def test_each_return_is_told_apart_and_nobody_of_one_without_an_account(self, house: House) -> None:
        for _ in range(2):
            await _by_hand(house, active=False)
            await _by_hand(house, active=True)
        for active in (False, True):
            await house.patch(f"/v1/persons/{ident('li')}", {"active": active}, "hr")
        assert len({message["key"] for message in await told(house.database)}) == 2
        assert len(await told(house.database)) == 2

    @both
    async def test_what_hr_said_by_mistake_is_reversed_with_the_account(self, house: House) -> None:
        await _by_run_that_says_why(house, active=False)
        departures = (await house.get(f"/v1/departures?person_id={ident('wang')}", "hr")).json()["items"]
        reversal = f"/v1/departures/{departures[0]['id']}/reversal"
        assert (await house.post(reversal, {"reason": "误录"}, "hr")).status_code == 201
        assert await Browser(house).code()
        assert await told(house.database) == []
