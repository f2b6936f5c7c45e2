"""`/v1/messages` and `/v1/message-readings`."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.directory.house import House, both, code_of
from tests.directory.posting import ALARM, KIND, REMINDER, a_message, deliver, facts, inbox, only_id, tell
from tests.directory.world import ident


class TestHearing:
    @both
    async def test_ten_tellings_at_once_under_ten_ids_make_one_message_for_each_person(
        self, house: House
    ) -> None:
        tellings = [facts(a_message(), "wang", "li", at=house.watch.at) for _ in range(10)]
        outcomes = await asyncio.gather(*(deliver(house, told) for told in tellings))
        assert sorted(outcomes) == [["applied"]] + [["duplicate"]] * 9
        assert [len(await inbox(house, key)) for key in ("wang", "li", "zhao")] == [1, 1, 0]

    async def test_a_newer_telling_replaces_the_words_and_is_unread_again(self, house: House) -> None:
        await tell(house, a_message(), "wang")
        path = f"/v1/messages/{await only_id(house, 'wang')}"
        await house.post(f"{path}/reading", None, "wang")
        assert await tell(house, a_message(revision=2, item="义诊"), "wang") == ["applied"]
        assert await tell(house, a_message(item="旧"), "wang") == ["duplicate"]
        row = (await house.get(path, "wang")).json()
        assert (row["body"]["zh"], row["revision"], row["read_at"]) == ("「义诊」", 2, None)

    async def test_one_that_was_taken_back_stands_in_no_list_even_if_it_was_never_heard(
        self, house: House
    ) -> None:
        await tell(house, a_message(key=1), "wang")
        await tell(house, a_message(key=1, revision=2, withdrawn=True), "wang")
        await tell(house, a_message(key=2, revision=2, withdrawn=True), "wang")
        assert await tell(house, a_message(key=2), "wang") == ["duplicate"]
        assert await inbox(house, "wang") == []
        assert (await house.get("/v1/messages/summary", "wang")).json()["unread"] == 0

    async def test_whoever_left_or_died_is_told_nothing(self, house: House) -> None:
        person = (await house.get(f"/v1/persons/{ident('li')}", "system")).json()
        answer = await house.patch(f"/v1/persons/{person['id']}", {"active": False}, "system")
        assert answer.status_code == 200, answer.text
        assert await tell(house, a_message(), "li") == ["ignored"]
        assert await tell(house, a_message(), "li", "wang") == ["applied"]

    async def test_a_machine_has_no_inbox(self, house: House) -> None:
        assert await tell(house, a_message(), "hr") == ["ignored"]

    async def test_what_somebody_turned_off_does_not_come_unless_it_must(self, house: House) -> None:
        off: dict[str, Any] = {"language": "zh", "quiet_hours": None, "channels_off": []}
        off["kinds_off"] = [REMINDER.code, KIND.code]
        headers = house.by("wang") | {"If-Match": "*"}
        answer = await house.client.put("/v1/me/message-preferences", json=off, headers=headers)
        assert answer.status_code == 200, answer.text
        assert await tell(house, a_message(REMINDER), "wang") == ["ignored"]
        assert await tell(house, a_message(KIND), "wang") == ["applied"]

    async def test_what_cannot_be_understood_is_kept_as_refused(self, house: House) -> None:
        [fact] = facts(a_message(), "wang", at=house.watch.at)
        fact.data["about"] = "https://example.com/phishing"
        assert await deliver(house, [fact]) == ["refused"]


class TestReading:
    @pytest.fixture(autouse=True)
    async def three_messages(self, house: House) -> None:
        for key, kind in enumerate((KIND, REMINDER, ALARM)):
            await tell(house, a_message(kind, key), "wang")

    @pytest.mark.parametrize("path", ["", "/summary", f"/{ident('any message')}"])
    async def test_without_a_token(self, house: House, path: str) -> None:
        answer = await house.get(f"/v1/messages{path}", None)
        assert (answer.status_code, code_of(answer)) == (401, "token_invalid")

    @pytest.mark.parametrize("office", ["secretary", "system", "security", "auditor", "higher"])
    async def test_nobody_sees_anothers_message_or_whether_it_was_read(
        self, house: House, office: str
    ) -> None:
        message_id = (await inbox(house, "wang"))[0]["id"]
        for answer in (
            await house.get(f"/v1/messages/{message_id}", office),
            await house.post(f"/v1/messages/{message_id}/reading", None, office),
            await house.post("/v1/message-readings", {"up_to": message_id}, office),
        ):
            assert (answer.status_code, code_of(answer)) == (404, "message_missing")
        assert await inbox(house, office) == []
        assert [each["read_at"] for each in await inbox(house, "wang")] == [None] * 3

    async def test_an_unknown_filter(self, house: House) -> None:
        answer = await house.get(f"/v1/messages?person_id={ident('wang')}", "wang")
        assert (answer.status_code, code_of(answer)) == (400, "parameter_unknown")

    async def test_newest_first_with_a_cursor_and_by_kind(self, house: House) -> None:
        page = (await house.get("/v1/messages?limit=2", "wang")).json()
        assert [each["kind"] for each in page["items"]] == [ALARM.code, REMINDER.code]
        rest = await inbox(house, "wang", f"?limit=2&cursor={page['next_cursor']}")
        assert [each["kind"] for each in rest] == [KIND.code]
        assert len(await inbox(house, "wang", f"?kind={ALARM.code}")) == 1

    async def test_read_one_by_one_and_all_up_to_what_one_has_seen(self, house: House) -> None:
        newest, middle, oldest = [each["id"] for each in await inbox(house, "wang")]
        read = await house.post(f"/v1/messages/{oldest}/reading", None, "wang")
        assert read.status_code == 201
        assert read.json()["read_at"] is not None
        again = await house.post(f"/v1/messages/{oldest}/reading", None, "wang")
        assert again.json()["read_at"] == read.json()["read_at"]
        some = await house.post("/v1/message-readings", {"up_to": middle}, "wang")
        assert some.json() == {"up_to": middle, "read": 1}
        assert [each["id"] for each in await inbox(house, "wang", "?unread=true")] == [newest]
        summary = await house.get("/v1/messages/summary", "wang")
        assert summary.json() == {"unread": 1, "urgent": 1, "due": 0}

    async def test_a_key_makes_one_reading(self, house: House) -> None:
        newest = (await inbox(house, "wang"))[0]["id"]
        answers: list[httpx2.Response] = [
            await house.post("/v1/message-readings", {"up_to": newest}, "wang", key="read-them-all")
            for _ in range(2)
        ]
        assert [answer.json()["read"] for answer in answers] == [3, 3]
        assert answers[1].headers["idempotency-replayed"] == "true"
