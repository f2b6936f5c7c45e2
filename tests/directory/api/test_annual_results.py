"""`/v1/annual-results`."""

from typing import Any

import pytest

from shared import workbooks
from tests.directory.house import House, both
from tests.directory.telling import a_result, hours, told
from tests.directory.world import ident

RESULTS = "/v1/annual-results"


async def a_year(house: House) -> None:
    """Wang has two quarters and some hours, Li hours alone."""
    at = house.watch.at
    third = {"source_id": ident("third quarter"), "period": "2026-Q3", "occurred_on": "2026-09-30"}
    await told(
        house,
        a_result("wang", at=at, grade="excellent", revision=3),
        a_result("wang", at=at, score="90", months=1, **third),
        hours("wang", at=at),
        hours("li", at=at, source_id=ident("of li"), minutes=60),
    )


class TestList:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(f"{RESULTS}?year=2026", None)).status_code == 401

    @pytest.mark.parametrize("by", ["wang", "secretary", "system"])
    async def test_whoever_is_not_hr_sees_nothing(self, house: House, by: str) -> None:
        assert (await house.get(f"{RESULTS}?year=2026", by)).status_code == 403

    @pytest.mark.parametrize("query", ["", "?year=1999", "?year=2026&updated_since=2026-09-01"])
    async def test_malformed_questions_are_refused(self, house: House, query: str) -> None:
        assert (await house.get(f"{RESULTS}{query}", "hr")).status_code == 422

    @both
    async def test_a_year_is_the_sum_of_its_periods_with_grade_and_hours(self, house: House) -> None:
        await a_year(house)
        items = (await house.get(f"{RESULTS}?year=2026", "hr")).json()["items"]
        found: dict[str, Any] = {item["name"]: item for item in items}
        assert set(found) == {"王建国", "李晓"}
        wang, li = found["王建国"], found["李晓"]
        assert (wang["points"], wang["months"], wang["grade"], wang["minutes"]) == (94.88, 4, "excellent", 95)
        assert [period["period"] for period in wang["periods"]] == ["2026-Q3", "2026-Q4"]
        assert (li["points"], li["grade"], li["minutes"], li["employee_no"]) == (None, None, 60, "T001")

    async def test_who_has_served_nowhere_has_points_and_no_minutes(self, house: House) -> None:
        await told(house, a_result("wang", at=house.watch.at))
        [wang] = (await house.get(f"{RESULTS}?year=2026", "hr")).json()["items"]
        assert (wang["points"], wang["minutes"]) == (96.5, 0)

    async def test_since_a_moment_only_of_whom_something_was_told(self, house: House) -> None:
        await a_year(house)
        house.watch.pass_by(hours=1)
        since = house.watch.at.isoformat().replace("+00:00", "Z")
        await told(house, hours("li", at=house.watch.at, source_id=ident("of li"), minutes=90, revision=2))
        items = (await house.get(f"{RESULTS}?year=2026&updated_since={since}", "hr")).json()["items"]
        assert [(item["name"], item["minutes"]) for item in items] == [("李晓", 90)]


class TestWorkbook:
    async def test_without_a_token_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(f"{RESULTS}/workbook?year=2026", None)).status_code == 401

    async def test_a_member_takes_nothing_home(self, house: House) -> None:
        assert (await house.get(f"{RESULTS}/workbook?year=2026", "wang")).status_code == 403

    async def test_it_says_the_same_and_every_cell_is_text(self, house: House) -> None:
        """A name that begins like a formula stays a name. Abuse case 16."""
        await a_year(house)
        await house.patch(f"/v1/persons/{ident('wang')}", {"name": "=HYPERLINK(1)"}, "hr")
        answer = await house.get(f"{RESULTS}/workbook?year=2026", "hr")
        assert answer.headers["content-type"] == workbooks.MEDIA_TYPE
        [sheet] = await workbooks.read(answer.content)
        rows = [{cell.column: cell for cell in row.cells} for row in sheet.rows]
        by_number = {row[2].text: row for row in rows[1:]}
        assert {cell.kind for row in rows for cell in row.values()} == {"text"}
        wang = by_number["T000"]
        assert (wang[3].text, wang[6].text, wang[7].text, wang[9].text) == (
            "=HYPERLINK(1)",
            "94.88",
            "优秀",
            "1.6",
        )
