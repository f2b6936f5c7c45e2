"""Nobody overwrites what they have not seen, and nobody learns a version that they may not see."""

import asyncio

import httpx2
import pytest

from shared.errors import Stale
from shared.etag import Seen, etag_of

from .conftest import LI, WANG, House


async def a_note(house: House) -> str:
    answer = await house.submit("etag-note-1", {"title": "旧"})
    return f"/v1/notes/{answer.json()['id']}"


async def change(house: House, path: str, title: str, **headers: str) -> httpx2.Response:
    given = house.by() | {name.replace("_", "-"): value for name, value in headers.items()}
    return await house.client.put(path, json={"title": title}, headers=given)


async def read(house: House, path: str, **headers: str) -> httpx2.Response:
    given = house.by() | {name.replace("_", "-"): value for name, value in headers.items()}
    return await house.client.get(path, headers=given)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_change_without_the_version_it_is_based_on_is_refused(house: House) -> None:
    path = await a_note(house)
    answer = await change(house, path, "新")
    assert (answer.status_code, answer.json()["code"]) == (428, "unconditional")
    assert await house.titles() == ["旧"]


async def test_a_change_based_on_an_older_version_is_refused(house: House) -> None:
    path = await a_note(house)
    seen = (await read(house, path)).headers["etag"]
    assert (await change(house, path, "新", If_Match=seen)).status_code == 200
    answer = await change(house, path, "更新", If_Match=seen)
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert await house.titles() == ["新"]


async def test_the_answer_to_a_change_carries_the_new_version(house: House) -> None:
    path = await a_note(house)
    answer = await change(house, path, "新", If_Match=(await read(house, path)).headers["etag"])
    assert (await change(house, path, "更新", If_Match=answer.headers["etag"])).status_code == 200
    assert (await read(house, path)).headers["etag"] not in {answer.headers["etag"], ""}


async def test_of_two_who_change_the_same_version_at_once_one_is_refused(house: House) -> None:
    path = await a_note(house)
    seen = (await read(house, path)).headers["etag"]
    answers = await asyncio.gather(*(change(house, path, title, If_Match=seen) for title in ("甲", "乙")))
    assert sorted(answer.status_code for answer in answers) == [200, 412]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_an_unchanged_thing_is_not_sent_again(house: House) -> None:
    path = await a_note(house)
    etag = (await read(house, path)).headers["etag"]
    answer = await read(house, path, If_None_Match=f'"other", W/{etag}')
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    await change(house, path, "新", If_Match=etag)
    assert (await read(house, path, If_None_Match=etag)).status_code == 200


async def test_whoever_may_not_see_a_thing_does_not_learn_its_version_either(house: House) -> None:
    path = await a_note(house)
    etag = (await read(house, path)).headers["etag"]
    answer = await house.client.get(path, headers=house.by(LI) | {"If-None-Match": etag})
    assert (answer.status_code, answer.json()["code"]) == (404, "note_missing")
    assert (await house.client.get(path, headers={"If-None-Match": etag})).status_code == 401
    other = await house.client.put(path, json={"title": "李的"}, headers=house.by(LI) | {"If-Match": etag})
    assert (other.status_code, other.json()["code"]) == (404, "note_missing")


def test_versions_are_compared_strongly() -> None:
    """A weak validator does not promise the same bytes (RFC 9110 §13.1.1)."""
    etag = etag_of(WANG, 1)
    Seen(f'"x", {etag}').require(etag)
    Seen("*").require(etag)
    for header in (f"W/{etag}", etag.strip('"'), "", etag_of(WANG, 2), etag_of(LI, 1)):
        with pytest.raises(Stale):
            Seen(header).require(etag)
