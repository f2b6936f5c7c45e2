"""The first start of an empty directory."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from services.directory.rules.sign_in.passwords import PasswordWeak

from .browser import Browser
from .house import House, both, keeping_house

FIRST = {"first_login": "keeper", "first_password": "Start-here-2026"}


@pytest.fixture
def empty_url(migrated: Callable[[str], str], anyio_backend: Any) -> str:
    del anyio_backend
    return migrated("directory")


async def count(house: House, table: str) -> int:
    async with house.database.read() as view:
        return int((await view.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())  # noqa: S608 - ours


@both
async def test_nobody_is_there_unless_the_settings_name_someone(empty_url: str) -> None:
    async with keeping_house(empty_url) as house:
        assert (await count(house, "account"), await count(house, "signing_key")) == (0, 2)


async def test_the_signing_key_survives_a_restart(empty_url: str) -> None:
    async with keeping_house(empty_url) as house:
        before = house.private
    async with keeping_house(empty_url) as house:
        assert house.private == before


@both
async def test_the_first_administrator_signs_in_chooses_a_password_and_lets_others_in(empty_url: str) -> None:
    async with keeping_house(empty_url, **FIRST) as house:
        await house.settle()
        browser = Browser(house)
        await _make_client(house)
        asked = await browser.sign_in("keeper", FIRST["first_password"])
        assert 'name="new_password"' in asked.text
        form: dict[str, Any] = {
            "login": "keeper",
            "password": FIRST["first_password"],
            "new_password": "My-own-phrase-2",
        }
        done = await browser.send(act="sign_in", **form)
        assert done.status_code == 303


async def test_a_second_start_makes_nobody_new(empty_url: str) -> None:
    async with keeping_house(empty_url, **FIRST):
        pass
    async with keeping_house(empty_url, **(FIRST | {"first_login": "another"})) as house:
        assert await count(house, "account") == 1


async def test_a_weak_first_password_stops_the_start(empty_url: str) -> None:
    with pytest.raises(PasswordWeak):
        async with keeping_house(empty_url, first_login="keeper", first_password="weak"):
            pass


async def _make_client(house: House) -> None:
    from services.directory import usecases  # noqa: PLC0415 - this test alone makes a client by hand
    from services.directory.models import ClientKind  # noqa: PLC0415 - as above

    from .world import CALLBACK  # noqa: PLC0415 - as above

    async with house.database.write() as tx:
        await usecases.clients.register(
            tx,
            house.app.state.teller,
            client_id="test-app",
            title="App",
            kind=ClientKind.BROWSER,
            redirect_uris=[CALLBACK],
            secret=None,
            plain_issuer=False,
            at=house.watch.at,
        )
