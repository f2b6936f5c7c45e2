"""`/v1/overdue-meetings`: rule 21."""

from datetime import datetime

from tests.activities.attending import a_theme_day, close, wall
from tests.activities.house import House, both
from tests.points.world import ident
from tests.support.door import code_of

NAMES = {str(ident(key)): key for key in ("power", "first", "second", "packing", "third")}


async def owed(house: House, by: str, on: str) -> set[tuple[str, str]]:
    """Which organisation owes which kind, as someone sees it."""
    found = await house.read(f"/v1/overdue-meetings?on={on}", by)
    return {(NAMES[each["organisation_id"]], each["kind"]) for each in found["items"]}


@both
async def test_a_branch_without_its_meetings_is_on_the_list_the_next_day(house: House) -> None:
    everything = {
        ("power", "members_meeting"),
        ("power", "theme_day"),
        ("power", "committee_meeting"),
        ("first", "group_meeting"),
        ("second", "group_meeting"),
    }
    theme_day, group = (
        await a_theme_day(house),
        await house.a_noticed_meeting("leader", kind="group_meeting", group_id=str(ident("first"))),
    )
    house.watch.at = wall(16)
    assert await owed(house, "organiser", "2026-10-01") == everything
    for meeting in (theme_day, group):
        assert (await close(house, meeting)).status_code == 201
    assert await owed(house, "organiser", "2026-10-01") == {
        ("power", "members_meeting"),
        ("power", "committee_meeting"),
        ("second", "group_meeting"),
    }
    assert ("power", "theme_day") in await owed(house, "organiser", "2026-09-30")
    assert ("power", "theme_day") in await owed(house, "organiser", "2026-11-01")


async def test_a_meeting_only_planned_was_not_held(house: House) -> None:
    await a_theme_day(house)
    assert ("power", "theme_day") in await owed(house, "organiser", "2026-10-01")


async def test_today_is_the_factorys_day(house: House) -> None:
    """At 16:00 UTC on the last day of September it is October at the factory."""
    house.watch.at = datetime.fromisoformat("2026-09-30T23:59:59+08:00")
    before = (await house.read("/v1/overdue-meetings", "organiser"))["items"]
    house.watch.at = datetime.fromisoformat("2026-10-01T00:00:00+08:00")
    after = (await house.read("/v1/overdue-meetings", "organiser"))["items"]
    assert {each["until_on"] for each in before} == {"2026-08-31", "2026-06-30"}
    assert {each["until_on"] for each in after} == {"2026-09-30"}


async def test_a_small_branch_has_no_committee_and_is_seen_by_those_above_and_not_beside_it(
    house: House,
) -> None:
    assert await owed(house, "other organiser", "2026-10-01") == {
        ("packing", "members_meeting"),
        ("packing", "theme_day"),
        ("third", "group_meeting"),
    }
    assert await owed(house, "leader", "2026-10-01") == {("first", "group_meeting")}
    assert {name for name, _ in await owed(house, "higher", "2026-10-01")} == {"power", "first", "second"}


async def test_a_day_before_all_books_is_malformed(house: House) -> None:
    for path in ("overdue-meetings?on", "attendance-alerts?on", "attendances?from_on"):
        assert (await house.get(f"/v1/{path}=0001-01-01", "organiser")).status_code == 422


async def test_a_plain_member_reads_no_list(house: House) -> None:
    assert (await house.get("/v1/overdue-meetings", None)).status_code == 401
    assert code_of(await house.get("/v1/overdue-meetings", "wang")) == "forbidden"
