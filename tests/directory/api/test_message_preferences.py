"""`/v1/me/message-preferences`."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.directory.house import House, both, code_of

PATH = "/v1/me/message-preferences"
WISHES: dict[str, Any] = {
    "language": "en",
    "quiet_hours": {"from": "20:00", "until": "08:15"},
    "channels_off": ["gateway", "mail"],
    "kinds_off": ["meeting_tomorrow"],
}


async def put(house: House, by: str | None, etag: str | None = "*", **changed: Any) -> httpx2.Response:
    headers = house.by(by) | ({"If-Match": etag} if etag else {})
    return await house.client.put(PATH, json=WISHES | changed, headers=headers)


class TestPreferences:
    async def test_without_a_token(self, house: House) -> None:
        assert [(await house.get(PATH, None)).status_code, (await put(house, None)).status_code] == [401, 401]

    async def test_a_change_names_the_version_it_is_based_on(self, house: House) -> None:
        first = (await house.get(PATH, "wang")).headers["etag"]
        assert code_of(await put(house, "wang", None)) == "unconditional"
        assert (await put(house, "wang", first)).status_code == 200
        answer = await put(house, "wang", first)
        assert (answer.status_code, code_of(answer)) == (412, "stale")

    @both
    async def test_of_two_first_wishes_at_once_one_comes_too_late(self, house: House) -> None:
        first = (await house.get(PATH, "wang")).headers["etag"]
        answers = await asyncio.gather(*(put(house, "wang", first) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"quiet_hours": {"from": "24:00", "until": "07:30"}},
            {"quiet_hours": {"from": "21:30"}},
            {"channels_off": ["pigeon"]},
            {"language": "fr"},
        ],
    )
    async def test_malformed(self, house: House, wrong: dict[str, Any]) -> None:
        assert (await put(house, "wang", **wrong)).status_code == 422

    async def test_who_has_said_nothing_is_reached_as_the_factory_has_it(self, house: House) -> None:
        assert (await house.get(PATH, "wang")).json() == {
            "language": "zh",
            "quiet_hours": {"from": "21:30", "until": "07:30"},
            "channels": [],
            "channels_off": [],
            "kinds_off": [],
        }

    async def test_wishes_are_kept_for_oneself(self, house: House) -> None:
        answer = await put(house, "wang")
        assert answer.json() == WISHES | {"channels": []}
        assert (await house.get(PATH, "wang")).json() == answer.json()
        assert (await house.get(PATH, "li")).json()["language"] == "zh"
