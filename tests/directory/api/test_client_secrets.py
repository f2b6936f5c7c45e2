"""`/v1/clients/{client_id}/secrets`: changing the secret of a machine."""

from tests.directory.house import House, both, code_of
from tests.directory.world import MACHINE_SECRET, ident

SECRETS = f"/v1/clients/{ident('hr')}/secrets"


async def lets_in(house: House, secret: str) -> bool:
    form = {"grant_type": "client_credentials", "client_id": "test-hr", "client_secret": secret}
    return (await house.client.post("/oauth2/token", data=form)).status_code == 200


WITHDRAWAL = f"{SECRETS}/{ident('secret of hr')}/withdrawal"


class TestAdd:
    async def test_without_a_token_nothing_is_made(self, house: House) -> None:
        assert (await house.post(SECRETS, {}, None)).status_code == 401

    async def test_neither_the_machine_nor_a_system_administrator_makes_one(self, house: House) -> None:
        for who in ("hr", "system"):
            assert (await house.post(SECRETS, {}, who)).status_code == 403

    async def test_missing_client_is_missing(self, house: House) -> None:
        answer = await house.post(f"/v1/clients/{ident('nowhere')}/secrets", {}, "security")
        assert (answer.status_code, code_of(answer)) == (404, "client_missing")

    async def test_a_browser_client_gets_none_and_a_machine_three(self, house: House) -> None:
        answer = await house.post(f"/v1/clients/{ident('app')}/secrets", {}, "security")
        assert (answer.status_code, code_of(answer)) == (409, "secret_not_for_browsers")
        codes = [(await house.post(SECRETS, {}, "security")).status_code for _ in range(3)]
        assert codes == [201, 201, 409]

    async def test_malformed_overlap_is_refused(self, house: House) -> None:
        for hours in (-1, 721, "a day"):
            assert (await house.post(SECRETS, {"overlap_hours": hours}, "security")).status_code == 422

    @both
    async def test_old_and_new_let_the_machine_in_until_the_overlap_ends(self, house: House) -> None:
        made = await house.post(SECRETS, {"overlap_hours": 2}, "security", key="change-the-secret")
        again = await house.post(SECRETS, {"overlap_hours": 2}, "security", key="change-the-secret")
        secret = made.json()["client_secret"]
        assert (made.status_code, made.json()["valid_until"], again.json()["client_secret"]) == (
            201,
            None,
            None,
        )
        assert (await lets_in(house, secret), await lets_in(house, MACHINE_SECRET)) == (True, True)
        house.watch.pass_by(hours=2)
        assert (await lets_in(house, secret), await lets_in(house, MACHINE_SECRET)) == (True, False)

    async def test_without_overlap_the_old_one_ends_at_once(self, house: House) -> None:
        made = await house.post(SECRETS, {"overlap_hours": 0}, "security")
        assert await lets_in(house, made.json()["client_secret"])
        assert not await lets_in(house, MACHINE_SECRET)


class TestWithdraw:
    async def test_without_a_token_nothing_changes(self, house: House) -> None:
        assert (await house.post(WITHDRAWAL, None, None)).status_code == 401

    async def test_the_machine_does_not_withdraw_it(self, house: House) -> None:
        assert (await house.post(WITHDRAWAL, None, "hr")).status_code == 403

    async def test_a_secret_of_another_client_is_missing(self, house: House) -> None:
        path = f"/v1/clients/{ident('app')}/secrets/{ident('secret of hr')}/withdrawal"
        answer = await house.post(path, None, "security")
        assert (answer.status_code, code_of(answer)) == (404, "client_secret_missing")

    async def test_it_lets_nobody_in_and_takes_the_force_of_its_tokens(self, house: House) -> None:
        for _ in range(2):
            assert (await house.post(WITHDRAWAL, None, "security")).status_code == 201
        [secret] = (await house.get(SECRETS, "security")).json()["items"]
        assert secret["valid_until"] == house.watch.at.isoformat().replace("+00:00", "Z")
        assert not await lets_in(house, MACHINE_SECRET)
        await house.settle()
        assert (await house.get("/v1/me", "hr")).status_code == 401
