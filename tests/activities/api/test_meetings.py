"""`/v1/meetings`, from the plan to the minutes' draft."""

from datetime import UTC, datetime

from tests.activities.house import House, a_meeting, a_sitting, both, nothing
from tests.points.world import ident
from tests.support.door import code_of, plain


class TestPlan:
    async def test_nobody_plans_without_signing_in(self, house: House) -> None:
        assert (await house.post("/v1/meetings", a_meeting(), None)).status_code == 401

    async def test_a_plain_member_plans_no_meeting(self, house: House) -> None:
        assert code_of(await house.post("/v1/meetings", a_meeting(), "wang")) == "forbidden"

    async def test_a_leader_plans_for_the_own_group_only(self, house: House) -> None:
        own = a_meeting(kind="group_meeting", group_id=str(ident("first")))
        other = a_meeting(kind="group_meeting", group_id=str(ident("second")))
        assert (await house.post("/v1/meetings", own, "leader")).status_code == 201
        assert code_of(await house.post("/v1/meetings", other, "leader")) == "organisation_missing"
        assert code_of(await house.post("/v1/meetings", a_meeting(), "leader")) == "organisation_missing"

    async def test_a_group_meeting_names_its_group_and_no_other_kind_does(self, house: House) -> None:
        wrong = a_meeting(group_id=str(ident("first")))
        assert code_of(await house.post("/v1/meetings", wrong, "organiser")) == "group_needed"

    async def test_a_sitting_ends_after_it_begins(self, house: House) -> None:
        """Edge case 14."""
        wrong = a_meeting(sittings=[a_sitting(ends_at="2026-09-22T13:00:00+08:00")])
        assert code_of(await house.post("/v1/meetings", wrong, "organiser")) == "sitting_order"

    async def test_a_plan_shows_its_sittings(self, house: House) -> None:
        made = await house.a_meeting()
        [sitting] = made["sittings"]
        assert (made["state"], made["number"], sitting["capacity"]) == ("planned", None, None)
        assert sitting["starts_at"] == "2026-09-22T06:00:00Z"


class TestNotice:
    async def test_another_branch_sees_no_meeting(self, house: House) -> None:
        made = await house.a_meeting()
        hidden = await house.get(f"/v1/meetings/{made['id']}", "zhao")
        assert plain(hidden) == plain(await house.get(f"/v1/meetings/{nothing()}", "zhao"))
        assert (await house.read("/v1/meetings", "zhao"))["items"] == []

    @both
    async def test_the_notice_numbers_the_meeting_and_freezes_the_roll(self, house: House) -> None:
        first, second = await house.a_noticed_meeting(), await house.a_noticed_meeting()
        assert (first["state"], first["number"], second["number"]) == ("noticed", 1, 2)
        roll = await house.read(f"/v1/meetings/{first['id']}/roll", "wang")
        assert (roll["expected"], roll["entitled"], len(roll["lines"])) == (9, 9, 9)

    async def test_a_theme_day_needs_its_theme_beforehand(self, house: House) -> None:
        made = await house.a_meeting(kind="theme_day")
        answer = await house.post(f"/v1/meetings/{made['id']}/notice", None, "organiser")
        assert code_of(answer) == "theme_needed"

    async def test_a_notice_after_the_beginning_is_refused(self, house: House) -> None:
        made = await house.a_meeting()
        house.watch.at = datetime(2026, 9, 22, 6, 0, tzinfo=UTC)
        answer = await house.post(f"/v1/meetings/{made['id']}/notice", None, "organiser")
        assert code_of(answer) == "notice_too_late"


class TestRoll:
    async def test_a_guest_from_elsewhere_sees_the_meeting_and_has_no_vote(self, house: House) -> None:
        made = await house.a_noticed_meeting()
        await house.made(f"/v1/meetings/{made['id']}/roll", {"person_id": str(ident("zhao"))}, "organiser")
        line = await house.read(f"/v1/meetings/{made['id']}/roll/{ident('zhao')}", "zhao")
        assert (line["standing"], line["may_vote"]) == ("guest", False)

    async def test_leaving_a_voter_out_needs_reason_and_approval(self, house: House) -> None:
        made = await house.a_noticed_meeting()
        path = f"/v1/meetings/{made['id']}/roll/{ident('wang')}"
        etag = (await house.get(path, "organiser")).headers["etag"]
        body = {"excluded_reason": "长期出国", "excluded_approval": None, "exempt_reason": None}
        assert code_of(await house.put(path, body, "organiser", etag=etag)) == "approval_needed"
        body["excluded_approval"] = "总支批复3号"
        assert (await house.put(path, body, "organiser", etag=etag)).status_code == 200
        roll = await house.read(f"/v1/meetings/{made['id']}/roll", "organiser")
        assert (roll["expected"], roll["entitled"]) == (9, 8)


class TestCourse:
    async def test_a_meeting_goes_from_notice_to_the_minutes_draft(self, house: House) -> None:
        made = await house.a_noticed_meeting()
        path = f"/v1/meetings/{made['id']}"
        assert code_of(await house.post(f"{path}/closing", None, "organiser")) == "meeting_not_in_state"
        house.watch.at = datetime(2026, 9, 22, 6, 5, tzinfo=UTC)
        await house.made(f"{path}/opening", None, "secretary")
        closed = await house.made(f"{path}/closing", None, "secretary")
        assert closed["state"] == "minutes_draft"
        assert [step["state"] for step in closed["steps"]] == [
            "planned",
            "noticed",
            "in_session",
            "minutes_draft",
        ]

    async def test_a_cancelled_meeting_cancels_its_sittings_and_stays_visible(self, house: House) -> None:
        made = await house.a_noticed_meeting()
        path = f"/v1/meetings/{made['id']}"
        await house.made(f"{path}/cancellation", {"reason": "抢修"}, "organiser")
        seen = await house.read(path, "wang")
        assert (seen["state"], seen["sittings"][0]["state"], seen["sittings"][0]["sequence"]) == (
            "cancelled",
            "cancelled",
            1,
        )
