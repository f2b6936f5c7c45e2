"""`/v1/service-scans`, `/v1/shifts/{id}/code` and `/v1/shifts/{id}/scans`."""

from typing import Any

import pytest

from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.volunteering.house import House, both, nothing
from tests.volunteering.serving import (
    a_batch,
    a_shift_of,
    at,
    code,
    confirm,
    enter,
    listed,
    offline,
    only,
    scan,
    wall,
)


class TestCode:
    async def test_it_is_shown_to_nobody_without_a_token(self, house: House) -> None:
        assert (await house.get(f"/v1/shifts/{nothing()}/code", None)).status_code == 401

    async def test_nor_to_a_volunteer(self, house: House) -> None:
        shift = await a_shift_of(house)
        assert code_of(await house.get(f"/v1/shifts/{shift['id']}/code", "wang")) == "forbidden"

    @pytest.mark.parametrize("who", ["other officer", "other organiser"])
    async def test_to_others_there_is_no_such_shift(self, house: House, who: str) -> None:
        shift = await a_shift_of(house)
        hidden = await house.get(f"/v1/shifts/{shift['id']}/code", who)
        assert plain(hidden) == plain(await house.get(f"/v1/shifts/{nothing()}/code", who))

    async def test_the_community_and_the_branch_show_the_same_for_half_a_minute(self, house: House) -> None:
        shift, other = await a_shift_of(house), await a_shift_of(house, "chen")
        now = await code(house, shift["id"])
        assert now == await code(house, shift["id"], "organiser") != await code(house, other["id"])
        house.watch.pass_by(seconds=30)
        assert now != await code(house, shift["id"])


class TestScan:
    async def test_needs_a_sign_in(self, house: House) -> None:
        body = {"shift_id": str(nothing()), "code": "A" * 16}
        assert (await house.post("/v1/service-scans", body, None)).status_code == 401

    async def test_is_not_for_outsiders(self, house: House) -> None:
        body = {"shift_id": str(nothing()), "code": "A" * 16}
        assert code_of(await house.post("/v1/service-scans", body, "officer")) == "forbidden"

    async def test_who_has_not_signed_up_is_not_scanned(self, house: House) -> None:
        shift = await a_shift_of(house)
        house.watch.at = wall(9)
        answer = await scan(house, shift["id"], "chen")
        assert (answer.status_code, code_of(answer)) == (404, "not_signed_up")
        assert await house.count("service_scan") == 0

    async def test_nor_who_has_given_it_up(self, house: House) -> None:
        shift = await house.a_shift()
        row = await house.signed_up(shift)
        await house.made(f"/v1/sign-ups/{row['id']}/cancellation", None, "wang")
        house.watch.at = wall(9)
        assert code_of(await scan(house, shift["id"], "wang")) == "not_signed_up"

    async def test_an_open_project_is_told_not_scanned(self, house: House) -> None:
        project = await house.a_recruiting_project(style="open")
        shift = await a_shift_of(house, project=project)
        house.watch.at = wall(9)
        assert code_of(await scan(house, shift["id"], "wang")) == "nothing_to_scan"

    @pytest.mark.parametrize("when", [wall(9, day=16), wall(8, 29, 59), wall(12)])
    async def test_outside_the_time_it_is_refused(self, house: House, when: Any) -> None:
        """Edge case 16."""
        shift = await a_shift_of(house)
        house.watch.at = when
        answer = await scan(house, shift["id"], "wang")
        assert (answer.status_code, code_of(answer)) == (409, "scanning_closed")

    async def test_after_a_side_has_confirmed_nothing_is_scanned(self, house: House) -> None:
        shift = await a_shift_of(house)
        for hour, mark in ((9, "in"), (11, "out")):
            house.watch.at = wall(hour)
            await scan(house, shift["id"], "wang", mark)
        row = await only(house, shift)
        await confirm(house, row["id"], "officer", 120)
        assert code_of(await scan(house, shift["id"], "wang")) == "record_settled"

    async def test_nor_after_a_late_entry(self, house: House) -> None:
        shift = await a_shift_of(house)
        house.watch.at = wall(12)
        assert (await enter(house, shift["id"], "wang")).status_code == 201
        assert await listed(house, shift["id"], {"wang": "in"}, at(9)) == ["record_settled"]

    async def test_a_place_or_a_person_is_not_asked(self, house: House) -> None:
        shift = await a_shift_of(house)
        body = {"shift_id": shift["id"], "code": "A" * 16, "person_id": str(ident("chen")), "latitude": 31.1}
        answer = await house.post("/v1/service-scans", body, "wang")
        assert faults_of(answer) == {"/person_id": "extra_forbidden", "/latitude": "extra_forbidden"}

    async def test_coming_makes_a_record_and_going_measures_it(self, house: House) -> None:
        shift = await a_shift_of(house)
        house.watch.at = wall(8, 50)
        came = (await scan(house, shift["id"], "wang")).json()
        assert (came["already_present"], came["presence"]["state"]) == (False, "present")
        assert came["presence"]["starts_at"] == "2026-09-19T01:00:00Z"
        house.watch.at = wall(11, 47, 30)
        left = (await scan(house, shift["id"], "wang", "out")).json()["presence"]
        assert left["record_id"] == came["presence"]["record_id"]
        assert (left["state"], left["measured_minutes"], left["basis"]) == ("submitted", 167, "scanned")

    async def test_a_gap_is_not_served(self, house: House) -> None:
        shift = await a_shift_of(house)
        for hour, minute, mark in ((9, 0, "in"), (10, 0, "out"), (11, 0, "in"), (12, 10, "out")):
            house.watch.at = wall(hour, minute)
            assert (await scan(house, shift["id"], "wang", mark)).status_code == 201
        row = await only(house, shift)
        assert (row["measured_minutes"], row["most_minutes"], row["state"]) == (120, 120, "submitted")

    async def test_a_flexible_shift_goes_by_the_own_time(self, house: House) -> None:
        project = await house.a_recruiting_project(style="flexible")
        shift = await house.a_shift(project, starts_at=at(8), ends_at=at(18))
        await house.signed_up(shift, "wang", starts_at=at(14), ends_at=at(16))
        house.watch.at = wall(13)
        assert code_of(await scan(house, shift["id"], "wang")) == "scanning_closed"
        for when, mark in ((wall(13, 40), "in"), (wall(16, 20), "out")):
            house.watch.at = when
            assert (await scan(house, shift["id"], "wang", mark)).status_code == 201
        row = await only(house, shift)
        assert (row["measured_minutes"], row["planned_minutes"]) == (120, 120)

    async def test_one_key_gives_one_scan(self, house: House) -> None:
        """Edge case 10."""
        shift = await a_shift_of(house)
        house.watch.at = wall(9)
        body = {"shift_id": shift["id"], "code": await code(house, shift["id"])}
        first = await house.post("/v1/service-scans", body, "wang", key="one-and-the-same")
        house.watch.pass_by(minutes=5)
        assert (
            await house.post("/v1/service-scans", body, "wang", key="one-and-the-same")
        ).json() == first.json()
        assert await house.count("service_scan") == 1


class TestList:
    async def test_is_for_both_sides_officers_and_nobody_else(self, house: House) -> None:
        shift = await a_shift_of(house)
        body = {"marks": [{"person_id": str(ident("wang")), "mark": "in"}]}
        path = f"/v1/shifts/{shift['id']}/scans"
        assert (await house.post(path, body, None)).status_code == 401
        assert code_of(await house.post(path, body, "wang")) == "forbidden"
        assert code_of(await house.post(path, body, "other officer")) == "shift_missing"

    async def test_each_name_has_a_result_of_its_own(self, house: House) -> None:
        shift = await a_shift_of(house, "wang", "li")
        house.watch.at = wall(9)
        assert await listed(house, shift["id"], {"wang": "in", "chen": "in", "li": "out"}) == [
            "recorded",
            "not_signed_up",
            "recorded",
        ]
        assert await listed(house, shift["id"], {"wang": "in"}, at(8, 40)) == ["already_present"]
        assert await listed(house, shift["id"], {"wang": "out"}, at(9, 30)) == ["seen_in_the_future"]

    async def test_every_scan_is_shown_to_whoever_records_them(self, house: House) -> None:
        shift = await a_shift_of(house, "wang", "li")
        house.watch.at = wall(9)
        for who in ("wang", "li"):
            await scan(house, shift["id"], who, device="one-phone")
        seen = (await house.read(f"/v1/shifts/{shift['id']}/scans", "organiser"))["items"]
        assert [(each["method"], each["shared_device"]) for each in seen] == [("code", True)] * 2

    async def test_the_community_sees_only_whose_name_it_may_know(self, house: House) -> None:
        """Domain rule 35."""
        shift = await a_shift_of(house, "wang", "li")
        house.watch.at = wall(9)
        for who in ("wang", "li"):
            await scan(house, shift["id"], who)
        [consent] = (await house.read("/v1/consents", "wang"))["items"]
        await house.made(f"/v1/consents/{consent['id']}/withdrawal", None, "wang")
        for reader, people in (("officer", ["li"]), ("organiser", ["li", "wang"])):
            seen = (await house.read(f"/v1/shifts/{shift['id']}/scans", reader))["items"]
            assert [each["person_id"] for each in seen] == [str(ident(who)) for who in people]


class TestBatch:
    async def test_is_for_officers(self, house: House) -> None:
        body = a_batch(house, offline(str(nothing()), "wang", "in", at(9), "nonce-0001"))
        assert (await house.post("/v1/service-scans/batch", body, None)).status_code == 401
        assert code_of(await house.post("/v1/service-scans/batch", body, "wang")) == "forbidden"
        [result] = (await house.made("/v1/service-scans/batch", body, "officer"))["results"]
        assert result["code"] == "not_signed_up"

    @both
    @pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 3, 2), (2, 3, 0, 1)])
    async def test_scans_in_any_order_come_to_the_same_record(
        self, house: House, order: tuple[int, ...]
    ) -> None:
        """Edge case 11: four marks of two devices, uploaded one by one, each twice."""
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(12, 30)
        marks = (("in", at(9, 5)), ("out", at(10)), ("in", at(10, 30)), ("out", at(11, 50)))
        for number in order:
            body = a_batch(house, offline(shift["id"], "wang", *marks[number], f"nonce-{number:04}"))
            [first] = (await house.made("/v1/service-scans/batch", body, "officer"))["results"]
            [again] = (await house.made("/v1/service-scans/batch", body, "officer"))["results"]
            assert (first["code"], again["outcome"]) == (None, "replayed")
        row = await only(house, shift)
        assert (row["starts_at"], row["ends_at"]) == ("2026-09-19T01:05:00Z", "2026-09-19T03:50:00Z")
        assert (row["measured_minutes"], row["state"], row["basis"]) == (135, "submitted", "scanned")

    async def test_a_clock_that_is_wrong_puts_its_scans_aside(self, house: House) -> None:
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(12)
        wrong = a_batch(house, offline(shift["id"], "wang", "in", at(9), "nonce-0001"), device_now=at(12, 6))
        [result] = (await house.made("/v1/service-scans/batch", wrong, "officer"))["results"]
        assert result["outcome"] == "quarantined"
        assert await house.count("service_record") == 0

    async def test_a_nonce_is_one_scan_and_no_other(self, house: House) -> None:
        shift = await a_shift_of(house, "wang")
        house.watch.at = wall(12)
        for when, outcome in ((at(9), "recorded"), (at(9), "replayed"), (at(10), "refused")):
            body = a_batch(house, offline(shift["id"], "wang", "in", when, "nonce-0001"))
            [result] = (await house.made("/v1/service-scans/batch", body, "officer"))["results"]
            assert result["outcome"] == outcome
        assert result["code"] == "service_nonce_reused"


class TestForgotten:
    async def test_an_hour_after_the_end_it_is_closed_flagged_and_credits_nothing(self, house: House) -> None:
        """Edge case 16."""
        shift = await a_shift_of(house)
        house.watch.at = wall(9)
        await scan(house, shift["id"], "wang")
        house.watch.at = wall(13)
        await house.app.state.sweeper.once()
        assert (await only(house, shift))["state"] == "present"
        house.watch.at = wall(13, 0, 1)
        await house.app.state.sweeper.once()
        row = await only(house, shift)
        assert (row["state"], row["basis"]) == ("submitted", "forgotten_check_out")
        assert (row["ends_at"], row["measured_minutes"]) == ("2026-09-19T04:00:00Z", 0)
        history = await house.read(f"/v1/service-records/{row['id']}/history", "wang")
        assert [(step["act"], step["by_id"]) for step in history["steps"]] == [("closed", None)]

    async def test_both_sides_say_how_long_it_was_and_why(self, house: House) -> None:
        shift = await a_shift_of(house)
        house.watch.at = wall(9)
        await scan(house, shift["id"], "wang")
        house.watch.at = wall(14)
        await house.app.state.sweeper.once()
        row = await only(house, shift)
        assert code_of(await confirm(house, row["id"], "officer", 150)) == "omission_unexplained"
        for who in ("officer", "organiser"):
            answer = await confirm(house, row["id"], who, 150, reason="现场登记 11:30 离开")
        assert (answer.json()["state"], answer.json()["confirmed_minutes"]) == ("in_publicity", 150)

    async def test_a_device_that_saw_the_going_later_puts_it_right(self, house: House) -> None:
        shift = await a_shift_of(house)
        house.watch.at = wall(9)
        await scan(house, shift["id"], "wang")
        house.watch.at = wall(14)
        await house.app.state.sweeper.once()
        body = a_batch(house, offline(shift["id"], "wang", "out", at(11), "nonce-0001"))
        await house.made("/v1/service-scans/batch", body, "officer")
        row = await only(house, shift)
        assert (row["state"], row["basis"], row["measured_minutes"]) == ("submitted", "scanned", 120)
