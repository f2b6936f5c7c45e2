"""`/v1/national-records`: what the designated system asks for, taken out for a purpose that is kept."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.volunteering.models import RecordState, Volunteer
from services.volunteering.queries import volunteers
from services.volunteering.rules import national_records as rules
from shared import roster_facts
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.support.people import a_member
from tests.volunteering.house import House, both, nothing
from tests.volunteering.records import a_final_record

RECORD = "/v1/national-records"
OURS = f"branch_id={ident('power')}&purpose=year-end-entry"
QUARTER = f"{RECORD}?{OURS}&period=2026-Q3"
BOOK = f"{RECORD}/workbook?{OURS}&period=2026-Q3"
PATHS = pytest.mark.parametrize("path", [QUARTER, BOOK])


async def some_service(house: House) -> None:
    """Wang twice and Chen once for power, Zhao for packing, a worker without a branch, and much that does not count."""
    await a_final_record(house, "wang", "2026-09-05", 150)
    await a_final_record(house, "wang", "2026-07-01", 480, rating=None)
    await a_final_record(house, "chen", "2026-09-06", 45, community="other community")
    await a_final_record(house, "zhao", "2026-09-06", 60)
    await a_final_record(house, "worker", "2026-09-06", 60)
    await a_final_record(house, "li", "2026-10-01", 60)
    await a_final_record(house, "leader", "2026-09-01", 60, state=RecordState.IN_PUBLICITY)


async def audited(house: House) -> list[Any]:
    """Who has taken what out, by the audit."""
    async with house.database.read() as view:
        query = text("SELECT actor_id, object_id, outcome FROM audit WHERE act = 'national_record.export'")
        return list(await view.execute(query))


@PATHS
async def test_nobody_takes_it_out_without_signing_in(house: House, path: str) -> None:
    assert (await house.get(path, None)).status_code == 401


@PATHS
async def test_members_those_above_and_communities_take_out_nothing(house: House, path: str) -> None:
    for key in ("wang", "leader", "higher", "officer", "auditor", "hr"):
        assert code_of(await house.get(path, key)) == "forbidden"


@PATHS
async def test_another_branchs_record_looks_like_none(house: House, path: str) -> None:
    await some_service(house)
    theirs = await house.get(path, "other organiser")
    none = await house.get(path.replace(str(ident("power")), str(nothing())), "other organiser")
    assert plain(theirs) == plain(none)
    assert code_of(none) == "branch_missing"
    assert await house.count("national_export") == 0


@PATHS
async def test_without_a_purpose_or_a_span_it_is_malformed(house: House, path: str) -> None:
    bare = await house.get(path.replace("&purpose=year-end-entry", ""), "organiser")
    assert faults_of(bare).keys() == {"query:purpose"}
    assert code_of(await house.get(path.replace("&period=2026-Q3", ""), "organiser")) == "span_unclear"
    long = path.replace("period=2026-Q3", "from_on=2025-01-01&until_on=2026-06-30")
    assert code_of(await house.get(long, "organiser")) == "span_wrong"


async def test_a_span_that_holds_too_much_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await some_service(house)
    monkeypatch.setattr(rules, "MOST_RECORDS", 2)
    answer = await house.get(QUARTER, "organiser")
    assert code_of(answer) == "export_too_large"
    assert answer.json()["detail"] == "2 人、3 条记录,最多 1000 人、2 条"
    assert (await house.get(QUARTER.replace("2026-Q3", "2026-09"), "organiser")).status_code == 200


@both
async def test_it_holds_the_registered_members_who_served_and_no_others(house: House) -> None:
    await some_service(house)
    found = await house.read(QUARTER, "organiser")
    told = {
        each["basic"]["name"]: [(own["served_on"], own["hours"], own["minutes"]) for own in each["services"]]
        for each in found["volunteers"]
    }
    assert told == {
        "wang": [("2026-07-01", "8.0", 480), ("2026-09-05", "2.5", 150)],
        "chen": [("2026-09-06", "0.5", 45)],
    }
    wang = found["volunteers"][0]
    assert [each["rating"] for each in wang["evaluations"]] == [5]
    assert (wang["trainings"], wang["awards"]) == ([], [])
    assert wang["services"][1]["responsible"] == "organiser"
    assert wang["basic"]["party_status"] == "full"
    assert (wang["basic"]["document_number"], wang["basic"]["contact"]) == (None, None)
    async with house.database.write() as session:  # as if Chen had never registered
        row: Volunteer = (await volunteers.locked(session, [ident("chen")]))[ident("chen")]
        await session.delete(row)
    found = await house.read(QUARTER, "organiser")
    assert [each["basic"]["name"] for each in found["volunteers"]] == ["wang"]


async def test_whoever_has_gone_to_another_branch_stays_in_the_record_of_the_old_one(house: House) -> None:
    await some_service(house)
    async with house.database.write() as session:
        moved = a_member(ident("wang"), branch=ident("packing"), version=2, rights_version=1, name="wang")
        assert await roster_facts.hear_member(session, moved)
        gone = a_member(ident("chen"), branch=ident("power"), version=2, rights_version=1, name="chen")
        assert await roster_facts.hear_member(session, gone | {"memberships": []})
    found = (await house.read(QUARTER, "organiser"))["volunteers"]
    assert {each["basic"]["name"]: each["basic"]["party_status"] for each in found} == {
        "wang": "full",
        "chen": None,
    }
    theirs = QUARTER.replace(str(ident("power")), str(ident("packing")))
    found = (await house.read(theirs, "other organiser"))["volunteers"]
    assert [each["basic"]["name"] for each in found] == ["zhao"]


@both
async def test_a_level_awarded_in_the_span_is_in_it_as_long_as_it_stands(house: House) -> None:
    for day in range(1, 16):
        await a_final_record(house, "wang", f"2026-08-{day:02}", 480)
    path = f"/v1/star-levels/{(await house.made('/v1/star-levels', {'level': 1}, 'wang'))['id']}"
    await house.made(f"{path}/decision", {"awarded": True, "reason": "达到时长。"}, "organiser")
    [wang] = (await house.read(QUARTER, "organiser"))["volunteers"]
    assert [(each["title"], each["level"]) for each in wang["awards"]] == [("一星级志愿者", 1)]
    [wang] = (await house.read(QUARTER.replace("2026-Q3", "2026-08"), "organiser"))["volunteers"]
    assert wang["awards"] == []


@PATHS
async def test_each_reading_is_kept_with_its_purpose(house: House, path: str) -> None:
    await some_service(house)
    assert (await house.get(path, "secretary")).status_code == 200
    [row] = await audited(house)
    [kept] = (await house.read(f"{RECORD}/exports", "organiser"))["items"]
    assert (row.actor_id, row.object_id, row.outcome) == (str(ident("secretary")), kept["id"], "done")
    assert {
        name: kept[name] for name in ("purpose", "people", "records", "by_id", "from_on", "until_on")
    } == {
        "purpose": "year-end-entry",
        "people": 2,
        "records": 3,
        "by_id": str(ident("secretary")),
        "from_on": "2026-07-01",
        "until_on": "2026-09-30",
    }
    assert (await house.read(f"{RECORD}/exports", "other organiser"))["items"] == []
    with pytest.raises(DBAPIError, match="append-only"):
        async with house.database.write() as session:
            await session.execute(text("UPDATE national_export SET purpose = ''"))


async def test_the_workbook_says_the_same(house: House) -> None:
    await some_service(house)
    answer = await house.get(BOOK, "organiser")
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    rows = list(book["服务记录"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[8], row[11]) for row in rows] == [
        ("V0000001", "2026-07-01", "8.0"),
        ("V0000001", "2026-09-05", "2.5"),
        ("V0000002", "2026-09-06", "0.5"),
    ]
    assert [row[1] for row in book["基本信息"].iter_rows(min_row=2, values_only=True)] == ["wang", "chen"]
