"""`/v1/scans`, `/v1/sittings/{id}/room-code` and `/v1/sittings/{id}/scans`."""

import pytest

from tests.activities.attending import (
    a_batch,
    a_theme_day,
    at,
    close,
    code,
    listed,
    offline,
    one,
    scan,
    states,
    told,
    wall,
)
from tests.activities.house import House, a_sitting, both, nothing
from tests.points.world import ident
from tests.support.door import code_of, plain


class TestRoomCode:
    async def test_the_code_is_shown_to_nobody_without_a_token(self, house: House) -> None:
        assert (await house.get(f"/v1/sittings/{nothing()}/room-code", None)).status_code == 401

    async def test_a_plain_member_gets_no_code_and_another_branch_sees_no_sitting(self, house: House) -> None:
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        for who in ("wang", "other organiser"):
            hidden = await house.get(f"/v1/sittings/{sitting}/room-code", who)
            assert plain(hidden) == plain(await house.get(f"/v1/sittings/{nothing()}/room-code", who))

    async def test_a_plain_member_who_is_the_recorder_gets_the_code(self, house: House) -> None:
        meeting = await house.a_noticed_meeting(recorder_id=str(ident("wang")))
        shown = await house.read(f"/v1/sittings/{meeting['sittings'][0]['id']}/room-code", "wang")
        assert len(shown["code"]) == 16

    async def test_the_code_changes_every_half_minute_and_differs_by_room(self, house: House) -> None:
        first, second = [(await house.a_noticed_meeting())["sittings"][0]["id"] for _ in range(2)]
        now = await code(house, first)
        assert now != await code(house, second)
        house.watch.pass_by(seconds=29)
        assert now == await code(house, first)
        house.watch.pass_by(seconds=1)
        assert now != await code(house, first)


class TestCheckIn:
    async def test_a_code_is_taken_through_its_step_and_the_next_and_then_refused(self, house: House) -> None:
        """Edge case 17."""
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        body = {"sitting_id": sitting, "code": await code(house, sitting)}
        house.watch.at = wall(13, 50, 59)
        assert (await house.post("/v1/scans", body, "wang")).status_code == 201
        house.watch.at = wall(13, 51)
        assert code_of(await house.post("/v1/scans", body, "chen")) == "room_code_invalid"

    async def test_the_code_of_another_room_is_refused(self, house: House) -> None:
        """Edge case 17."""
        here, there = [(await house.a_noticed_meeting())["sittings"][0]["id"] for _ in range(2)]
        house.watch.at = wall(13, 50)
        answer = await house.post("/v1/scans", {"sitting_id": here, "code": await code(house, there)}, "wang")
        assert code_of(answer) == "room_code_invalid"
        assert await house.count("scan") == 0

    async def test_who_is_not_on_the_roll_finds_no_sitting(self, house: House) -> None:
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        assert code_of(await scan(house, sitting, "zhao")) == "sitting_missing"

    async def test_a_guest_checks_in_like_everybody(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        await house.made(f"/v1/meetings/{meeting['id']}/roll", {"person_id": str(ident("zhao"))}, "organiser")
        house.watch.at = wall(13, 50)
        assert (await scan(house, meeting["sittings"][0]["id"], "zhao")).status_code == 201

    @pytest.mark.parametrize(
        ("now", "answer"),
        [
            (wall(14, day=19), "check_in_closed"),
            (wall(13, 29, 59), "check_in_closed"),
            (wall(13, 30), "present"),
            (wall(14, 5), "present"),
            (wall(14, 15), "present"),
            (wall(14, 15, 1), "late"),
            (wall(16, 0), "late"),
            (wall(16, 0, 1), "check_in_closed"),
        ],
    )
    async def test_check_in_opens_half_an_hour_before_and_is_late_after_a_quarter(
        self, house: House, now: object, answer: str
    ) -> None:
        """Edge case 16: three days early or after the closing time is refused, five minutes late is accepted."""
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        house.watch.at = now  # type: ignore[assignment]  # pytest gives what the list above holds
        given = await scan(house, sitting, "wang")
        found = given.json()["attendance"]["state"] if given.status_code == 201 else code_of(given)
        assert found == answer

    async def test_five_minutes_late_are_written_down(self, house: House) -> None:
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        house.watch.at = wall(14, 5, 59)
        assert (await scan(house, sitting, "wang")).json()["attendance"]["late_minutes"] == 5

    async def test_to_what_is_no_duty_any_member_of_the_branch_may_come(self, house: House) -> None:
        meeting = await house.a_noticed_meeting(kind="themed_activity")
        sitting = meeting["sittings"][0]["id"]
        house.watch.at = wall(14)
        assert (await scan(house, sitting, "wang")).json()["attendance"]["state"] == "present"
        assert code_of(await scan(house, sitting, "zhao")) == "sitting_missing"
        assert (await close(house, meeting)).status_code == 201
        assert [fact["type"] for fact in await told(house)] == ["meeting.held", "attendance.confirmed"]

    async def test_checking_in_again_says_so_and_keeps_the_first_time(self, house: House) -> None:
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        assert (await scan(house, sitting, "wang")).json()["already_present"] is False
        house.watch.at = wall(14, 20)
        again = (await scan(house, sitting, "wang")).json()
        assert again["already_present"] is True
        assert (again["attendance"]["came_at"], again["attendance"]["state"]) == (
            "2026-09-22T05:50:00Z",
            "present",
        )

    async def test_one_key_gives_one_scan(self, house: House) -> None:
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        body = {"sitting_id": sitting, "code": await code(house, sitting)}
        first = await house.post("/v1/scans", body, "wang", key="one-and-the-same")
        house.watch.pass_by(minutes=5)
        assert (await house.post("/v1/scans", body, "wang", key="one-and-the-same")).json() == first.json()
        assert await house.count("scan") == 1

    async def test_who_leaves_and_comes_back_is_credited_the_time_inside(self, house: House) -> None:
        """Edge case 9."""
        meeting = await house.a_noticed_meeting()
        sitting = meeting["sittings"][0]["id"]
        for hour, minute, mark in ((13, 50, "in"), (14, 30, "out"), (15, 0, "in"), (16, 10, "out")):
            house.watch.at = wall(hour, minute)
            assert (await scan(house, sitting, "wang", mark)).status_code == 201
        found = await one(house, meeting, "wang")
        assert (found["minutes"], found["check_out_missing"], found["state"]) == (90, False, "present")

    async def test_nothing_is_asked_about_places(self, house: House) -> None:
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        answer = await scan(house, sitting, "wang", latitude=31.1)
        assert answer.status_code == 422

    async def test_a_cancelled_meeting_takes_no_scan(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        await house.made(f"/v1/meetings/{meeting['id']}/cancellation", {"reason": "抢修"}, "organiser")
        house.watch.at = wall(13, 50)
        assert code_of(await scan(house, meeting["sittings"][0]["id"], "wang")) == "meeting_not_in_state"

    async def test_a_code_redeemed_by_two_people_on_one_device_is_shown_to_the_recorder(
        self, house: House
    ) -> None:
        """Edge case 17."""
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        house.watch.at = wall(13, 50)
        for who, device in (("wang", "phone-1"), ("chen", "phone-1"), ("li", "phone-2")):
            assert (await scan(house, sitting, who, device=device)).status_code == 201
        seen = (await house.read(f"/v1/sittings/{sitting}/scans", "organiser"))["items"]
        assert {each["person_id"]: each["shared_device"] for each in seen} == {
            str(ident("wang")): True,
            str(ident("chen")): True,
            str(ident("li")): False,
        }
        assert code_of(await house.get(f"/v1/sittings/{sitting}/scans", "wang")) == "sitting_missing"


class TestTwoSittings:
    async def test_shift_people_attend_either_sitting_and_only_once(self, house: House) -> None:
        later = a_sitting(starts_at=at(20), ends_at=at(22))
        meeting = await house.a_noticed_meeting(sittings=[a_sitting(), later])
        first, second = [each["id"] for each in meeting["sittings"]]
        house.watch.at = wall(20, 10)
        assert (await scan(house, second, "wang")).json()["attendance"]["sitting_id"] == second
        house.watch.at = wall(14)
        await scan(house, first, "chen")
        house.watch.at = wall(20)
        assert (await scan(house, second, "chen")).json()["attendance"]["sitting_id"] == first
        assert await house.count("attendance") == 2


class TestList:
    async def test_the_recorder_marks_names_each_with_a_result_of_its_own(self, house: House) -> None:
        meeting = await house.a_noticed_meeting()
        sitting = meeting["sittings"][0]["id"]
        house.watch.at = wall(14, 1)
        marks = {"wang": "in", "chen": "absent", "zhao": "in"}
        assert await listed(house, sitting, marks) == ["recorded", "recorded", "roll_line_missing"]
        found = await states(house, meeting)
        assert (found["wang"], found["chen"]) == ("present", "expected")

    async def test_nobody_is_marked_at_a_time_to_come(self, house: House) -> None:
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        house.watch.at = wall(13, 55)
        assert await listed(house, sitting, {"wang": "in"}, at(14)) == ["scan_from_the_future"]

    async def test_one_name_present_and_absent_is_malformed_and_writes_nothing(self, house: House) -> None:
        sitting = (await house.a_noticed_meeting())["sittings"][0]["id"]
        house.watch.at = wall(14)
        marks = [{"person_id": str(ident("wang")), "mark": mark} for mark in ("in", "absent")]
        answer = await house.post(f"/v1/sittings/{sitting}/scans", {"marks": marks}, "organiser")
        assert (answer.status_code, code_of(answer)) == (422, "marks_contradict")
        assert await house.count("scan") == 0


@both
class TestBatch:
    async def test_two_devices_in_either_order_come_to_the_earliest_time(self, house: House) -> None:
        """Edge case 11."""
        found = []
        for turn in ("ab", "ba"):
            meeting = await a_theme_day(house)
            sitting = meeting["sittings"][0]["id"]
            house.watch.at = wall(18)
            sent = {
                "a": a_batch(house, offline(sitting, "wang", "in", at(14, 20), f"{turn}-nonce-1")),
                "b": a_batch(
                    house,
                    offline(sitting, "wang", "out", at(15, 30), f"{turn}-nonce-2"),
                    offline(sitting, "wang", "in", at(13, 58), f"{turn}-nonce-3"),
                    device="tablet-2",
                ),
            }
            for device in turn:
                await house.made("/v1/scans/batch", sent[device], "organiser")
            row = await one(house, meeting, "wang")
            found.append([row[name] for name in ("state", "came_at", "left_at", "minutes", "early_minutes")])
            house.watch.at = wall(12, day=15)
        assert found == [["left_early", "2026-09-22T05:58:00Z", "2026-09-22T07:30:00Z", 90, 30]] * 2

    async def test_a_wrong_clock_is_quarantined_and_counts_nothing(self, house: House) -> None:
        """Edge case 11: exactly five minutes still count."""
        meeting = await a_theme_day(house)
        sitting = meeting["sittings"][0]["id"]
        house.watch.at = wall(15)
        for device_now, nonce, outcome in (
            (at(15, 5), "five-minutes", "recorded"),
            ("2026-09-22T15:05:01+08:00", "a-second-more", "quarantined"),
            ("2026-09-22T14:54:59+08:00", "a-second-less", "quarantined"),
        ):
            who = "wang" if outcome == "recorded" else "chen"
            body = a_batch(house, offline(sitting, who, "in", at(14), nonce), device_now=device_now)
            [result] = (await house.made("/v1/scans/batch", body, "organiser"))["results"]
            assert (result["nonce"], result["outcome"]) == (nonce, outcome)
        found = await states(house, meeting)
        assert (found["wang"], found["chen"]) == ("present", "expected")
        assert await house.count("scan") == 3

    async def test_sending_a_batch_again_changes_nothing(self, house: House) -> None:
        """Edge case 11."""
        meeting = await a_theme_day(house)
        sitting = meeting["sittings"][0]["id"]
        house.watch.at = wall(15)
        body = a_batch(
            house,
            offline(sitting, "wang", "in", at(14), "nonce-wang"),
            offline(sitting, "chen", "in", at(14, 1), "nonce-chen"),
        )
        await house.made("/v1/scans/batch", body, "organiser")
        before = await one(house, meeting, "wang")
        again = await house.made("/v1/scans/batch", body, "organiser")
        assert [each["outcome"] for each in again["results"]] == ["replayed", "replayed"]
        assert await one(house, meeting, "wang") == before
        assert await house.count("scan") == 2

    async def test_a_nonce_of_another_scan_is_refused(self, house: House) -> None:
        sitting = (await a_theme_day(house))["sittings"][0]["id"]
        house.watch.at = wall(15)
        body = a_batch(
            house,
            offline(sitting, "wang", "in", at(14), "the-same-nonce"),
            offline(sitting, "chen", "in", at(14), "the-same-nonce"),
        )
        made = (await house.made("/v1/scans/batch", body, "organiser"))["results"]
        assert [each["code"] for each in made] == [None, "nonce_reused"]
        assert await house.count("attendance") == 1

    async def test_a_person_present_and_absent_is_malformed_and_writes_nothing(self, house: House) -> None:
        """Edge case 12."""
        sitting = (await a_theme_day(house))["sittings"][0]["id"]
        house.watch.at = wall(15)
        body = a_batch(
            house,
            offline(sitting, "chen", "in", at(14), "nonce-chen"),
            offline(sitting, "wang", "in", at(14), "nonce-in"),
            offline(sitting, "wang", "absent", at(14), "nonce-absent"),
        )
        answer = await house.post("/v1/scans/batch", body, "organiser")
        assert (answer.status_code, code_of(answer)) == (422, "marks_contradict")
        assert (await house.count("scan"), await house.count("attendance")) == (0, 0)

    async def test_a_bad_row_holds_up_no_other(self, house: House) -> None:
        sitting = (await a_theme_day(house))["sittings"][0]["id"]
        house.watch.at = wall(15)
        body = a_batch(
            house,
            offline(str(nothing()), "wang", "in", at(14), "nonce-nowhere"),
            offline(sitting, "wang", "in", at(14, day=20), "nonce-early"),
            offline(sitting, "zhao", "in", at(14), "nonce-stranger"),
            offline(sitting, "chen", "in", at(15, 1), "nonce-future"),
            offline(sitting, "li", "in", at(14), "nonce-right"),
        )
        made = (await house.made("/v1/scans/batch", body, "organiser"))["results"]
        assert [each["code"] for each in made] == [
            "sitting_missing",
            "check_in_closed",
            "roll_line_missing",
            "scan_from_the_future",
            None,
        ]
        assert await house.count("scan") == 1
