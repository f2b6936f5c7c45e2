"""`/v1/sittings/{id}/programme`: parts that follow one another within the sitting."""

import asyncio
from typing import Any

import httpx2

from tests.activities.arranging import a_duty, a_sitting_to_arrange
from tests.activities.house import House, a_sitting, both, nothing
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain

PARTS = [
    {"title": "签到", "minutes": 10},
    {"title": "重温誓词", "minutes": 20},
    {"title": "查隐患", "minutes": 90},
]
"""All of the two hours of `a_sitting`, which begins at two o'clock."""


async def tag(house: House, sitting: str) -> str:
    return str((await house.get(f"/v1/sittings/{sitting}/programme", "organiser")).headers["etag"])


async def write(
    house: House,
    sitting: str,
    parts: list[dict[str, Any]],
    by: str | None = "organiser",
    etag: str | None = None,
) -> httpx2.Response:
    """An attempt, based on what is there now unless a version is given."""
    seen = etag or await tag(house, sitting)
    return await house.put(f"/v1/sittings/{sitting}/programme", {"parts": parts}, by, etag=seen)


class TestWrite:
    async def test_nobody_writes_it_without_signing_in(self, house: House) -> None:
        assert (await write(house, await a_sitting_to_arrange(house), PARTS, None)).status_code == 401

    async def test_a_member_reads_it_and_does_not_write_it(self, house: House) -> None:
        assert code_of(await write(house, await a_sitting_to_arrange(house), PARTS, "wang")) == "forbidden"

    async def test_a_sitting_of_another_branch_is_not_there(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        hidden = await write(house, sitting, PARTS, "other organiser", etag='"any"')
        absent = await write(house, str(nothing()), PARTS, "other organiser", etag='"any"')
        assert plain(hidden) == plain(absent)
        read = await house.get(f"/v1/sittings/{sitting}/programme", "zhao")
        assert code_of(read) == "sitting_missing"

    async def test_it_is_not_longer_than_the_sitting(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        answer = await write(house, sitting, [*PARTS, {"title": "合影", "minutes": 1}])
        assert code_of(answer) == "programme_too_long"

    async def test_its_duties_are_those_of_the_sitting_and_its_speakers_are_known(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        elsewhere = await a_duty(house, await a_sitting_to_arrange(house))
        for more, code in (
            ({"duty_id": elsewhere["id"]}, "duty_missing"),
            ({"speaker_id": str(ident("nobody"))}, "speaker_unknown"),
        ):
            assert code_of(await write(house, sitting, [PARTS[0] | more])) == code

    async def test_a_part_takes_a_minute_at_least(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        answer = await write(house, sitting, [{"title": "签到", "minutes": 0}])
        assert list(faults_of(answer)) == ["/parts/0/minutes"]

    async def test_it_is_changed_on_what_was_seen(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        first = await tag(house, sitting)
        path = f"/v1/sittings/{sitting}/programme"
        unconditional = await house.put(path, {"parts": PARTS}, "organiser")
        assert unconditional.status_code == 428
        assert (await write(house, sitting, PARTS, etag=first)).status_code == 200
        assert code_of(await write(house, sitting, [], etag=first)) == "stale"
        assert len((await house.read(path, "wang"))["parts"]) == 3

    @both
    async def test_of_two_who_write_it_at_once_one_is_heard(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        first = await tag(house, sitting)
        answers = await asyncio.gather(*[write(house, sitting, PARTS[:n], etag=first) for n in (1, 2, 3)])
        assert sorted(each.status_code for each in answers) == [200, 412, 412]

    @both
    async def test_it_shows_times_duties_and_speakers_to_every_member(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        duty = await a_duty(house, sitting, title="主持")
        hosted = PARTS[0] | {"duty_id": duty["id"]}
        spoken = PARTS[1] | {"speaker_id": str(ident("wang"))}
        assert (await write(house, sitting, [hosted, spoken, PARTS[2]])).status_code == 200
        found = await house.read(f"/v1/sittings/{sitting}/programme", "chen")
        assert (found["minutes"], found["by_id"]) == (120, str(ident("organiser")))
        shown = [(each["starts_at"][11:16], each["title"], each["speaker_name"]) for each in found["parts"]]
        assert shown == [("06:00", "签到", None), ("06:10", "重温誓词", "wang"), ("06:30", "查隐患", None)]
        assert [each["duty_id"] for each in found["parts"]] == [duty["id"], None, None]


class TestWithTheSitting:
    async def moved(self, house: House, sitting: str, ends: str) -> httpx2.Response:
        path = f"/v1/sittings/{sitting}"
        etag = (await house.get(path, "organiser")).headers["etag"]
        body = a_sitting(starts_at="2026-09-22T15:00:00+08:00", ends_at=f"2026-09-22T{ends}:00+08:00")
        return await house.put(path, body, "organiser", etag=etag)

    @both
    async def test_a_sitting_that_moves_takes_it_along(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        await write(house, sitting, PARTS)
        before = await tag(house, sitting)
        assert (await self.moved(house, sitting, "17:00")).status_code == 200
        found = await house.read(f"/v1/sittings/{sitting}/programme", "wang")
        assert [each["starts_at"][11:16] for each in found["parts"]] == ["07:00", "07:10", "07:30"]
        assert await tag(house, sitting) != before

    async def test_a_sitting_is_not_made_shorter_than_it(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        await write(house, sitting, PARTS)
        assert code_of(await self.moved(house, sitting, "16:59")) == "programme_too_long"
        assert (await self.moved(house, sitting, "17:00")).status_code == 200

    @both
    async def test_a_sitting_made_shorter_while_it_is_made_longer_never_ends_before_it(
        self, house: House
    ) -> None:
        sitting = await a_sitting_to_arrange(house)
        await write(house, sitting, PARTS[:1])
        longer, shorter = await asyncio.gather(
            write(house, sitting, PARTS), self.moved(house, sitting, "16:00")
        )
        found = await house.read(f"/v1/sittings/{sitting}/programme", "wang")
        assert found["minutes"] <= (60 if shorter.status_code == 200 else 120)
        assert 200 in {longer.status_code, shorter.status_code}

    async def test_with_the_closing_it_stands(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        sitting = meeting["sittings"][0]["id"]
        await write(house, sitting, PARTS)
        house.watch.at = house.watch.at.replace(day=22, hour=8)
        await house.made(f"/v1/meetings/{meeting['id']}/opening", None, "organiser")
        assert (await write(house, sitting, PARTS[:2])).status_code == 200
        await house.made(f"/v1/meetings/{meeting['id']}/closing", None, "organiser")
        assert code_of(await write(house, sitting, PARTS)) == "meeting_not_in_state"

    async def test_calendars_show_it_and_notice_a_change(self, house: House) -> None:
        sitting = await a_sitting_to_arrange(house)
        feed = await house.made("/v1/calendar-feeds", {"scope": "branch"}, "wang")
        await write(house, sitting, PARTS)
        body = (await house.get(feed["path"], None)).text.replace("\r\n ", "")
        assert "DESCRIPTION:安全生产\\n14:00 签到\\n14:10 重温誓词\\n14:30 查隐患" in body
        assert "SEQUENCE:1" in body
