"""`/v1/attendances`, those of a meeting, and what closing it settles and tells."""

from typing import Any

from tests.activities.attending import (
    EVERYBODY,
    a_theme_day,
    at,
    close,
    listed,
    one,
    scan,
    states,
    told,
    wall,
)
from tests.activities.house import House, a_sitting, both, nothing
from tests.points.world import ident
from tests.support.door import code_of


async def a_mixed_theme_day(house: House) -> dict[str, Any]:
    """One that is over: people in time, late and gone early, one on leave, one exempt, the rest absent."""
    meeting = await a_theme_day(house)
    sitting = meeting["sittings"][0]["id"]
    await house.made(f"/v1/meetings/{meeting['id']}/leaves", {"kind": "private", "reason": "家事"}, "li")
    [leave] = (await house.read("/v1/leaves", "li"))["items"]
    await house.made(f"/v1/leaves/{leave['id']}/decision", {"granted": True}, "secretary")
    line = f"/v1/meetings/{meeting['id']}/roll/{ident('alone')}"
    etag = (await house.get(line, "organiser")).headers["etag"]
    body = {"excluded_reason": None, "excluded_approval": None, "exempt_reason": "产假"}
    assert (await house.put(line, body, "organiser", etag=etag)).status_code == 200
    house.watch.at = wall(16)
    await listed(house, sitting, {"wang": "in", "leader": "in"}, at(13, 55))
    await listed(house, sitting, {"chen": "in"}, at(14, 40))
    await listed(house, sitting, {"leader": "out", "chen": "out"}, at(15, 30))
    return meeting


class TestClosing:
    async def test_closing_says_of_everybody_how_they_attended(self, house: House) -> None:
        meeting = await a_mixed_theme_day(house)
        assert (await close(house, meeting)).status_code == 201
        assert await states(house, meeting) == {
            "wang": "present",
            "chen": "late",
            "leader": "left_early",
            "li": "on_leave",
            "alone": "exempt",
            "secretary": "absent",
            "other leader": "absent",
            "organiser": "absent",
            "publicist": "absent",
        }

    @both
    async def test_points_hears_who_came_who_was_late_and_who_was_missing(self, house: House) -> None:
        meeting = await a_mixed_theme_day(house)
        await close(house, meeting)

        async def people(kind: str) -> set[str]:
            facts = await told(house, kind)
            return {who for who in EVERYBODY for fact in facts if fact["subject"] == str(ident(who))}

        assert await people("attendance.confirmed") == {"wang", "chen", "leader"}
        assert await people("attendance.late") == {"chen", "leader"}
        assert await people("absence.recorded") == {"secretary", "other leader", "organiser", "publicist"}
        late = {fact["subject"]: fact["data"]["minutes"] for fact in await told(house, "attendance.late")}
        assert late == {str(ident("chen")): 70, str(ident("leader")): 30}
        [confirmed] = [
            fact["data"]
            for fact in await told(house, "attendance.confirmed")
            if fact["subject"] == str(ident("wang"))
        ]
        assert confirmed == {
            "person_id": str(ident("wang")),
            "occurred_on": "2026-09-22",
            "source_id": meeting["id"],
            "meeting_kind": "theme_day",
            "revision": 0,
        }

    async def test_that_the_meeting_was_held_is_told_with_its_numbers(self, house: House) -> None:
        meeting = await a_mixed_theme_day(house)
        await close(house, meeting)
        [fact] = await told(house, "meeting.held")
        assert (fact["subject"], fact["data"]["expected"], fact["data"]["present"]) == (meeting["id"], 8, 3)
        assert fact["data"]["occurred_on"] == "2026-09-22"

    async def test_a_meeting_is_settled_once(self, house: House) -> None:
        meeting = await a_mixed_theme_day(house)
        await close(house, meeting)
        before = len(await told(house))
        answer = await house.post(f"/v1/meetings/{meeting['id']}/closing", None, "secretary")
        assert code_of(answer) == "meeting_not_in_state"
        assert len(await told(house)) == before

    async def test_after_the_closing_no_scan_is_taken(self, house: House) -> None:
        meeting = await a_mixed_theme_day(house)
        await close(house, meeting)
        marks = await listed(house, meeting["sittings"][0]["id"], {"secretary": "in"}, at(14))
        assert marks == ["meeting_not_in_state"]

    async def test_a_meeting_is_not_closed_while_a_leave_waits(self, house: House) -> None:
        meeting = await a_theme_day(house)
        await house.made(f"/v1/meetings/{meeting['id']}/leaves", {"kind": "illness", "reason": "发烧"}, "li")
        house.watch.at = wall(16)
        answer = await close(house, meeting)
        assert code_of(answer) == "leaves_undecided"
        assert {fact["type"] for fact in await told(house)} <= {"message.due"}

    async def test_a_meeting_in_two_sittings_is_closed_when_both_have_begun(self, house: House) -> None:
        later = a_sitting(starts_at=at(20), ends_at=at(22))
        meeting = await a_theme_day(house, sittings=[a_sitting(), later])
        house.watch.at = wall(16)
        assert code_of(await close(house, meeting)) == "too_early"
        house.watch.at = wall(20)
        assert (await close(house, meeting)).status_code == 201

    async def test_a_sitting_that_was_cancelled_holds_up_no_closing(self, house: House) -> None:
        later = a_sitting(starts_at=at(20), ends_at=at(22))
        meeting = await a_theme_day(house, sittings=[a_sitting(), later])
        house.watch.at = wall(16)
        await house.made(f"/v1/sittings/{meeting['sittings'][1]['id']}/cancellation", None, "organiser")
        assert (await close(house, meeting)).status_code == 201

    async def test_whoever_came_in_spite_of_leave_was_present(self, house: House) -> None:
        meeting = await a_theme_day(house)
        leave = await house.made(
            f"/v1/meetings/{meeting['id']}/leaves", {"kind": "travel", "reason": "出差"}, "wang"
        )
        await house.made(f"/v1/leaves/{leave['id']}/decision", {"granted": True}, "leader")
        house.watch.at = wall(14)
        await listed(house, meeting["sittings"][0]["id"], {"wang": "in"})
        await close(house, meeting)
        assert (await states(house, meeting))["wang"] == "present"

    async def test_a_guest_who_stays_away_is_not_absent(self, house: House) -> None:
        meeting = await a_theme_day(house)
        await house.made(f"/v1/meetings/{meeting['id']}/roll", {"person_id": str(ident("zhao"))}, "organiser")
        house.watch.at = wall(16)
        await close(house, meeting)
        assert (await states(house, meeting))["zhao"] == "expected"
        assert str(ident("zhao")) not in {fact["subject"] for fact in await told(house)}


class TestForgottenCheckOut:
    async def test_it_is_flagged_credits_no_time_and_still_is_attendance(self, house: House) -> None:
        """Edge case 16: an open check-in is closed with the sitting, flagged, and credits nothing."""
        meeting = await a_theme_day(house)
        house.watch.at = wall(14)
        await scan(house, meeting["sittings"][0]["id"], "wang")
        house.watch.at = wall(16)
        await close(house, meeting)
        found = await one(house, meeting, "wang")
        assert (found["check_out_missing"], found["minutes"], found["state"]) == (True, 0, "present")


class TestMidnight:
    @both
    async def test_a_meeting_across_midnight_belongs_to_the_day_it_began(self, house: House) -> None:
        """Edge case 14: 22:00 to 06:00 are 480 minutes."""
        night = a_sitting(starts_at=at(22), ends_at=at(6, day=23))
        meeting = await a_theme_day(house, sittings=[night])
        sitting = meeting["sittings"][0]["id"]
        for now, mark in ((wall(21, 50), "in"), (wall(8, day=23), None)):
            house.watch.at = now
            if mark:
                await listed(house, sitting, {"wang": mark})
        await listed(house, sitting, {"wang": "out"}, at(6, 5, day=23))
        await close(house, meeting)
        found = await one(house, meeting, "wang")
        assert (found["minutes"], found["held_on"], found["state"]) == (480, "2026-09-22", "present")
        [fact] = await told(house, "attendance.confirmed")
        assert fact["data"]["occurred_on"] == "2026-09-22"

    async def test_half_past_midnight_at_the_factory_is_the_new_day(self, house: House) -> None:
        """16:30 UTC on the 22nd."""
        night = a_sitting(starts_at="2026-09-23T00:30:00+08:00", ends_at="2026-09-23T01:30:00+08:00")
        meeting = await a_theme_day(house, sittings=[night])
        house.watch.at = wall(24, 30)
        await listed(house, meeting["sittings"][0]["id"], {"wang": "in"})
        assert (await one(house, meeting, "wang"))["held_on"] == "2026-09-23"

    async def test_a_sitting_that_ends_at_midnight_ends_with_its_day(self, house: House) -> None:
        """Edge case 14."""
        night = a_sitting(starts_at=at(22), ends_at=at(0, day=23))
        meeting = await a_theme_day(house, sittings=[night])
        house.watch.at = wall(24, 0)
        sitting = meeting["sittings"][0]["id"]
        await listed(house, sitting, {"wang": "in"}, at(22))
        await listed(house, sitting, {"wang": "out"})
        found = await one(house, meeting, "wang")
        assert (found["minutes"], found["held_on"]) == (120, "2026-09-22")


class TestReading:
    async def test_a_member_sees_the_own_line_a_leader_the_group_the_committee_all(
        self, house: House
    ) -> None:
        meeting = await a_mixed_theme_day(house)

        async def seen(who: str) -> int:
            found = await house.read(f"/v1/meetings/{meeting['id']}/attendances", who)
            return len(found["items"])

        assert [await seen(who) for who in ("wang", "leader", "publicist", "higher")] == [1, 4, 9, 9]
        hidden = await house.get(f"/v1/meetings/{meeting['id']}/attendances", "zhao")
        assert code_of(hidden) == "meeting_missing"

    async def test_a_plain_member_who_records_sees_everybody(self, house: House) -> None:
        meeting = await a_theme_day(house, recorder_id=str(ident("wang")))
        found = await house.read(f"/v1/meetings/{meeting['id']}/attendances", "wang")
        assert len(found["items"]) == 9

    async def test_the_list_is_narrowed_by_person_state_and_day(self, house: House) -> None:
        await close(house, await a_mixed_theme_day(house))

        async def found(by: str, **narrow: object) -> int:
            words = "&".join(f"{name}={value}" for name, value in narrow.items())
            return len((await house.read(f"/v1/attendances?{words}", by))["items"])

        assert await found("organiser", from_on="2026-09-22", until_on="2026-09-22") == 9
        assert await found("organiser", from_on="2026-09-23") == 0
        assert await found("organiser", until_on="2026-09-21") == 0
        assert await found("organiser", state="absent") == 4
        assert await found("organiser", person_id=ident("wang")) == 1
        assert await found("wang", person_id=ident("chen")) == 0
        assert await found("leader") == 4
        assert await found("zhao") == 0

    async def test_nobody_reads_without_a_token_and_a_machine_reads_nothing(self, house: House) -> None:
        assert (await house.get("/v1/attendances", None)).status_code == 401
        assert code_of(await house.get("/v1/attendances", "hr")) == "forbidden"
        assert code_of(await house.get(f"/v1/meetings/{nothing()}/attendances", "wang")) == "meeting_missing"
