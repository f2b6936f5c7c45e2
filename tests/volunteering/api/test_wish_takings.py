"""Micro-wishes: taken by members themselves, confirmed by the community; never by more than are needed."""

import asyncio
from typing import Any

import httpx2

from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.volunteering.house import House, both, nothing
from tests.volunteering.matching import a_resource, a_wish, collected, published


async def take(house: House, wish: dict[str, Any], by: str) -> httpx2.Response:
    return await house.post(f"/v1/demands/{wish['id']}/takings", None, by)


async def taken(house: House, wish: dict[str, Any], by: str = "wang") -> dict[str, Any]:
    """Somebody's share in a wish."""
    return await house.made(f"/v1/demands/{wish['id']}/takings", None, by)


async def state(house: House, wish: dict[str, Any]) -> tuple[str, int]:
    """Where a wish stands, and how many have it."""
    found = await house.read(f"/v1/demands/{wish['id']}", "officer")
    return found["state"], found["taken"]


async def act(house: House, taking: dict[str, Any], what: str, by: str) -> httpx2.Response:
    return await house.post(
        f"/v1/wish-takings/{taking['id']}/{what}", {} if what == "fulfilment" else None, by
    )


class TestTake:
    async def test_nobody_takes_without_a_token_or_from_outside(self, house: House) -> None:
        path = f"/v1/demands/{(await a_wish(house))['id']}/takings"
        assert (await house.post(path, None, None)).status_code == 401
        for who in ("officer", "hr"):
            assert code_of(await house.post(path, None, who)) == "forbidden"

    async def test_what_is_not_published_is_not_there(self, house: House) -> None:
        hidden = await collected(house, kind="micro_wish")
        for wish in (hidden, {"id": str(nothing())}):
            assert code_of(await take(house, wish, "wang")) == "demand_missing"

    async def test_one_has_registered_and_lets_the_community_know_who_comes(self, house: House) -> None:
        wish = await a_wish(house)
        assert code_of(await take(house, wish, "publicist")) == "not_volunteer"
        assert code_of(await take(house, wish, "alone")) == "consent_needed"

    async def test_a_service_is_not_taken_by_people(self, house: House) -> None:
        assert code_of(await take(house, await published(house), "wang")) == "wish_alone"

    async def test_with_as_many_as_are_needed_it_is_claimed(self, house: House) -> None:
        wish = await a_wish(house, quantity=2)
        await taken(house, wish, "wang")
        assert await state(house, wish) == ("published", 1)
        assert code_of(await take(house, wish, "wang")) == "already_taken"
        await taken(house, wish, "worker")
        assert await state(house, wish) == ("claimed", 2)
        assert code_of(await take(house, wish, "li")) == "wish_taken"

    @both
    async def test_of_many_at_once_only_as_many_as_are_needed_get_it(self, house: House) -> None:
        wish = await a_wish(house, quantity=2)
        people = ("wang", "chen", "li", "leader", "organiser", "secretary", "zhao", "worker", "wang")
        answers = await asyncio.gather(*[take(house, wish, who) for who in people])
        codes = sorted(answer.status_code for answer in answers)
        assert (codes, await state(house, wish)) == ([201] * 2 + [409] * 7, ("claimed", 2))


class TestRelease:
    async def test_what_is_given_back_is_free_for_others(self, house: House) -> None:
        wish = await a_wish(house)
        mine = await taken(house, wish)
        assert code_of(await act(house, mine, "release", "chen")) == "wish_taking_missing"
        assert code_of(await act(house, mine, "release", "officer")) == "forbidden"
        assert (await act(house, mine, "release", "wang")).json()["state"] == "released"
        assert await state(house, wish) == ("published", 0)
        assert code_of(await act(house, mine, "release", "wang")) == "taking_not_in_state"
        assert (await take(house, wish, "wang")).status_code == 201

    async def test_a_withdrawn_consent_gives_it_back(self, house: House) -> None:
        """Rule 35: the community no longer knows who would come."""
        wish = await a_wish(house)
        mine = await taken(house, wish)
        [consent] = (await house.read("/v1/consents?in_force=true", "wang"))["items"]
        await house.made(f"/v1/consents/{consent['id']}/withdrawal", None, "wang")
        assert await state(house, wish) == ("published", 0)
        assert (await house.read(f"/v1/wish-takings/{mine['id']}", "wang"))["state"] == "released"
        assert (await house.read(f"/v1/wish-takings/{mine['id']}", "officer"))["name"] is None


class TestFulfilAndConfirm:
    async def test_the_community_confirms_and_the_taker_does_not(self, house: House) -> None:
        wish = await a_wish(house)
        mine = await taken(house, wish)
        assert code_of(await act(house, mine, "confirmation", "officer")) == "taking_not_in_state"
        assert (await act(house, mine, "fulfilment", "wang")).json()["state"] == "fulfilled"
        assert code_of(await act(house, mine, "fulfilment", "wang")) == "taking_not_in_state"
        assert await state(house, wish) == ("delivered", 1)
        for who, code in (
            ("wang", "forbidden"),
            ("organiser", "forbidden"),
            ("other officer", "wish_taking_missing"),
        ):
            assert code_of(await act(house, mine, "confirmation", who)) == code
        done = (await act(house, mine, "confirmation", "officer")).json()
        assert (done["state"], done["confirmed_by"]) == ("confirmed", str(ident("officer")))
        assert await state(house, wish) == ("confirmed", 1)
        closed = await house.made(f"/v1/demands/{wish['id']}/closure", {"rating": 5}, "officer")
        assert (closed["state"], closed["rating"]) == ("closed", 5)

    async def test_a_wish_of_two_is_done_when_both_have_done_it(self, house: House) -> None:
        wish = await a_wish(house, quantity=2)
        first, second = await taken(house, wish, "wang"), await taken(house, wish, "chen")
        await act(house, first, "fulfilment", "wang")
        await act(house, first, "confirmation", "officer")
        assert await state(house, wish) == ("claimed", 2)
        await act(house, second, "fulfilment", "chen")
        assert await state(house, wish) == ("delivered", 2)
        await act(house, second, "confirmation", "second officer")
        assert await state(house, wish) == ("confirmed", 2)

    async def test_words_are_prose(self, house: House) -> None:
        path = f"/v1/wish-takings/{(await taken(house, await a_wish(house)))['id']}/fulfilment"
        assert faults_of(await house.post(path, {"words": ""}, "wang")) == {"/words": "string_too_short"}


class TestRead:
    async def test_takings_are_the_takers_and_the_communitys(self, house: House) -> None:
        wish = await a_wish(house)
        mine = await taken(house, wish)
        path = f"/v1/wish-takings/{mine['id']}"
        assert (await house.get(path, None)).status_code == 401
        assert (await house.read(path, "officer"))["name"] == "wang"
        for who in ("chen", "secretary", "other officer"):
            assert code_of(await house.get(path, who)) == "wish_taking_missing"
            assert (await house.read(f"/v1/wish-takings?demand_id={wish['id']}", who))["items"] == []


class TestALeaver:
    @both
    async def test_what_a_leaver_has_taken_or_offers_is_free_for_others_and_what_is_done_stays(
        self, house: House
    ) -> None:
        open_, done = await a_wish(house), await a_wish(house)
        await taken(house, open_)
        assert (await act(house, await taken(house, done), "fulfilment", "wang")).status_code == 201
        offer = await house.made("/v1/resources", a_resource(owner="person", quantity=1), "wang")
        await house.leaves("wang", "resigned")
        await house.app.state.sweeper.once()
        assert (await state(house, open_), await state(house, done)) == (("published", 0), ("delivered", 1))
        assert (await house.read(f"/v1/resources/{offer['id']}", "organiser"))["withdrawn_at"] is not None
        await taken(house, open_, "chen")

    async def test_who_retires_keeps_the_word_given(self, house: House) -> None:
        wish = await a_wish(house)
        await taken(house, wish)
        await house.leaves("wang", "retired")
        await house.app.state.sweeper.once()
        assert (await state(house, wish))[1] == 1
