"""Many at once: the sitting's lock keeps the queue in order, and constraints hold even without it."""

import asyncio
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.activities.house import House, a_sitting, both
from tests.activities.registering import (
    a_crowd,
    act,
    an_open_sitting,
    patiently,
    registered,
    seen,
    states,
    swept,
    taken,
)
from tests.support.door import code_of

pytestmark = pytest.mark.timeout(240)


async def all_register(house: House, sitting: str, keys: list[str], guests: int = 0) -> list[httpx2.Response]:
    """Everyone at once, each with a key of its own."""
    path = f"/v1/sittings/{sitting}/registrations"
    asked = [patiently(house, path, {"guests": guests}, key, f"race-{key}") for key in keys]
    return await asyncio.gather(*asked)


class TestLastPlace:
    @both
    async def test_fifty_at_once_for_ten_places_give_ten_places_and_a_queue(self, house: House) -> None:
        """Edge case 1: and a recount equals the counter."""
        sitting = await an_open_sitting(house, capacity=10)
        answers = await all_register(house, sitting, await a_crowd(house, 50))
        assert {answer.status_code for answer in answers} == {201}
        assert await states(house, sitting) == {"confirmed": 10, "waitlisted": 40}
        assert await taken(house, sitting) == 10
        told = sorted(answer.json()["position"] or 0 for answer in answers)
        assert told == [0] * 10 + list(range(1, 41))

    @both
    async def test_parties_at_once_never_share_a_place(self, house: House) -> None:
        """Edge case 2: three people each, ten places; one stays free."""
        sitting = await an_open_sitting(house, capacity=10, guests_most=2)
        await all_register(house, sitting, await a_crowd(house, 20), guests=2)
        assert (await states(house, sitting))["confirmed"] == 9
        assert await taken(house, sitting) == 9

    @both
    async def test_one_person_at_ten_devices_is_registered_once(self, house: House) -> None:
        sitting = await an_open_sitting(house, capacity=10)
        path = f"/v1/sittings/{sitting}/registrations"
        asked = [patiently(house, path, {}, "wang", f"device-{number:03}") for number in range(10)]
        answers = await asyncio.gather(*asked)
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
        assert (await states(house, sitting), await taken(house, sitting)) == ({"confirmed": 1}, 1)

    @both
    async def test_the_same_request_five_times_at_once_has_one_effect(self, house: House) -> None:
        """Edge case 10."""
        sitting = await an_open_sitting(house)
        path = f"/v1/sittings/{sitting}/registrations"
        answers = await asyncio.gather(
            *[patiently(house, path, {}, "wang", "a-shaky-line") for _ in range(5)]
        )
        assert len({answer.text for answer in answers}) == 1
        assert answers[0].status_code == 201
        assert await taken(house, sitting) == 1


class TestFreedPlaces:
    async def full(
        self, house: House, waiting: int
    ) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
        """Three places, three who hold them, and a queue; the ids of both."""
        sitting = await an_open_sitting(house, capacity=3)
        crowd = await a_crowd(house, waiting)
        holding = [await registered(house, sitting, key) for key in ("wang", "chen", "li")]
        return sitting, holding, [await registered(house, sitting, key) for key in crowd]

    @both
    async def test_freed_places_are_offered_once_whatever_frees_them_at_the_same_time(
        self, house: House
    ) -> None:
        """Edge case 4: two cancellations, an expiring offer and its sweeps, and someone new, all together."""
        sitting, (wang, chen, li), queue = await self.full(house, 8)
        await act(house, li, "cancellation", "li")
        assert await seen(house, queue[0]) == ("offered", None)
        house.watch.pass_by(hours=24)
        await asyncio.gather(
            patiently(house, f"/v1/registrations/{wang['id']}/cancellation", None, "wang", "cancel-wang"),
            patiently(house, f"/v1/registrations/{chen['id']}/cancellation", None, "chen", "cancel-chen"),
            patiently(house, f"/v1/sittings/{sitting}/registrations", {}, "alone", "one-more-please"),
            *[swept(house) for _ in range(4)],
        )
        found = [await seen(house, row) for row in queue]
        assert [state for state, _ in found] == ["waitlisted"] + ["offered"] * 3 + ["waitlisted"] * 4
        assert await states(house, sitting) == {"cancelled": 3, "offered": 3, "waitlisted": 6}
        assert await house.count("notice") == 4
        assert await taken(house, sitting) == 3

    @both
    async def test_an_offer_is_accepted_or_expires_and_never_both(self, house: House) -> None:
        sitting, (_, _, li), queue = await self.full(house, 2)
        await act(house, li, "cancellation", "li")
        name = queue[0]["name"]
        path = f"/v1/registrations/{queue[0]['id']}"
        answers = await asyncio.gather(
            patiently(house, f"{path}/acceptance", None, name, "accept-it-now"),
            patiently(house, f"{path}/refusal", None, name, "or-decline-it"),
            patiently(house, f"{path}/acceptance", None, name, "accept-it-twice"),
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
        held = await states(house, sitting)
        assert held.get("confirmed", 0) + held.get("offered", 0) == await taken(house, sitting) == 3

    @both
    async def test_places_taken_away_while_people_register_are_nobodys(self, house: House) -> None:
        """Edge case 3: capacity is read again under the lock."""
        sitting = await an_open_sitting(house, capacity=20)
        crowd = await a_crowd(house, 20)

        async def shrink() -> httpx2.Response:
            return await house.put(f"/v1/sittings/{sitting}", a_sitting(capacity=5), "organiser", etag="*")

        answers = await asyncio.gather(shrink(), all_register(house, sitting, crowd), shrink())
        held, counted = await states(house, sitting), await taken(house, sitting)
        assert held["confirmed"] == counted
        for answer in (answers[0], answers[2]):
            assert answer.status_code == 200 or code_of(answer) == "places_held"
        capacity = (await house.read(f"/v1/sittings/{sitting}", "organiser"))["capacity"]
        assert (capacity, counted) in {(5, 5), (20, 20)}


class TestConstraints:
    """What the database refuses by itself, should the lock ever be forgotten."""

    @both
    async def test_no_row_counts_more_places_than_there_are(self, house: House) -> None:
        await an_open_sitting(house, capacity=10)
        with pytest.raises(IntegrityError):
            async with house.database.write() as session:
                await session.execute(text("UPDATE sitting SET taken = 11"))

    @both
    async def test_no_person_has_two_active_registrations(self, house: House) -> None:
        sitting = await an_open_sitting(house)
        row = await registered(house, sitting, "wang")
        await act(house, row, "cancellation", "wang")
        await registered(house, sitting, "wang")
        with pytest.raises(IntegrityError):
            async with house.database.write() as session:
                await session.execute(text("UPDATE registration SET state = 'confirmed'"))

    @both
    async def test_an_offer_without_an_end_cannot_be_written(self, house: House) -> None:
        await registered(house, await an_open_sitting(house), "wang")
        with pytest.raises(IntegrityError):
            async with house.database.write() as session:
                await session.execute(text("UPDATE registration SET state = 'offered'"))
