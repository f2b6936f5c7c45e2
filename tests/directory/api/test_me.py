"""`/v1/me`."""

from tests.directory.browser import Browser, answered
from tests.directory.house import House, both, code_of
from tests.directory.world import PASSWORD, ident

PASSWORDS = "/v1/me/password"
CHANGE = {"password": PASSWORD, "new_password": "Another-phrase-8"}


class TestRead:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get("/v1/me", None)).status_code == 401

    async def test_whoever_works_here_sees_the_own_name_without_any_role(self, house: House) -> None:
        me = (await house.get("/v1/me", "nobody")).json()
        assert (me["name"], me["branch"], me["roles"]) == ("无职", None, [])

    async def test_a_machine_without_a_role_is_refused(self, house: House) -> None:
        answer = await house.client.get("/v1/me", headers=house.by("nobody", machine=True))
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    @both
    async def test_a_person_sees_name_branch_group_and_roles(self, house: House) -> None:
        me = (await house.get("/v1/me", "leader")).json()
        assert (me["kind"], me["name"], me["login"]) == ("person", "周启明", None)
        assert (me["branch"]["title"]["en"], me["group"]["title"]["en"]) == ("power", "first")
        assert [(each["role"], each["organisation"]["id"]) for each in me["roles"]] == [
            ("group_leader", str(ident("first"))),
            ("member", str(ident("power"))),
        ]

    async def test_a_machine_sees_its_title_and_roles(self, house: House) -> None:
        me = (await house.get("/v1/me", "hr")).json()
        assert (me["kind"], me["name"], me["branch"]) == ("machine", "Client hr", None)
        assert me["roles"] == [{"role": "hr_client", "organisation": None}]


class TestPassword:
    async def test_without_a_token_nothing_changes(self, house: House) -> None:
        assert (await house.client.post(PASSWORDS, json=CHANGE)).status_code == 401

    async def test_a_machine_without_a_role_is_refused(self, house: House) -> None:
        headers = house.by("nobody", machine=True)
        answer = await house.client.post(PASSWORDS, json=CHANGE, headers=headers)
        assert (answer.status_code, code_of(answer)) == (403, "forbidden")

    async def test_who_has_no_account_has_no_password(self, house: House) -> None:
        answer = await house.client.post(PASSWORDS, json=CHANGE, headers=house.by("li"))
        assert (answer.status_code, code_of(answer)) == (404, "account_missing")

    async def test_a_weak_new_password_is_refused(self, house: House) -> None:
        body = CHANGE | {"new_password": "wang-WANG-turbine-1"}
        answer = await house.client.post(PASSWORDS, json=body, headers=house.by("wang"))
        assert (answer.status_code, code_of(answer)) == (409, "password_weak")

    async def test_malformed_change_is_refused(self, house: House) -> None:
        answer = await house.client.post(PASSWORDS, json={"password": "x"}, headers=house.by("wang"))
        assert answer.status_code == 422

    async def test_a_stolen_token_gives_five_guesses_and_does_not_lock_the_owner_out(
        self, house: House
    ) -> None:
        body = CHANGE | {"password": "A-wrong-guess-1"}
        codes = [
            code_of(await house.client.post(PASSWORDS, json=body, headers=house.by("wang"))) for _ in range(6)
        ]
        assert codes == ["password_wrong"] * 5 + ["too_many_attempts"]
        assert (await house.client.post(PASSWORDS, json=CHANGE, headers=house.by("wang"))).status_code == 429
        assert await Browser(house).code()

    @both
    async def test_a_new_password_ends_every_session_and_replaces_the_old(self, house: House) -> None:
        browser = Browser(house)
        await browser.code()
        assert "Signed in as" in (await browser.look()).text
        answer = await house.client.post(PASSWORDS, json=CHANGE, headers=house.by("wang"))
        assert (answer.status_code, answer.content) == (204, b"")
        assert "Signed in as" not in (await browser.look()).text
        assert "wrong" in (await browser.sign_in("wang", PASSWORD)).text
        assert answered(await browser.sign_in("wang", "Another-phrase-8"))["code"]
        assert await house.audited("self.write") == [("done", None)]
