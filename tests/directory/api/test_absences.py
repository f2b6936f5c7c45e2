"""`/v1/absences`."""

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from services.directory.models import Absence
from tests.directory.house import House, both, code_of
from tests.directory.world import ident

ABSENCES = "/v1/absences"
SICK: dict[str, Any] = {"person_id": str(ident("wang")), "kind": "sick_leave", "from_on": "2026-09-01"}
LENT = SICK | {"kind": "secondment", "host_name": "省公司", "until_on": "2026-12-31"}


async def begun(house: House, **more: Any) -> str:
    answer = await house.post(ABSENCES, SICK | more, "organiser")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_without_a_token_nothing_is_shown_or_made(house: House) -> None:
    assert (await house.get(ABSENCES, None)).status_code == 401
    assert (await house.post(ABSENCES, SICK, None)).status_code == 401


async def test_hr_and_the_organisation_commissioner_alone_write_them(house: House) -> None:
    for writer in ("wang", "leader", "secretary", "higher"):
        assert (await house.post(ABSENCES, SICK, writer)).status_code == 403


async def test_of_another_branch_they_look_missing(house: House) -> None:
    answer = await house.post(ABSENCES, SICK, "other organiser")
    assert (answer.status_code, code_of(answer)) == (404, "person_missing")
    one = f"{ABSENCES}/{await begun(house)}"
    assert code_of(await house.get(one, "zhao")) == "absence_missing"
    ending = await house.post(f"{one}/ending", {"until_on": "2026-09-10"}, "other organiser")
    assert code_of(ending) == "absence_missing"


@both
async def test_one_leave_at_a_time_and_beside_it_one_secondment(house: House) -> None:
    await begun(house)
    for more in ({"kind": "maternity_leave", "from_on": "2027-01-01"}, {"until_on": "2026-10-01"}):
        answer = await house.post(ABSENCES, SICK | more, "hr")
        assert (answer.status_code, code_of(answer)) == (409, "absence_overlaps")
    assert (await house.post(ABSENCES, LENT, "hr")).status_code == 201
    assert code_of(await house.post(ABSENCES, LENT, "hr")) == "absence_overlaps"
    assert len((await house.get(f"{ABSENCES}?on=2026-09-20", "wang")).json()["items"]) == 2


@both
async def test_of_five_at_once_one_begins_and_past_the_rules_the_database_holds_it(house: House) -> None:
    answers = await asyncio.gather(
        *(house.post(ABSENCES, SICK, by) for by in ("hr", "organiser", "hr", "hr", "hr"))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    row = Absence(
        person_id=ident("wang"), kind="study", from_on=date(2026, 8, 1), by_id=ident("hr"), at=house.watch.at
    )
    with pytest.raises(DBAPIError, match="in one way at a time"):
        async with house.database.write() as tx:
            tx.add(row)


async def test_what_is_no_absence_is_refused(house: House) -> None:
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"until_on": "2026-08-31"}, 409, "span_backwards"),
        ({"host_name": "省公司"}, 422, "host_unclear"),
        ({"kind": "secondment"}, 422, "host_unclear"),
        ({"kind": "secondment", "host_branch_id": str(ident("nowhere"))}, 404, "organisation_missing"),
        ({"kind": "holiday"}, 422, "malformed"),
    ]
    for more, status, code in cases:
        answer = await house.post(ABSENCES, SICK | more, "hr")
        assert (answer.status_code, code_of(answer)) == (status, code)


async def test_who_comes_back_later_than_foreseen_is_away_for_longer_and_all_hear_of_it(house: House) -> None:
    ending = f"{ABSENCES}/{await begun(house, until_on='2026-09-30')}/ending"
    for until_on in ("2026-10-15", "2026-09-10"):
        answer = await house.post(ending, {"until_on": until_on}, "organiser")
        assert (answer.status_code, answer.json()["until_on"]) == (201, until_on)
    assert code_of(await house.post(ending, {"until_on": "2026-08-30"}, "hr")) == "absence_ends_too_early"
    told = await house.told("member.changed", ident("wang"))
    assert [each["absences"][0]["until_on"] for each in told[-3:]] == [
        "2026-09-30",
        "2026-10-15",
        "2026-09-10",
    ]
    await house.post(ending, {"until_on": "2026-08-31"}, "organiser")
    assert (await house.told("member.changed", ident("wang")))[-1]["absences"] == []


async def test_who_is_lent_out_for_more_than_six_months_should_move(house: House) -> None:
    short, long = LENT | {"until_on": "2027-02-28"}, LENT | {"until_on": "2027-03-01"}
    first = (await house.post(ABSENCES, short, "organiser")).json()
    assert first["relation_should_move"] is False
    longer = await house.post(f"{ABSENCES}/{first['id']}/ending", {"until_on": long["until_on"]}, "organiser")
    assert longer.json()["relation_should_move"] is True
