"""`/v1/meetings/{id}/outcomes`: what a meeting led to in other services, as data."""

import asyncio
from typing import Any
from uuid import UUID

import httpx2
import pytest

import suite
from tests.activities.house import House, both, nothing
from tests.support.door import code_of, faults_of, plain

ENTRY: dict[str, Any] = {
    "noun": "entries",
    "target_id": "0192f0c1-2d3e-7f40-8a5b-6c7d8e9fa0b1",
    "title": "查隐患得分",
}


async def a_meeting_under_way(house: House) -> str:
    """It has been opened."""
    meeting = await house.a_noticed_meeting()
    house.watch.at = house.watch.at.replace(day=22, hour=8)
    await house.made(f"/v1/meetings/{meeting['id']}/opening", None, "organiser")
    return str(meeting["id"])


async def name(house: House, meeting: str, by: str | None = "organiser", **more: Any) -> httpx2.Response:
    return await house.post(f"/v1/meetings/{meeting}/outcomes", ENTRY | more, by)


class TestName:
    async def test_nobody_names_one_without_signing_in(self, house: House) -> None:
        assert (await name(house, await a_meeting_under_way(house), None)).status_code == 401

    async def test_a_member_names_none(self, house: House) -> None:
        assert code_of(await name(house, await a_meeting_under_way(house), "wang")) == "forbidden"

    async def test_a_meeting_of_another_branch_is_not_there(self, house: House) -> None:
        hidden = await name(house, await a_meeting_under_way(house), "other organiser")
        assert plain(hidden) == plain(await name(house, str(nothing()), "other organiser"))

    async def test_nothing_comes_of_a_meeting_before_it_is_opened(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        assert code_of(await name(house, meeting["id"])) == "meeting_not_in_state"

    @both
    async def test_an_outcome_is_named_once(self, house: House) -> None:
        meeting = await a_meeting_under_way(house)
        answers = await asyncio.gather(*[name(house, meeting) for _ in range(4)])
        assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
        assert {code_of(each) for each in answers if each.status_code == 409} == {"outcome_named"}

    @pytest.mark.parametrize("noun", ["unicorns", "constructor"])
    async def test_a_noun_that_the_suite_does_not_know_is_refused(self, house: House, noun: str) -> None:
        assert code_of(await name(house, await a_meeting_under_way(house), noun=noun)) == "noun_unknown"

    @pytest.mark.parametrize("noun", ["Entries", "v1", "../entries", "entries/", "", "分录", "e" * 61])
    async def test_a_noun_is_one_word_of_an_address(self, house: House, noun: str) -> None:
        refused = await name(house, await a_meeting_under_way(house), noun=noun)
        assert list(faults_of(refused)) == ["/noun"]

    async def test_whoever_sees_the_meeting_sees_what_it_led_to(self, house: House) -> None:
        meeting = await a_meeting_under_way(house)
        made = (await name(house, meeting)).json()
        [found] = (await house.read(f"/v1/meetings/{meeting}/outcomes", "wang"))["items"]
        assert found == made
        assert (found["service"], found["path"]) == ("points", f"/v1/entries/{ENTRY['target_id']}")
        assert code_of(await house.get(f"/v1/meetings/{meeting}/outcomes", "zhao")) == "meeting_missing"

    async def test_a_noun_that_has_left_the_suite_is_shown_without_a_service(self, house: House) -> None:
        meeting = await a_meeting_under_way(house)
        await name(house, meeting)
        house.app.state.nouns = {}
        [found] = (await house.read(f"/v1/meetings/{meeting}/outcomes", "wang"))["items"]
        assert (found["service"], found["noun"]) == (None, "entries")


async def test_what_was_named_by_mistake_is_withdrawn_and_may_be_named_again(house: House) -> None:
    meeting = await a_meeting_under_way(house)
    made = (await name(house, meeting)).json()
    here = f"/v1/meetings/{meeting}/outcomes"
    assert code_of(await house.post(f"{here}/{made['id']}/withdrawal", None, "wang")) == "forbidden"
    await house.made(f"{here}/{made['id']}/withdrawal", None, "organiser")
    again = await house.post(f"{here}/{made['id']}/withdrawal", None, "organiser")
    assert code_of(again) == "meeting_outcome_missing"
    assert (await house.read(here, "wang"))["items"] == []
    assert (await name(house, meeting)).status_code == 201


def test_every_noun_of_the_suite_has_the_shape_of_one() -> None:
    assert suite.nouns()["entries"] == "points"
    assert all(each.replace("-", "").isalpha() and each.islower() for each in suite.nouns())
    assert UUID(ENTRY["target_id"]).version == 7
