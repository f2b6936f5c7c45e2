"""The demo: a quarter of organised life in the fictional workshop."""

import shutil
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from services.activities.demo import furnish
from services.directory.demo.workshop import (
    demo_id,
)
from tests.support.databases import Databases
from tests.support.door import Door
from tests.support.workshop import settle_in

from .house import House, both, keeping_house

TODAY = date(2026, 9, 15)
"""A Tuesday, at noon of which the tests' clock stands."""


async def furnished(house: House) -> House:
    async with house.database.write() as session:
        await settle_in(session)
    await furnish(house.app, TODAY)
    return house


@pytest.fixture
async def workshop(
    databases: Databases, dialect: str, templates: Path, tmp_path: Path, anyio_backend: Any
) -> AsyncIterator[House]:
    """Made anew on PostgreSQL; on SQLite made once and copied."""
    del anyio_backend
    if dialect == "postgresql":
        async with keeping_house(databases.migrated("activities")) as house:
            yield await furnished(house)
        return
    template = templates / "activities_demo.sqlite"
    if not template.exists():
        url = databases.migrated("activities")
        async with keeping_house(url) as house:
            await furnished(house)
        shutil.copyfile(url.removeprefix("sqlite+aiosqlite:///"), template)
    copied = shutil.copyfile(template, tmp_path / "demo.sqlite")
    async with keeping_house(f"sqlite+aiosqlite:///{copied}") as house:
        yield house


async def asked(house: Door, query: str) -> list[tuple[Any, ...]]:
    async with house.database.read() as view:
        return [tuple(row) for row in await view.execute(text(query))]


@both
async def test_every_kind_of_meeting_of_the_last_months_has_been_held(workshop: House) -> None:
    query = "SELECT kind, count(*) FROM meeting WHERE state = 'minutes_signed' GROUP BY 1 ORDER BY 1"
    assert await asked(workshop, query) == [
        ("committee_meeting", 3),
        ("group_meeting", 16),
        ("lecture", 1),
        ("members_meeting", 1),
        ("theme_day", 3),
    ]


async def test_people_came_were_on_leave_or_stayed_away_and_made_up_for_it(workshop: House) -> None:
    states = dict(await asked(workshop, "SELECT state, count(*) FROM attendance GROUP BY 1"))
    assert states["present"] > 200
    assert min(states[each] for each in ("late", "on_leave", "absent", "exempt")) > 1
    made_up = dict(await asked(workshop, "SELECT state, count(*) FROM make_up GROUP BY 1"))
    assert made_up["done"] > made_up["missed"] > 0


async def test_a_theme_is_decided_for_each_month_and_the_next_one_waits(workshop: House) -> None:
    query = "SELECT month_on, count(*) FROM theme WHERE state = 'chosen' GROUP BY 1 ORDER BY 1"
    months = [month for month, _ in await asked(workshop, query)]
    assert months == ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01"]


async def test_next_week_one_can_register_and_queue(workshop: House) -> None:
    query = """
        SELECT s.capacity, s.taken, sum(CASE r.state WHEN 'waitlisted' THEN 1 ELSE 0 END)
        FROM sitting s JOIN registration r ON r.sitting_id = s.id
        WHERE s.starts_at > '2026-09-15' GROUP BY s.id, s.capacity, s.taken ORDER BY 1
    """
    small, large = await asked(workshop, query)
    assert (small[0], small[1], small[2] > 0) == (6, 6, True)
    assert large[0] > large[1]
    assert large[2] == 0


async def test_nothing_is_said_to_have_happened_later_than_today(workshop: House) -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    told = await asked(workshop, "SELECT max(told_at) FROM outbox")
    kept = await asked(workshop, "SELECT max(at) FROM meeting_step")
    assert max(str(told[0][0]), str(kept[0][0])) < tomorrow


async def test_a_visitor_finds_a_lesson_to_order_a_contest_to_enter_and_tasks(workshop: House) -> None:
    token = workshop.issuer.token(demo_id("person", "member"))
    headers = {"Authorization": f"Bearer {token}"}
    found = {}
    for noun in ("meetings", "lessons", "contests", "courses", "notices", "tasks", "resolutions"):
        answer = await workshop.client.get(f"/v1/{noun}?limit=200", headers=headers)
        found[noun] = answer.json()["items"]
    assert {each["state"] for each in found["lessons"]} == {"archived", "prepared", "topic_open"}
    assert [each["state"] for each in found["contests"]] == ["published", "published"]
    assert {each["title"]: each["state"] for each in found["tasks"]}["冷却塔风机变频改造方案报批"] == "open"
    assert len(found["notices"]) == len(found["courses"]) == 3
    assert len(found["resolutions"]) == 1


async def test_its_results_show_every_team_and_no_person(workshop: House) -> None:
    [(contest_id,)] = await asked(workshop, "SELECT id FROM contest ORDER BY opens_at LIMIT 1")
    headers = {"Authorization": f"Bearer {workshop.issuer.token(demo_id('person', 'secretary'))}"}
    answer = await workshop.client.get(f"/v1/contests/{contest_id}/team-results", headers=headers)
    assert [each["people"] for each in answer.json()["items"]] == [4, 4, 4, 4]


async def test_furnishing_again_changes_nothing(workshop: House) -> None:
    before = await asked(workshop, "SELECT count(*) FROM outbox")
    await furnish(workshop.app, TODAY)
    assert await asked(workshop, "SELECT count(*) FROM outbox") == before


async def test_without_people_there_is_nothing_to_furnish(databases: Databases, dialect: str) -> None:
    del dialect
    async with keeping_house(databases.migrated("activities")) as house:
        await furnish(house.app, TODAY)
        assert await house.count("meeting") == 0


@pytest.mark.parametrize("on", [date(2027, 1, 1), date(2028, 2, 29)])
async def test_it_can_be_furnished_on_any_day(databases: Databases, dialect: str, on: date) -> None:
    del dialect
    async with keeping_house(databases.migrated("activities")) as house:
        async with house.database.write() as session:
            await settle_in(session)
        await furnish(house.app, on)
        assert await house.count("settlement") > 10
