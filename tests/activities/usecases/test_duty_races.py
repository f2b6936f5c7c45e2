"""Many at once for the last place of a duty: the locks keep the count, and constraints hold even without them."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.activities.arranging import a_duty, a_sitting_to_arrange, asked, holders, take
from tests.activities.house import House, both
from tests.activities.registering import a_crowd, patiently
from tests.points.world import ident
from tests.support.door import code_of

pytestmark = pytest.mark.timeout(120)


@both
async def test_of_twenty_who_take_three_places_at_once_three_have_one(house: House) -> None:
    duty = await a_duty(house, await a_sitting_to_arrange(house), needed=3)
    path = f"/v1/duties/{duty['id']}/undertakings"
    keys = await a_crowd(house, 20)
    answers = await asyncio.gather(*[patiently(house, path, None, key, f"take-{key}") for key in keys])
    assert sorted(each.status_code for each in answers) == [201] * 3 + [409] * 17
    assert {code_of(each) for each in answers if each.status_code == 409} == {"duty_full"}
    assert len(await holders(house, duty)) == 3


@both
async def test_the_last_place_goes_to_who_says_yes_or_comes_unasked_and_not_to_both(house: House) -> None:
    duty = await a_duty(house, await a_sitting_to_arrange(house))
    keys = await a_crowd(house, 6)
    rows = {key: await asked(house, duty, key) for key in keys[:3]}
    says = [
        patiently(house, f"/v1/undertakings/{row['id']}/answer", {"verdict": "taken"}, key, f"yes-{key}")
        for key, row in rows.items()
    ]
    comes = [
        patiently(house, f"/v1/duties/{duty['id']}/undertakings", None, key, f"take-{key}")
        for key in keys[3:]
    ]
    answers = await asyncio.gather(*says, *comes)
    assert sorted(each.status_code for each in answers) == [201] + [409] * 5
    assert len(await holders(house, duty)) == 1


@both
async def test_one_person_at_ten_devices_takes_it_once(house: House) -> None:
    duty = await a_duty(house, await a_sitting_to_arrange(house), needed=5)
    path = f"/v1/duties/{duty['id']}/undertakings"
    answers = await asyncio.gather(
        *[patiently(house, path, None, "wang", f"device-{number:03}") for number in range(10)]
    )
    assert sorted(each.status_code for each in answers) == [201] + [409] * 9
    assert await holders(house, duty) == ["wang"]


@both
async def test_whoever_changes_what_is_needed_and_whoever_takes_it_never_both_win(house: House) -> None:
    """Either the place was taken before and stays, or nobody is needed any more."""
    duty = await a_duty(house, await a_sitting_to_arrange(house))
    here = f"/v1/duties/{duty['id']}"
    seen = (await house.get(here, "organiser")).headers["etag"]
    none = house.put(here, {"title": "摄影", "needed": 0}, "organiser", etag=seen)
    changed, taken = await asyncio.gather(none, take(house, duty, "wang"))
    won = (changed.status_code, taken.status_code)
    assert won in {(200, 409), (412, 201)}, (changed.text, taken.text)
    found = await house.read(here, "organiser")
    assert (found["needed"], found["taken"]) == ((0, 0) if won[0] == 200 else (1, 1))


class TestWithoutTheLock:
    @both
    async def test_the_database_holds_the_number_of_places(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house))
        assert (await take(house, duty, "wang")).status_code == 201
        for wrong in ("taken = 2", "needed = 0", "taken = -1"):
            words = text(f"UPDATE duty SET {wrong}")  # noqa: S608 - words of ours
            async with house.database.write() as session:
                with pytest.raises(IntegrityError, match="places"):
                    await session.execute(words)
                await session.rollback()

    @both
    async def test_the_database_holds_one_standing_row_for_each_person(self, house: House) -> None:
        duty = await a_duty(house, await a_sitting_to_arrange(house), needed=5)
        await asked(house, duty, "wang")
        await asked(house, duty, "chen")
        wang = ident("wang") if house.database.dialect == "postgresql" else str(ident("wang"))
        async with house.database.write() as session:
            words = text("UPDATE undertaking SET person_id = :wang")
            with pytest.raises(IntegrityError):
                await session.execute(words, {"wang": wang})
            await session.rollback()
