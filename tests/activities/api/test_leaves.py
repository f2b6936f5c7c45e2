"""`/v1/meetings/{id}/leaves` and `/v1/leaves`: rule 22."""

from typing import Any

import pytest

from tests.activities.attending import a_theme_day, at, wall
from tests.activities.house import House, a_sitting, nothing
from tests.points.world import ident
from tests.support.door import code_of

PRIVATE = {"kind": "private", "reason": "家中有事"}


async def asked(house: House, who: str = "wang", **more: Any) -> dict[str, Any]:
    """A leave from a theme day, waiting."""
    meeting = await a_theme_day(house)
    return await house.made(f"/v1/meetings/{meeting['id']}/leaves", PRIVATE | more, who)


class TestAsk:
    async def test_nobody_asks_without_a_token_or_for_another_branch(self, house: House) -> None:
        path = f"/v1/meetings/{(await a_theme_day(house))['id']}/leaves"
        assert (await house.post(path, PRIVATE, None)).status_code == 401
        assert code_of(await house.post(path, PRIVATE, "zhao")) == "meeting_missing"
        assert code_of(await house.post(path, PRIVATE, "hr")) == "forbidden"

    async def test_a_leave_is_asked_for_oneself(self, house: House) -> None:
        meeting = await a_theme_day(house)
        body = PRIVATE | {"person_id": str(ident("chen"))}
        assert (await house.post(f"/v1/meetings/{meeting['id']}/leaves", body, "wang")).status_code == 422

    async def test_before_the_meeting_every_kind_is_taken_once(self, house: House) -> None:
        first = await asked(house)
        assert (first["state"], first["late"], first["person_id"]) == ("asked", False, str(ident("wang")))
        again = await house.post(f"/v1/meetings/{first['meeting_id']}/leaves", PRIVATE, "wang")
        assert code_of(again) == "leave_standing"

    async def test_after_a_refusal_one_may_ask_anew(self, house: House) -> None:
        first = await asked(house)
        await house.made(
            f"/v1/leaves/{first['id']}/decision", {"granted": False, "reason": "人手够"}, "leader"
        )
        again = await house.post(f"/v1/meetings/{first['meeting_id']}/leaves", PRIVATE, "wang")
        assert again.status_code == 201

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            ({"kind": "private"}, "leave_too_late"),
            ({"kind": "illness"}, "leave_too_late"),
            ({"kind": "travel"}, "leave_too_late"),
            ({"kind": "on_shift"}, "asked"),
            ({"kind": "illness", "emergency": True}, "asked"),
        ],
    )
    async def test_after_the_start_only_an_emergency_or_a_shift_is_taken(
        self, house: House, body: dict[str, Any], found: str
    ) -> None:
        """Rule 22, at the very instant of the beginning."""
        meeting = await a_theme_day(house)
        house.watch.at = wall(14)
        answer = await house.post(f"/v1/meetings/{meeting['id']}/leaves", PRIVATE | body, "wang")
        assert (answer.json()["state"] if answer.status_code == 201 else code_of(answer)) == found

    async def test_a_second_before_the_start_is_before_it(self, house: House) -> None:
        meeting = await a_theme_day(house)
        house.watch.at = wall(13, 59, 59)
        made = await house.made(f"/v1/meetings/{meeting['id']}/leaves", PRIVATE, "wang")
        assert made["late"] is False

    async def test_with_two_sittings_the_start_is_that_of_the_last(self, house: House) -> None:
        sittings = [a_sitting(), a_sitting(starts_at=at(20), ends_at=at(22))]
        meeting = await a_theme_day(house, sittings=sittings)
        house.watch.at = wall(19)
        assert (await house.post(f"/v1/meetings/{meeting['id']}/leaves", PRIVATE, "wang")).status_code == 201
        house.watch.at = wall(20)
        late = await house.post(f"/v1/meetings/{meeting['id']}/leaves", PRIVATE, "chen")
        assert code_of(late) == "leave_too_late"

    async def test_a_guest_needs_no_leave(self, house: House) -> None:
        meeting = await a_theme_day(house)
        await house.made(f"/v1/meetings/{meeting['id']}/roll", {"person_id": str(ident("zhao"))}, "organiser")
        answer = await house.post(f"/v1/meetings/{meeting['id']}/leaves", PRIVATE, "zhao")
        assert code_of(answer) == "leave_not_needed"


class TestDecide:
    async def test_a_plain_member_decides_nothing(self, house: House) -> None:
        leave = await asked(house)
        answer = await house.post(f"/v1/leaves/{leave['id']}/decision", {"granted": True}, "chen")
        assert code_of(answer) == "forbidden"

    async def test_a_leader_decides_for_the_own_group_only(self, house: House) -> None:
        leave = await asked(house)
        path = f"/v1/leaves/{leave['id']}/decision"
        assert code_of(await house.post(path, {"granted": True}, "other leader")) == "leave_missing"
        assert code_of(await house.post(path, {"granted": True}, "other secretary")) == "leave_missing"
        made = await house.made(path, {"granted": True}, "leader")
        assert (made["state"], made["decided_by"]) == ("granted", str(ident("leader")))

    async def test_nobody_decides_the_own_leave(self, house: House) -> None:
        for who, other in (("leader", "secretary"), ("secretary", "leader")):
            leave = await asked(house, who)
            path = f"/v1/leaves/{leave['id']}/decision"
            assert code_of(await house.post(path, {"granted": True}, who)) == "own_leave"
            assert (await house.made(path, {"granted": True}, other))["state"] == "granted"

    async def test_a_leave_asked_after_the_start_needs_the_secretary(self, house: House) -> None:
        """Rule 22."""
        meeting = await a_theme_day(house)
        house.watch.at = wall(14, 30)
        body = {"kind": "on_shift", "reason": "锅炉抢修"}
        leave = await house.made(f"/v1/meetings/{meeting['id']}/leaves", body, "wang")
        path = f"/v1/leaves/{leave['id']}/decision"
        assert code_of(await house.post(path, {"granted": True}, "leader")) == "secretary_needed"
        assert (await house.made(path, {"granted": True}, "secretary"))["state"] == "granted"

    async def test_a_leave_is_decided_once(self, house: House) -> None:
        leave = await asked(house)
        path = f"/v1/leaves/{leave['id']}/decision"
        await house.made(path, {"granted": False, "reason": "会议重要"}, "leader")
        assert code_of(await house.post(path, {"granted": True}, "secretary")) == "leave_decided"
        assert (await house.read(f"/v1/leaves/{leave['id']}", "wang"))["decision"] == "会议重要"

    async def test_what_is_not_there_cannot_be_decided(self, house: House) -> None:
        answer = await house.post(f"/v1/leaves/{nothing()}/decision", {"granted": True}, "secretary")
        assert code_of(answer) == "leave_missing"


class TestWithdraw:
    async def test_only_the_asker_withdraws_and_only_what_waits(self, house: House) -> None:
        leave = await asked(house)
        path = f"/v1/leaves/{leave['id']}/withdrawal"
        assert code_of(await house.post(path, None, "chen")) == "leave_missing"
        assert (await house.made(path, None, "wang"))["state"] == "withdrawn"
        assert code_of(await house.post(path, None, "wang")) == "leave_decided"


class TestRead:
    async def test_reasons_are_read_by_the_asker_the_leader_and_the_committee(self, house: House) -> None:
        leave = await asked(house)

        async def seen(who: str) -> int:
            return len((await house.read(f"/v1/leaves?meeting_id={leave['meeting_id']}", who))["items"])

        readers = ("wang", "leader", "publicist", "chen", "other leader", "zhao")
        assert [await seen(who) for who in readers] == [1, 1, 1, 0, 0, 0]
        assert code_of(await house.get(f"/v1/leaves/{leave['id']}", "chen")) == "leave_missing"
        found = await house.read(f"/v1/leaves?state=granted&person_id={ident('wang')}", "organiser")
        assert found["items"] == []
