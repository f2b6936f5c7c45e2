"""`/v1/series`: many meetings from one pattern; then each goes its own way."""

from typing import Any

from tests.activities.house import House, both
from tests.points.world import ident
from tests.support.door import code_of


def a_series(**more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "kind": "lecture",
        "title": "每月党课",
        "pattern": {"every": "month_weekday", "nth": -1, "weekday": 5},
        "clock": "14:00",
        "minutes": 90,
        "place": "车间二楼会议室",
        "from_on": "2026-10-01",
        "until_on": "2026-12-31",
    }
    return given | more


class TestPreview:
    async def test_nobody_previews_without_signing_in(self, house: House) -> None:
        assert (await house.post("/v1/series/preview", a_series(), None)).status_code == 401

    async def test_a_preview_writes_nothing(self, house: House) -> None:
        found = await house.made("/v1/series/preview", a_series(), "organiser", status=200)
        assert [(day["on"], day["starts_at"]) for day in found["items"]] == [
            ("2026-10-30", "2026-10-30T06:00:00Z"),
            ("2026-11-27", "2026-11-27T06:00:00Z"),
            ("2026-12-25", "2026-12-25T06:00:00Z"),
        ]
        assert await house.count("meeting") == 0

    async def test_an_evening_stays_the_evening_where_clocks_change(self, house: House) -> None:
        """Edge case 18."""
        weekly = a_series(
            pattern={"every": "week", "weekday": 6},
            clock="19:00",
            time_zone="Europe/Berlin",
            from_on="2026-10-17",
        )
        found = await house.made(
            "/v1/series/preview", weekly | {"until_on": "2026-10-31"}, "organiser", status=200
        )
        assert [day["starts_at"] for day in found["items"]] == [
            "2026-10-17T17:00:00Z",
            "2026-10-24T17:00:00Z",
            "2026-10-31T18:00:00Z",
        ]

    async def test_a_zone_that_nobody_knows_is_refused(self, house: House) -> None:
        answer = await house.post("/v1/series/preview", a_series(time_zone="Mars/Olympus"), "organiser")
        assert code_of(answer) == "zone_unknown"

    async def test_a_series_of_more_than_three_years_is_refused(self, house: House) -> None:
        answer = await house.post("/v1/series/preview", a_series(until_on="2030-01-01"), "organiser")
        assert code_of(answer) == "series_too_long"


class TestPlan:
    async def test_a_member_plans_no_series(self, house: House) -> None:
        assert code_of(await house.post("/v1/series", a_series(), "wang")) == "forbidden"

    async def test_a_leader_plans_for_the_own_group_only(self, house: House) -> None:
        own = a_series(kind="group_meeting", group_id=str(ident("first")))
        other = own | {"group_id": str(ident("second"))}
        assert (await house.post("/v1/series", own, "leader")).status_code == 201
        assert code_of(await house.post("/v1/series", other, "leader")) == "organisation_missing"

    async def test_another_branch_sees_no_series_of_ours(self, house: House) -> None:
        made = await house.made("/v1/series", a_series(), "organiser")
        assert code_of(await house.get(f"/v1/series/{made['id']}", "zhao")) == "series_missing"
        assert (await house.read("/v1/series", "zhao"))["items"] == []
        assert len((await house.read("/v1/series", "wang"))["items"]) == 1

    @both
    async def test_a_series_plans_a_meeting_for_each_day(self, house: House) -> None:
        made = await house.made("/v1/series", a_series(capacity=30), "organiser")
        assert [(each["on"], each["state"]) for each in made["occurrences"]] == [
            ("2026-10-30", "planned"),
            ("2026-11-27", "planned"),
            ("2026-12-25", "planned"),
        ]
        meeting = await house.read(f"/v1/meetings/{made['occurrences'][1]['meeting_id']}", "organiser")
        [sitting] = meeting["sittings"]
        assert (sitting["starts_at"], sitting["ends_at"], sitting["capacity"]) == (
            "2026-11-27T06:00:00Z",
            "2026-11-27T07:30:00Z",
            30,
        )


class TestExtension:
    @both
    async def test_a_longer_series_revives_nothing_and_plans_what_comes_after(self, house: House) -> None:
        """Edge case 18: editing the series neither revives deleted dates nor drops registrations."""
        made = await house.made("/v1/series", a_series(), "organiser")
        first, second, _ = (each["meeting_id"] for each in made["occurrences"])
        await house.made(f"/v1/meetings/{first}/notice", None, "organiser")
        [sitting] = (await house.read(f"/v1/meetings/{first}", "wang"))["sittings"]
        kept = await house.made(f"/v1/sittings/{sitting['id']}/registrations", {}, "wang")
        await house.made(f"/v1/meetings/{second}/cancellation", {"reason": "检修"}, "organiser")
        longer = await house.made(
            f"/v1/series/{made['id']}/extension", {"until_on": "2027-01-31"}, "secretary"
        )
        assert [(each["on"], each["state"]) for each in longer["occurrences"]] == [
            ("2026-10-30", "noticed"),
            ("2026-11-27", "cancelled"),
            ("2026-12-25", "planned"),
            ("2027-01-29", "planned"),
        ]
        assert (await house.read(f"/v1/registrations/{kept['id']}", "wang"))["state"] == "confirmed"

    async def test_a_series_only_grows(self, house: House) -> None:
        made = await house.made("/v1/series", a_series(), "organiser")
        answer = await house.post(
            f"/v1/series/{made['id']}/extension", {"until_on": "2026-12-31"}, "organiser"
        )
        assert code_of(answer) == "series_reaches_there"
