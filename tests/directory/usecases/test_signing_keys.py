"""Keys are renewed in time, and at once when somebody else may know one."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from services.directory import queries, usecases
from services.directory.app import public_keys
from services.directory.usecases.signing_keys import Rotation, tend
from shared.auth.keys import TokenGate
from shared.errors import TokenInvalid
from tests.directory.browser import Browser
from tests.directory.house import House, both
from tests.support.issuer import ISSUER

QUARTER = timedelta(days=90)


async def published(house: House) -> list[tuple[str, int]]:
    async with house.database.read() as view:
        return [(key.purpose, key.number) for key in await queries.signing_keys.published(view)]


async def rotate(house: House, how: Rotation) -> None:
    async with house.database.write() as tx:
        await usecases.signing_keys.rotate(tx, house.watch.at, how=how)


async def opens(house: House, token: str) -> bool:
    """Whether a service that looks at the keys now lets it in."""
    gate = TokenGate(partial(public_keys, house.app), ISSUER)
    try:
        return bool(await gate.admit(token, house.watch.at))
    except TokenInvalid:
        return False


@both
async def test_a_key_is_published_a_day_ahead_signs_is_retired_and_goes(house: House) -> None:
    steps = [
        (timedelta(days=88), [("access", 1), ("id", 1)]),
        (timedelta(days=1), [("access", 1), ("access", 2), ("id", 1), ("id", 2)]),
        (timedelta(days=1), [("access", 1), ("access", 2), ("id", 1), ("id", 2)]),
        (timedelta(minutes=36), [("access", 2), ("id", 2)]),
    ]
    for passed, expected in steps:
        house.watch.at += passed
        await asyncio.gather(*(tend(house.database, house.watch.at, QUARTER) for _ in range(3)))
        assert await published(house) == expected


async def test_a_retired_key_has_lost_its_private_part_and_what_it_signed_holds(house: House) -> None:
    token = (await Browser(house).tokens())["access_token"]
    await rotate(house, Rotation.NOW)
    async with house.database.read() as view:
        keys = await queries.signing_keys.published(view)
    assert [(key.number, "d" in key.private_jwk) for key in keys] == [(1, False), (2, True)] * 2
    fresh = (await Browser(house).tokens("zhao"))["access_token"]
    assert (await opens(house, token), await opens(house, fresh)) == (True, True)


async def test_a_planned_renewal_changes_nothing_today_and_is_not_made_twice(house: House) -> None:
    for _ in range(2):
        await rotate(house, Rotation.PLANNED)
    assert await published(house) == [("access", 1), ("access", 2), ("id", 1), ("id", 2)]
    await rotate(house, Rotation.NOW)
    assert len(await published(house)) == 4, "the one that was waiting signs"


async def test_what_a_compromised_key_signed_is_refused_and_a_refresh_token_gives_better(
    house: House,
) -> None:
    browser = Browser(house)
    tokens = await browser.tokens()
    await rotate(house, Rotation.PLANNED)
    await rotate(house, Rotation.COMPROMISED)
    assert await published(house) == [("access", 3), ("id", 3)]
    assert not await opens(house, tokens["access_token"])
    fresh = (await browser.refresh(tokens["refresh_token"])).json()
    assert await opens(house, fresh["access_token"])
    assert len(await house.audited("signing_key.rotate/compromised")) == 2


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_three_at_once_make_one(house: House) -> None:
    await asyncio.gather(*(rotate(house, Rotation.PLANNED) for _ in range(3)), return_exceptions=True)
    assert await published(house) == [("access", 1), ("access", 2), ("id", 1), ("id", 2)]
