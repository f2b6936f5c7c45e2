"""At no date does a person belong to two branches, however many ask at the same moment."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.directory.models import Membership
from tests.directory.house import House, both
from tests.directory.world import ident


async def of_staff(house: House) -> int:
    query = text("SELECT count(*) FROM membership WHERE person_id = :person")
    async with house.database.read() as view:
        return int((await view.execute(query, {"person": _bound(house, ident("staff"))})).scalar_one())


def _bound(house: House, person_id: UUID) -> Any:
    return person_id if house.database.dialect == "postgresql" else str(person_id)


@both
async def test_ten_requests_at_once_begin_one_membership(house: House) -> None:
    body = {"person_id": str(ident("staff")), "status": "full", "group_id": None, "from_on": "2026-09-01"}
    asked = [
        house.post("/v1/memberships", body | {"branch_id": str(ident(branch))}, by)
        for branch, by in [("power", "organiser"), ("packing", "other organiser")] * 5
    ]
    answers = await asyncio.gather(*asked)
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 404, 409}
    assert await of_staff(house) == 1


@both
async def test_the_database_holds_it_even_past_the_rules(house: House) -> None:
    """Ten transactions write at once without asking anybody: the trigger lets one through."""

    async def write(number: int) -> str:
        branch = ident("power" if number % 2 else "packing")
        row = Membership(
            person_id=ident("staff"), branch_id=branch, status="full", from_on=date(2026, 1, 1 + number)
        )
        try:
            async with house.database.write() as tx:
                tx.add(row)
                await tx.flush()
                await asyncio.sleep(0.01)
        except DBAPIError as error:
            return str(error.orig)
        return "written"

    outcomes = await asyncio.gather(*(write(number) for number in range(10)))
    assert outcomes.count("written") == 1
    assert sum("one branch at a time" in outcome for outcome in outcomes) == 9
    assert await of_staff(house) == 1


@both
@pytest.mark.parametrize(
    ("from_on", "until_on", "kept"),
    [
        (date(2019, 1, 1), date(2019, 12, 31), True),
        (date(2019, 1, 1), date(2020, 1, 1), False),
        (date(2019, 1, 1), None, False),
        (date(2026, 1, 1), date(2026, 1, 31), False),
        (date(2026, 1, 1), date(2025, 12, 31), True),
    ],
)
async def test_the_trigger_draws_the_same_line_as_the_rule(
    house: House, from_on: date, until_on: date | None, kept: bool
) -> None:
    row = Membership(
        person_id=ident("wang"), branch_id=ident("packing"), status="full", from_on=from_on, until_on=until_on
    )
    try:
        async with house.database.write() as tx:
            tx.add(row)
        written = True
    except DBAPIError:
        written = False
    assert written is kept


@both
async def test_an_ended_span_cannot_be_stretched_over_another(house: House) -> None:
    """Also a changed row is looked at, and is no obstacle to itself."""
    before = Membership(
        person_id=ident("wang"),
        branch_id=ident("packing"),
        status="full",
        from_on=date(2018, 1, 1),
        until_on=date(2018, 12, 31),
    )
    async with house.database.write() as tx:
        tx.add(before)
    stretch = text("UPDATE membership SET until_on = :day WHERE id = :id")
    given: dict[str, Any] = {"id": _bound(house, before.id)}
    async with house.database.write() as tx:
        await tx.execute(stretch, given | {"day": _day(house, date(2019, 12, 31))})
    with pytest.raises(DBAPIError, match="one branch at a time"):
        async with house.database.write() as tx:
            await tx.execute(stretch, given | {"day": _day(house, date(2020, 1, 1))})


def _day(house: House, day: date) -> Any:
    return day if house.database.dialect == "postgresql" else day.isoformat()
