"""Six months running are told once for each run, whoever looks and how often."""

import asyncio
from datetime import UTC, datetime

from services.activities.usecases.lapses import Lapses
from tests.activities.api.test_attendance_alerts import missed
from tests.activities.attending import told
from tests.activities.house import House, both
from tests.activities.roster import hear_of
from tests.activities.test_facts import schema
from tests.points.world import ident


def noon(month: int, day: int, year: int = 2026) -> datetime:
    """At the factory."""
    return datetime(year, month, day, 4, tzinfo=UTC)


async def look(house: House, at: datetime) -> int:
    """What a process does that has just started."""
    state = house.app.state
    return await Lapses().sweep(house.database, at, teller=state.teller, zone=state.zone)


@both
async def test_six_months_running_are_told_once_on_the_first_day_after_them(house: House) -> None:
    await missed(house, "wang", 3, 4, 5, 6, 7, 8)
    await missed(house, "chen", 4, 5, 6, 7, 8)
    assert await look(house, noon(8, 31)) == 0
    assert await look(house, noon(9, 1)) == 1
    assert [await look(house, noon(9, day)) for day in (1, 2, 30)] == [0, 0, 0]
    [fact] = await told(house, "life.lapsed")
    assert (fact["subject"], fact["data"]["occurred_on"]) == (str(ident("wang")), "2026-08-31")
    assert (fact["data"]["lapse"], fact["data"]["months"]) == ("organisation_life", 6)
    assert set(fact["data"]) == set(schema("life.lapsed")["properties"])


@both
async def test_four_processes_that_look_at_once_tell_it_once(house: House) -> None:
    await missed(house, "wang", 3, 4, 5, 6, 7, 8)
    found = await asyncio.gather(*(look(house, noon(9, 1)) for _ in range(4)))
    assert sum(found) == len(await told(house, "life.lapsed")) == 1


async def test_a_run_that_grows_is_the_same_run(house: House) -> None:
    await missed(house, "wang", 1, 2, 3, 4, 5, 6)
    assert await look(house, noon(7, 1)) == 1
    await missed(house, "wang", 7)
    assert await look(house, noon(8, 1)) == 0
    await missed(house, "wang", 8, *range(9, 13))
    assert await look(house, noon(1, 1, 2027)) == 0


async def test_a_run_is_told_however_late_one_looks_and_a_day_is_looked_at_once(house: House) -> None:
    await missed(house, "wang", *range(1, 9))
    state = house.app.state
    one = Lapses()
    told_now = [
        await one.sweep(house.database, noon(9, day), teller=state.teller, zone=state.zone) for day in (1, 1)
    ]
    assert told_now == [1, 0]
    [fact] = await told(house, "life.lapsed")
    assert (fact["data"]["occurred_on"], fact["data"]["months"]) == ("2026-06-30", 8)


async def test_nobody_is_told_of_who_has_left_the_factory(house: House) -> None:
    """Retired in August, and still of the branch until a letter moves the relation."""
    await missed(house, "wang", 3, 4, 5, 6, 7, 8)
    await hear_of(house, "wang", active=False, departure={"on": "2026-08-31", "reason": "retired"})
    assert await look(house, noon(9, 1)) == 0
    assert (await house.read("/v1/attendance-alerts?on=2026-09-01", "organiser"))["items"] == []
