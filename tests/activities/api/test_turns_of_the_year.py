"""The 29th of February and the last night of the year, by the factory's clock."""

from datetime import UTC, datetime
from typing import Any

from tests.activities.attending import close, listed, told
from tests.activities.house import House, a_sitting, both
from tests.points.world import ident


def shanghai(*when: int) -> datetime:
    """The wall clock at the factory, which never changes."""
    year, month, day, hour, minute = when
    return datetime.fromisoformat(f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00+08:00").astimezone(
        UTC
    )


async def a_theme_day_on(house: House, starts: str, ends: str) -> dict[str, Any]:
    sittings = [a_sitting(starts_at=f"{starts}:00+08:00", ends_at=f"{ends}:00+08:00")]
    return await house.a_noticed_meeting(kind="theme_day", theme="安全生产", sittings=sittings)


@both
async def test_on_the_29th_of_february_people_meet_and_have_seven_days_to_make_up(house: House) -> None:
    house.watch.at = shanghai(2028, 2, 20, 12, 0)
    meeting = await a_theme_day_on(house, "2028-02-29T14:00", "2028-02-29T16:00")
    house.watch.at = shanghai(2028, 2, 29, 14, 5)
    await listed(house, meeting["sittings"][0]["id"], {"wang": "in"})
    house.watch.at = shanghai(2028, 2, 29, 16, 0)
    await close(house, meeting)
    [fact] = await told(house, "attendance.confirmed")
    assert fact["data"]["occurred_on"] == "2028-02-29"
    [owed] = (await house.read("/v1/make-ups", "chen"))["items"]
    assert owed["due_on"] == "2028-03-07"
    found = await house.read("/v1/attendances?from_on=2028-02-29&until_on=2028-02-29", "wang")
    assert [each["held_on"] for each in found["items"]] == ["2028-02-29"]


async def test_a_day_of_every_month_is_kept_in_february_of_any_year(house: House) -> None:
    body = {
        "kind": "lecture",
        "title": "党课",
        "pattern": {"every": "month_day", "day": 29},
        "clock": "14:00",
        "minutes": 60,
        "place": "会议室",
        "from_on": "2027-02-01",
        "until_on": "2028-02-29",
    }
    found = await house.made("/v1/series/preview", body, "organiser", status=200)
    days = [each["on"] for each in found["items"]]
    assert (days[0], days[-1], len(days)) == ("2027-02-28", "2028-02-29", 13)


@both
async def test_half_past_midnight_on_new_years_day_is_the_new_year_though_london_has_the_old(
    house: House,
) -> None:
    """Meetings are numbered within the year of the factory's calendar."""
    house.watch.at = shanghai(2026, 12, 20, 12, 0)
    before = await a_theme_day_on(house, "2026-12-31T22:30", "2026-12-31T23:30")
    after = await a_theme_day_on(house, "2027-01-01T00:30", "2027-01-01T01:30")
    assert [(each["year"], each["number"]) for each in (before, after)] == [(2026, 1), (2027, 1)]
    assert after["sittings"][0]["starts_at"] == "2026-12-31T16:30:00Z"


async def test_a_night_from_one_year_into_the_next_belongs_to_the_old_one(house: House) -> None:
    house.watch.at = shanghai(2026, 12, 20, 12, 0)
    meeting = await a_theme_day_on(house, "2026-12-31T22:00", "2027-01-01T06:00")
    sitting = meeting["sittings"][0]["id"]
    house.watch.at = shanghai(2027, 1, 1, 6, 10)
    for mark, clock in (("in", "2026-12-31T22:00:00+08:00"), ("out", "2027-01-01T06:00:00+08:00")):
        assert await listed(house, sitting, {"wang": mark}, clock) == ["recorded"]
    await close(house, meeting)
    [held] = (await house.read(f"/v1/attendances?person_id={ident('wang')}", "wang"))["items"]
    assert (held["held_on"], held["minutes"], meeting["year"]) == ("2026-12-31", 480, 2026)
