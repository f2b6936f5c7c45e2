"""The demo: a quarter of service in the fictional workshop and its community."""

import shutil
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from services.volunteering.demo import furnish
from shared.outbox import OUTBOX
from tests.support.databases import Databases
from tests.support.workshop import settle_in

from .house import House, both, keeping_house

TODAY = date(2026, 9, 15)
"""A Tuesday, at noon of which the tests' clock stands: on Saturday was the 12th, and is the 19th."""


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
        async with keeping_house(databases.migrated("volunteering")) as house:
            yield await furnished(house)
        return
    template = templates / "volunteering_demo.sqlite"
    if not template.exists():
        url = databases.migrated("volunteering")
        async with keeping_house(url) as house:
            await furnished(house)
        shutil.copyfile(url.removeprefix("sqlite+aiosqlite:///"), template)
    copied = shutil.copyfile(template, tmp_path / "demo.sqlite")
    async with keeping_house(f"sqlite+aiosqlite:///{copied}") as house:
        yield house


async def asked(house: House, query: str) -> list[tuple[Any, ...]]:
    async with house.database.read() as view:
        return [tuple(row) for row in await view.execute(text(query))]


@both
async def test_the_last_hours_are_public_and_all_before_are_final(workshop: House) -> None:
    query = (
        "SELECT served_on, state, confirmed_minutes, count(*) FROM service_record GROUP BY 1, 2, 3 ORDER BY 1"
    )
    found = [(str(day), *rest) for day, *rest in await asked(workshop, query)]
    assert found == [
        ("2026-06-20", "final", 180, 12),
        ("2026-07-25", "final", 180, 12),
        ("2026-08-22", "final", 180, 12),
        ("2026-09-12", "in_publicity", 180, 12),
    ]


async def test_both_sides_have_confirmed_and_nobody_what_the_same_person_wrote_down(workshop: House) -> None:
    sides = "SELECT side, count(*), count(DISTINCT by_id) FROM confirmation GROUP BY 1 ORDER BY 1"
    assert await asked(workshop, sides) == [("branch", 48, 1), ("community", 48, 1)]
    twice = "SELECT count(*) FROM confirmation c JOIN service_scan s ON s.by_id = c.by_id"
    assert await asked(workshop, twice) == [(0,)]


async def test_next_saturday_one_role_is_full_and_places_are_left_in_another(workshop: House) -> None:
    query = """
        SELECT r.title, r.slots, r.taken FROM shift_role r
        JOIN shift s ON s.id = r.shift_id JOIN project p ON p.id = s.project_id
        WHERE p.state = 'recruiting' ORDER BY r.title DESC
    """
    assert await asked(workshop, query) == [("电工", 4, 4), ("助手", 8, 7)]


async def test_what_the_community_needs_has_met_what_the_branch_offers(workshop: House) -> None:
    assert await asked(workshop, "SELECT state FROM unit_report") == [("received",)]
    assert await asked(workshop, "SELECT state FROM joint_agreement") == [("signed",)]
    assert await asked(workshop, "SELECT state FROM demand_match") == [("accepted",)]
    demands = "SELECT kind, state FROM demand ORDER BY kind"
    assert await asked(workshop, demands) == [("micro_wish", "claimed"), ("service", "running")]
    reports = "SELECT state, count(*) FROM member_report GROUP BY 1 ORDER BY 1"
    assert await asked(workshop, reports) == [("received", 4), ("reported", 1)]


async def test_the_drive_has_gifts_in_every_state_and_one_of_nobody(workshop: House) -> None:
    query = "SELECT donor, state, amount, used FROM donation ORDER BY donor, state, amount"
    assert await asked(workshop, query) == [
        ("anonymous", "received", 20_000, 0),
        ("person", "pledged", 2, 0),
        ("person", "received", 3, 3),
        ("person", "received", 5, 0),
    ]


async def test_the_community_has_written_of_the_last_quarter_and_a_sheet_was_issued(workshop: House) -> None:
    letters = "SELECT l.quarter, count(*) FROM feedback_letter l JOIN feedback_receipt ON letter_id = l.id GROUP BY 1"
    assert await asked(workshop, letters) == [("2026-Q2", 1)]
    assert await asked(workshop, "SELECT minutes, state FROM record_sheet") == [(360, "issued")]


async def test_final_hours_reports_and_deliveries_are_told(workshop: House) -> None:
    async with workshop.database.read() as view:
        kinds = [payload["type"] for payload in (await view.execute(select(OUTBOX.c.payload))).scalars()]
    told = {"hours.confirmed": 36, "report.made": 4, "project.delivered": 4}
    assert Counter(kinds) == told | {"message.due": 36}, "whose hours are final hears of it"


async def test_furnishing_again_changes_nothing(workshop: House) -> None:
    tables = ("volunteer", "project", "service_record", "outbox")
    before = [await asked(workshop, f"SELECT count(*) FROM {table}") for table in tables]  # noqa: S608 - names of ours
    await furnish(workshop.app, TODAY)
    assert [await asked(workshop, f"SELECT count(*) FROM {table}") for table in tables] == before  # noqa: S608 - as above


@pytest.mark.parametrize(
    ("on", "public"),
    [(date(2027, 1, 1), 0), (date(2028, 2, 29), 12), (date(2026, 9, 19), 0), (date(2026, 9, 20), 0)],
    ids=["new year", "leap day", "Saturday", "Sunday"],
)
async def test_whatever_day_it_is_nothing_is_yet_to_happen(
    databases: Databases, on: date, public: int
) -> None:
    async with keeping_house(databases.migrated("volunteering")) as house:
        async with house.database.write() as session:
            await settle_in(session)
        await furnish(house.app, on)
        [(last,)] = await asked(house, "SELECT max(entered_at) FROM service_record")
        assert str(last)[:10] < on.isoformat()
        in_publicity = "SELECT count(*) FROM service_record WHERE state = 'in_publicity'"
        assert await asked(house, in_publicity) == [(public,)]
        assert await asked(house, "SELECT count(*) FROM feedback_letter") == [(1,)]


async def test_where_there_is_nobody_nothing_is_made(databases: Databases) -> None:
    async with keeping_house(databases.migrated("volunteering")) as house:
        await furnish(house.app, TODAY)
        assert await asked(house, "SELECT count(*) FROM volunteer") == [(0,)]
