"""`/v1/make-ups`: rule 23, from the absence to its cure or to the deduction."""

from datetime import datetime
from typing import Any

from services.activities.usecases import make_ups
from tests.activities.attending import a_theme_day, close, listed, one, told, wall
from tests.activities.house import House, both, nothing
from tests.points.world import ident
from tests.support.door import code_of

NOTE = {"note": "已学习会议材料,写了体会。"}


async def owed(house: House) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """A theme day that is over, wang on leave and chen absent; their make-ups by name."""
    meeting = await a_theme_day(house)
    body = {"kind": "on_shift", "reason": "锅炉夜班"}
    leave = await house.made(f"/v1/meetings/{meeting['id']}/leaves", body, "wang")
    await house.made(f"/v1/leaves/{leave['id']}/decision", {"granted": True}, "leader")
    house.watch.at = wall(16)
    there = ("leader", "secretary", "li", "other leader", "organiser", "publicist", "alone")
    await listed(house, meeting["sittings"][0]["id"], dict.fromkeys(there, "in"))
    await close(house, meeting)
    found = (await house.read(f"/v1/make-ups?meeting_id={meeting['id']}", "organiser"))["items"]
    names = {str(ident(who)): who for who in ("wang", "chen")}
    return meeting, {names[each["person_id"]]: each for each in found}


async def sweep(house: House, at: datetime) -> int:
    """What a process does when it looks for what is overdue."""
    state = house.app.state
    return await make_ups.sweep(house.database, at, teller=state.teller, zone=state.zone)


class TestOwing:
    async def test_leave_and_absence_are_to_be_made_up_within_seven_days(self, house: House) -> None:
        _, found = await owed(house)
        shown = {who: (each["cause"], each["due_on"], each["state"]) for who, each in found.items()}
        assert shown == {
            "wang": ("on_leave", "2026-09-29", "due"),
            "chen": ("absent", "2026-09-29", "due"),
        }

    async def test_each_sees_the_own_one_and_the_leader_those_of_the_group(self, house: House) -> None:
        _, found = await owed(house)

        async def seen(who: str) -> int:
            return len((await house.read("/v1/make-ups", who))["items"])

        readers = ("wang", "li", "leader", "other leader", "publicist", "zhao")
        assert [await seen(who) for who in readers] == [1, 0, 2, 0, 2, 0]
        path = f"/v1/make-ups/{found['wang']['id']}"
        assert code_of(await house.get(path, "chen")) == "make_up_missing"
        assert (await house.read(path, "wang"))["state"] == "due"


class TestDoing:
    async def test_only_who_was_away_hands_in(self, house: House) -> None:
        _, found = await owed(house)
        path = f"/v1/make-ups/{found['wang']['id']}/note"
        assert (await house.post(path, NOTE, None)).status_code == 401
        assert code_of(await house.post(path, NOTE, "leader")) == "make_up_missing"
        assert code_of(await house.post(f"/v1/make-ups/{nothing()}/note", NOTE, "wang")) == "make_up_missing"
        assert (await house.made(path, NOTE, "wang"))["state"] == "handed_in"
        assert code_of(await house.post(path, NOTE, "wang")) == "make_up_not_due"

    async def test_the_last_day_is_the_whole_of_the_last_day(self, house: House) -> None:
        _, found = await owed(house)
        house.watch.at = wall(23, 59, 59, day=29)
        assert (await house.post(f"/v1/make-ups/{found['wang']['id']}/note", NOTE, "wang")).status_code == 201
        house.watch.at = wall(24, day=29)
        answer = await house.post(f"/v1/make-ups/{found['chen']['id']}/note", NOTE, "chen")
        assert code_of(answer) == "make_up_overdue"

    @both
    async def test_done_it_is_told_once_with_full_credit_after_leave_and_half_after_absence(
        self, house: House
    ) -> None:
        """Rule 23."""
        meeting, found = await owed(house)
        for who in ("wang", "chen"):
            path = f"/v1/make-ups/{found[who]['id']}"
            assert (
                code_of(await house.post(f"{path}/confirmation", None, "leader")) == "make_up_not_handed_in"
            )
            await house.made(f"{path}/note", NOTE, who)
            assert (await house.made(f"{path}/confirmation", None, "leader"))["state"] == "done"
            assert (
                code_of(await house.post(f"{path}/confirmation", None, "leader")) == "make_up_not_handed_in"
            )
        credits_told = {fact["subject"]: fact["data"]["credit"] for fact in await told(house, "makeup.done")}
        assert credits_told == {str(ident("wang")): "1", str(ident("chen")): "0.5"}
        [data] = [
            fact["data"] for fact in await told(house, "makeup.done") if fact["subject"] == str(ident("wang"))
        ]
        assert (data["source_id"], data["occurred_on"], data["meeting_kind"]) == (
            meeting["id"],
            "2026-09-22",
            "theme_day",
        )
        assert (await one(house, meeting, "wang"))["made_up_at"] is not None

    async def test_nobody_confirms_the_own_make_up(self, house: House) -> None:
        meeting = await a_theme_day(house)
        house.watch.at = wall(16)
        await close(house, meeting)
        [own] = (await house.read(f"/v1/make-ups?person_id={ident('leader')}", "leader"))["items"]
        path = f"/v1/make-ups/{own['id']}"
        await house.made(f"{path}/note", NOTE, "leader")
        assert code_of(await house.post(f"{path}/confirmation", None, "leader")) == "own_make_up"
        assert code_of(await house.post(f"{path}/return", {"reason": "再写"}, "leader")) == "own_make_up"
        assert (await house.made(f"{path}/confirmation", None, "secretary"))["state"] == "done"

    async def test_a_leader_confirms_for_the_own_group_only_and_a_member_never(self, house: House) -> None:
        _, found = await owed(house)
        path = f"/v1/make-ups/{found['wang']['id']}"
        await house.made(f"{path}/note", NOTE, "wang")
        assert code_of(await house.post(f"{path}/confirmation", None, "chen")) == "forbidden"
        assert code_of(await house.post(f"{path}/confirmation", None, "other leader")) == "make_up_missing"

    async def test_what_is_returned_is_due_again_by_the_same_day(self, house: House) -> None:
        _, found = await owed(house)
        path = f"/v1/make-ups/{found['wang']['id']}"
        await house.made(f"{path}/note", NOTE, "wang")
        back = await house.made(f"{path}/return", {"reason": "太短"}, "leader")
        assert (back["state"], back["due_on"], back["returned_reason"]) == ("due", "2026-09-29", "太短")


class TestMissing:
    @both
    async def test_overdue_it_is_told_once(self, house: House) -> None:
        """Rule 23: overdue it creates the deduction once."""
        meeting, found = await owed(house)
        assert await sweep(house, wall(23, 59, day=29)) == 0
        assert await sweep(house, wall(24, day=29)) == 2
        assert await sweep(house, wall(24, day=29)) == 0
        facts = await told(house, "makeup.missed")
        assert {fact["subject"] for fact in facts} == {str(ident("wang")), str(ident("chen"))}
        assert [fact["data"]["source_id"] for fact in facts] == [meeting["id"]] * 2
        assert (await house.read(f"/v1/make-ups/{found['wang']['id']}", "wang"))["state"] == "missed"

    async def test_what_waits_for_its_confirmation_is_not_missed(self, house: House) -> None:
        _, found = await owed(house)
        path = f"/v1/make-ups/{found['wang']['id']}"
        await house.made(f"{path}/note", NOTE, "wang")
        house.watch.at = wall(10, day=30)
        assert await sweep(house, house.watch.at) == 1
        assert (await house.made(f"{path}/confirmation", None, "leader"))["state"] == "done"
