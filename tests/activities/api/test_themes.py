"""`/v1/themes` and `/v1/theme-day-rules`: a theme beforehand, a fixed day, and what came of it."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx2

from tests.activities.house import House, a_meeting, a_sitting, both
from tests.points.world import ident
from tests.support.door import code_of, faults_of


async def a_theme(house: House, by: str = "wang", **more: Any) -> dict[str, Any]:
    given = {"month": "2026-09", "title": "安全生产在我身边", "reason": "近期隐患较多"}
    return await house.made("/v1/themes", given | more, by)


async def decided(
    house: House, theme: dict[str, Any], verdict: str = "chosen", by: str = "publicist"
) -> httpx2.Response:
    return await house.post(f"/v1/themes/{theme['id']}/decision", {"verdict": verdict}, by)


class TestPropose:
    async def test_nobody_proposes_without_signing_in(self, house: House) -> None:
        assert (await house.post("/v1/themes", {}, None)).status_code == 401

    async def test_an_officer_who_is_no_member_proposes_nothing(self, house: House) -> None:
        assert code_of(await house.post("/v1/themes", {}, "safety")) == "forbidden"

    async def test_a_month_that_is_over_has_no_theme_any_more(self, house: House) -> None:
        body = {"month": "2026-08", "title": "迟到的主题"}
        assert code_of(await house.post("/v1/themes", body, "wang")) == "month_over"

    async def test_a_month_is_written_as_year_and_month(self, house: House) -> None:
        answer = await house.post("/v1/themes", {"month": "2026-13", "title": "十三月"}, "wang")
        assert faults_of(answer) == {"/month": "string_pattern_mismatch"}

    async def test_another_branch_sees_no_theme_of_ours(self, house: House) -> None:
        made = await a_theme(house)
        assert code_of(await house.get(f"/v1/themes/{made['id']}", "zhao")) == "theme_missing"
        assert (await house.read("/v1/themes", "zhao"))["items"] == []
        found = await house.read("/v1/themes?month=2026-09&state=proposed", "chen")
        assert [one["title"] for one in found["items"]] == ["安全生产在我身边"]


class TestDecide:
    async def test_a_member_decides_no_theme(self, house: House) -> None:
        assert code_of(await decided(house, await a_theme(house), by="chen")) == "forbidden"

    async def test_nobody_decides_the_own_proposal(self, house: House) -> None:
        made = await a_theme(house, by="publicist")
        assert code_of(await decided(house, made)) == "own_theme"

    async def test_a_theme_is_decided_once(self, house: House) -> None:
        made = await a_theme(house)
        await decided(house, made, "not_chosen")
        assert code_of(await decided(house, made)) == "theme_decided"

    async def test_a_chosen_theme_becomes_that_of_the_planned_theme_day(self, house: House) -> None:
        planned = await house.a_meeting(kind="theme_day", title="九月主题党日")
        assert (await decided(house, await a_theme(house))).json()["state"] == "chosen"
        found = await house.read(f"/v1/meetings/{planned['id']}", "organiser")
        assert found["theme"] == "安全生产在我身边"
        noticed = await house.post(f"/v1/meetings/{planned['id']}/notice", None, "organiser")
        assert noticed.status_code == 201

    async def test_a_theme_day_planned_later_takes_the_theme_that_was_chosen(self, house: House) -> None:
        await decided(house, await a_theme(house))
        assert (await house.a_meeting(kind="theme_day"))["theme"] == "安全生产在我身边"
        assert (await house.a_meeting(kind="theme_day", theme="另有安排"))["theme"] == "另有安排"
        assert (await house.a_meeting())["theme"] is None

    async def test_half_past_midnight_on_the_first_belongs_to_the_new_month(self, house: House) -> None:
        """In UTC it is still the last of the month before."""
        await decided(house, await a_theme(house, month="2026-10", title="十月主题"))
        night = a_sitting(starts_at="2026-10-01T00:30:00+08:00", ends_at="2026-10-01T02:00:00+08:00")
        assert (await house.a_meeting(kind="theme_day", sittings=[night]))["theme"] == "十月主题"

    async def test_the_theme_is_decided_before_the_notice(self, house: House) -> None:
        await house.a_noticed_meeting(kind="theme_day", theme="已定主题")
        assert code_of(await decided(house, await a_theme(house))) == "theme_day_begun"

    @both
    async def test_two_themes_chosen_at_once_for_one_month_leave_one(self, house: House) -> None:
        first, second = await a_theme(house), await a_theme(house, title="学雷锋")
        answers = await asyncio.gather(decided(house, first), decided(house, second, by="secretary"))
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        [refused] = [answer for answer in answers if answer.status_code == 409]
        assert code_of(refused) == "theme_chosen_already"


class TestFollowUp:
    async def test_what_came_of_a_theme_is_told_after_its_day(self, house: House) -> None:
        planned = await house.a_meeting(kind="theme_day")
        theme = await a_theme(house)
        await decided(house, theme)
        path, body = f"/v1/themes/{theme['id']}/follow-ups", {"outcome": "整改隐患7项"}
        assert code_of(await house.post(path, body, "organiser")) == "theme_not_held"
        await house.made(f"/v1/meetings/{planned['id']}/notice", None, "organiser")
        house.watch.at = datetime(2026, 9, 22, 6, 5, tzinfo=UTC)
        await house.made(f"/v1/meetings/{planned['id']}/opening", None, "secretary")
        await house.made(f"/v1/meetings/{planned['id']}/closing", None, "secretary")
        assert code_of(await house.post(path, body, "wang")) == "forbidden"
        told = await house.made(path, body, "organiser")
        assert [one["outcome"] for one in told["follow_ups"]] == ["整改隐患7项"]
        assert (await house.read(f"/v1/themes/{theme['id']}", "wang"))["follow_ups"] == told["follow_ups"]


class TestThemeDay:
    async def rule(self, house: House, **more: Any) -> httpx2.Response:
        given: dict[str, Any] = {
            "pattern": {"every": "month_day", "day": 20},
            "clock": "14:00",
            "minutes": 120,
            "from_on": "2026-09-01",
        }
        return await house.post("/v1/theme-day-rules", given | more, "organiser")

    async def test_a_branch_without_a_fixed_day_has_no_next(self, house: House) -> None:
        assert code_of(await house.get("/v1/theme-day-rules/next", "wang")) == "theme_day_rule_missing"

    async def test_a_weekly_theme_day_is_refused(self, house: House) -> None:
        answer = await self.rule(house, pattern={"every": "week", "weekday": 5})
        assert faults_of(answer) == {"/pattern": "union_tag_invalid"}

    async def test_the_next_theme_day_is_proposed_with_its_theme(self, house: House) -> None:
        assert (await self.rule(house)).status_code == 201
        await decided(house, await a_theme(house))
        found = await house.read("/v1/theme-day-rules/next", "wang")
        assert (found["on"], found["starts_at"], found["ends_at"], found["theme"]) == (
            "2026-09-20",
            "2026-09-20T06:00:00Z",
            "2026-09-20T08:00:00Z",
            "安全生产在我身边",
        )

    async def test_a_month_that_has_its_theme_day_is_passed_over(self, house: House) -> None:
        await self.rule(house)
        planned = await house.made("/v1/meetings", a_meeting(kind="theme_day", theme="已有"), "organiser")
        assert (await house.read("/v1/theme-day-rules/next", "wang"))["on"] == "2026-10-20"
        await house.made(f"/v1/meetings/{planned['id']}/cancellation", {"reason": "抢修"}, "organiser")
        assert (await house.read("/v1/theme-day-rules/next", "wang"))["on"] == "2026-09-20"

    async def test_a_later_rule_holds_from_its_day_on(self, house: House) -> None:
        await self.rule(house)
        await self.rule(house, pattern={"every": "month_end"}, from_on="2026-09-15")
        assert (await house.read("/v1/theme-day-rules/next", "wang"))["on"] == "2026-09-30"
        assert len((await house.read("/v1/theme-day-rules", "wang"))["items"]) == 2

    async def test_the_fixed_day_of_another_branch_is_its_own(self, house: House) -> None:
        await self.rule(house)
        assert code_of(await house.get("/v1/theme-day-rules/next", "zhao")) == "theme_day_rule_missing"
        [rule] = (await house.read("/v1/theme-day-rules", "wang"))["items"]
        assert rule["branch_id"] == str(ident("power"))
