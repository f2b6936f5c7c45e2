"""Passwords under 等保 level 2, at the doors where they are chosen."""

from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest

from tests.directory.browser import Browser
from tests.directory.house import House, code_of, keeping_house
from tests.directory.world import PASSWORD


@pytest.fixture
async def house(world_url: str, anyio_backend: Any) -> AsyncIterator[House]:
    del anyio_backend
    async with keeping_house(world_url, security_profile="dengbao") as kept:
        yield kept


async def choose(house: House, password: str, new_password: str) -> Any:
    body = {"password": password, "new_password": new_password}
    return await house.client.post("/v1/me/password", json=body, headers=house.by("wang"))


async def test_none_of_the_last_five_is_taken_again_and_the_sixth_is(house: House) -> None:
    taken = [PASSWORD, *(f"Turbine-{number}" for number in range(1, 6))]
    for before, after in pairwise(taken):
        assert (await choose(house, before, after)).status_code == 204
    for old in taken[1:]:
        refused = await choose(house, taken[-1], old)
        assert (refused.status_code, code_of(refused)) == (409, "password_used_before")
    house.watch.pass_by(minutes=16)  # five attempts in a quarter of an hour are all one has
    assert (await choose(house, taken[-1], PASSWORD)).status_code == 204


async def test_after_ninety_days_one_is_let_in_only_to_choose_another(house: House) -> None:
    house.watch.pass_by(days=91)
    browser = Browser(house)
    asked = await browser.sign_in("wang", PASSWORD)
    assert (asked.status_code, 'name="new_password"' in asked.text) == (200, True)
    again = await browser.send(act="sign_in", login="wang", password=PASSWORD, new_password=PASSWORD)
    assert "None of the last 5 is taken again" in again.text
    done = await browser.send(act="sign_in", login="wang", password=PASSWORD, new_password="Turbine-9")
    assert done.status_code == 303
