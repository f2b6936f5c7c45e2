"""A list shows every row once, to those who may see it, and its cursor is good for nothing else."""

from typing import Any

import httpx2
import pytest
from itsdangerous import URLSafeSerializer

from shared import roster_facts
from shared.ids import new_id
from tests.support.people import a_member

from .conftest import BRANCH, LI, WANG, House


async def page(house: House, person_id: Any = WANG, **parameters: Any) -> httpx2.Response:
    return await house.client.get("/v1/notes", params=parameters, headers=house.by(person_id))


async def written(house: House, *titles: str) -> None:
    for title in titles:
        assert (await house.submit(f"paging-{title}", {"title": title})).status_code == 201


def refused(answer: httpx2.Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


async def test_every_row_is_shown_once_newest_first_while_others_are_added(house: House) -> None:
    await written(house, *"abcdefg")
    shown: list[str] = []
    cursor = None
    for added in ("new-1", "new-2", "new-3", "new-4"):
        answer = (await page(house, limit=2, **({"cursor": cursor} if cursor else {}))).json()
        shown += [item["title"] for item in answer["items"]]
        cursor = answer["next_cursor"]
        await written(house, added)
    assert shown == list("gfedcba")
    assert cursor is None


async def test_the_last_page_says_that_it_is_the_last(house: House) -> None:
    assert (await page(house)).json() == {"items": [], "next_cursor": None}
    await written(house, *"ab")
    assert (await page(house, limit=2)).json()["next_cursor"] is None


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_nobody_can_ask_for_more_than_two_hundred_at_once(house: House) -> None:
    assert (await page(house, limit=200)).status_code == 200
    assert (await page(house, limit=201)).status_code == 422


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_an_altered_cursor_is_refused(house: House) -> None:
    await written(house, *"ab")
    cursor = (await page(house, limit=1)).json()["next_cursor"]
    body, seal = cursor.split(".")
    others = [
        cursor[:-2],
        cursor[::-1],
        f"{body[::-1]}.{seal}",
        body,
        f".{seal}",
        "x",
        "\x00",
        "é",
        URLSafeSerializer("another key", salt="x").dumps(new_id().hex),
    ]
    for other in others:
        assert refused(await page(house, cursor=other)), other
    assert (await page(house, cursor=cursor)).status_code == 200


async def test_a_cursor_is_good_only_for_the_one_it_was_given_to(house: House) -> None:
    await written(house, *"ab")
    cursor = (await page(house, limit=1)).json()["next_cursor"]
    assert refused(await page(house, LI, limit=1, cursor=cursor))


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_cursor_is_good_only_for_the_filter_it_was_made_with(house: House) -> None:
    for number in range(2):
        await house.submit(f"filtered-{number}", {"title": "a"})
    cursor = (await page(house, limit=1, title="a")).json()["next_cursor"]
    assert refused(await page(house, limit=1, cursor=cursor))
    assert refused(await page(house, limit=1, title="b", cursor=cursor))
    assert (await page(house, limit=2, title="a", cursor=cursor)).status_code == 200, "the limit may change"


async def test_a_list_shows_only_what_the_caller_may_see_even_by_their_cursor(house: House) -> None:
    await written(house, *"abc")
    await house.submit("paging-li-1", {"title": "李的"}, person_id=LI)
    assert [item["title"] for item in (await page(house, LI)).json()["items"]] == ["李的"]
    cursor = (await page(house, limit=1)).json()["next_cursor"]
    async with house.database.write() as session:
        gone = a_member(WANG, branch=BRANCH, version=2, memberships=[])
        await roster_facts.hear_member(session, gone)
    house.app.state.standings.forget()
    headers = house.by(rights_version=2)
    answer = await house.client.get("/v1/notes", params={"cursor": cursor}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("limit", ["", "x", "1.5", "-1", "9" * 5000])
async def test_a_limit_is_a_number(house: House, limit: str) -> None:
    assert (await page(house, limit=limit)).status_code == 422
