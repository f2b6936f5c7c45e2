"""The suite in a zone where the clocks change: `SIYOU_TIME_ZONE=Europe/Berlin`."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.activities.house import House, a_sitting


@pytest.fixture
def world_url(world_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same database; the service over it starts in Berlin."""
    monkeypatch.setenv("SIYOU_TIME_ZONE", "Europe/Berlin")
    return world_url


def a_series(**more: Any) -> dict[str, Any]:
    given = {
        "kind": "lecture",
        "title": "党课",
        "pattern": {"every": "week", "weekday": 7},
        "clock": "02:30",
        "minutes": 60,
        "place": "会议室",
        "from_on": "2027-03-21",
        "until_on": "2027-04-04",
    }
    return given | more


async def starts(house: House, **more: Any) -> list[str]:
    found = await house.made("/v1/series/preview", a_series(**more), "organiser", status=200)
    return [day["starts_at"] for day in found["items"]]


class TestBerlin:
    async def test_an_hour_that_is_skipped_comes_an_hour_later_that_day_only(self, house: House) -> None:
        assert await starts(house) == ["2027-03-21T01:30:00Z", "2027-03-28T01:30:00Z", "2027-04-04T00:30:00Z"]

    async def test_an_hour_that_comes_twice_means_the_first(self, house: House) -> None:
        found = await starts(house, from_on="2026-10-18", until_on="2026-11-01")
        assert found == ["2026-10-18T00:30:00Z", "2026-10-25T00:30:00Z", "2026-11-01T01:30:00Z"]

    async def test_a_sitting_says_whose_clock_it_shows(self, house: House) -> None:
        [sitting] = (await house.a_meeting())["sittings"]
        assert sitting["time_zone"] == "Europe/Berlin"

    async def test_a_month_ends_at_midnight_in_berlin(self, house: House) -> None:
        body = {"month": "2026-10", "title": "十月主题"}
        theme = await house.made("/v1/themes", body, "wang")
        await house.made(f"/v1/themes/{theme['id']}/decision", {"verdict": "chosen"}, "secretary")
        late = a_sitting(starts_at="2026-10-31T22:30:00Z", ends_at="2026-10-31T23:30:00Z")
        later = a_sitting(starts_at="2026-10-31T23:00:00Z", ends_at="2026-10-31T23:30:00Z")
        themes = [
            (await house.a_meeting(kind="theme_day", sittings=[sitting]))["theme"]
            for sitting in (late, later)
        ]
        assert themes == ["十月主题", None]

    async def test_the_next_theme_day_keeps_its_hour_when_the_clocks_change(self, house: House) -> None:
        rule = {"pattern": {"every": "month_end"}, "clock": "19:00", "minutes": 60, "from_on": "2026-09-01"}
        await house.made("/v1/theme-day-rules", rule, "organiser")
        assert (await house.read("/v1/theme-day-rules/next", "wang"))["starts_at"] == "2026-09-30T17:00:00Z"
        house.watch.at = datetime(2026, 10, 20, tzinfo=UTC)
        assert (await house.read("/v1/theme-day-rules/next", "wang"))["starts_at"] == "2026-10-31T18:00:00Z"
