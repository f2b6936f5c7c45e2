"""The year: for the member and the committee of the branch that has the member now."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from services.points.models import Grade, Period, PeriodState, Result
from tests.points.house import House, both, code_of, faults_of
from tests.points.world import ident

PATH = "/v1/annual-scores?year=2026"


async def a_result(
    house: House, quarter: int, member: str = "wang", branch: str = "power", **more: Any
) -> None:
    """What a run has said of a member in a quarter of 2026; the third is open in the world, the others are final."""
    month = 3 * quarter - 2
    period = Period(
        branch_id=ident(branch),
        scheme_id=house.scheme(branch),
        code=f"2026-Q{quarter}",
        starts_on=date(2026, month, 1),
        ends_on=date(2026, month + 2, 30),
        claims_until=date(2026, month + 2, 30),
        state=PeriodState.FINAL,
    )
    if quarter == 4:
        period.ends_on = date(2026, 12, 31)
    async with house.database.write() as tx:
        if quarter == 3:
            period = await tx.get_one(Period, house.period(branch))
        else:
            period = await _there(tx, period)
        given: dict[str, Any] = {
            "group_id": None,
            "run_number": 1,
            "status": "full",
            "months": 3,
            "base": Decimal(80),
            "bonus": Decimal(0),
            "deductions": Decimal(0),
            "vetoed": False,
            "proposed_grade": Grade.QUALIFIED,
            "lines": [],
            "notice_until": None,
            "made_at": datetime(2026, 9, 1, tzinfo=UTC),
        } | more
        given["score"] = given["base"] + given["bonus"] - given["deductions"]
        tx.add(Result(period_id=period.id, branch_id=ident(branch), member_id=ident(member), **given))


async def _there(tx: Any, period: Period) -> Period:
    query = select(Period).where(Period.branch_id == period.branch_id, Period.code == period.code)  # type: ignore[arg-type]  # SQLModel
    found = (await tx.execute(query)).scalar_one_or_none()
    if found is None:
        tx.add(period)
        await tx.flush()
        return period
    row: Period = found
    return row


async def years(house: House, by: str, more: str = "") -> list[dict[str, Any]]:
    answer = await house.get(PATH + more, by)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_a_stranger_and_an_office_read_none(house: House) -> None:
    assert (await house.get(PATH, None)).status_code == 401
    assert code_of(await house.get(PATH, "safety")) == "forbidden"


async def test_a_year_must_be_named(house: House) -> None:
    assert faults_of(await house.get("/v1/annual-scores", "wang")).keys() == {"query:year"}
    assert faults_of(await house.get("/v1/annual-scores?year=26", "wang")).keys() == {"query:year"}


@both
async def test_a_member_reads_the_own_year_and_the_committee_everybodys(house: House) -> None:
    """(80 × 3 + 90 × 1) ÷ 4 = 82.5."""
    await a_result(house, 1)
    await a_result(house, 2, base=Decimal(90), months=1)
    await a_result(house, 1, "li")
    [own] = await years(house, "wang")
    assert (float(own["score"]), own["months"], own["graded"], own["provisional"]) == (82.5, 4, True, True)
    assert own["en"] == "(80 × 3 + 90 × 1) ÷ 4 = 82.5"
    assert [each["member_id"] for each in await years(house, "organiser")] == sorted(
        [str(ident("wang")), str(ident("li"))]
    )
    assert await years(house, "leader") == []  # a member who leads a group: of oneself there is nothing yet
    assert await years(house, "other organiser") == []


@both
async def test_the_year_is_final_with_its_last_period(house: House) -> None:
    await a_result(house, 3)
    await a_result(house, 4)
    [own] = await years(house, "wang")
    assert own["provisional"]  # the third quarter is still open
    async with house.database.write() as tx:
        (await tx.get_one(Period, house.period())).state = PeriodState.FINAL
    assert [each["provisional"] for each in await years(house, "wang")] == [False]


@both
async def test_a_movers_year_is_read_by_who_has_the_member_now(house: House) -> None:
    """Two months in power, one in packing: (70 × 2 + 100 × 1) ÷ 3 = 80."""
    await a_result(house, 3, base=Decimal(70), months=2, transferred=True)
    await a_result(house, 3, branch="packing", base=Decimal(100), months=1)
    assert await years(house, "organiser") == []
    [theirs] = await years(house, "other organiser")
    assert (float(theirs["score"]), [each["months"] for each in theirs["periods"]]) == (80, [2, 1])
    assert await years(house, "wang") == [theirs]


async def test_bonus_stops_at_the_years_cap(house: House) -> None:
    """Scheme A: 20 a quarter, 40 a year. Three times 20 count 20, 20 and 0: (100 + 100 + 80) ÷ 3."""
    for quarter in (1, 2, 4):
        await a_result(house, quarter, bonus=Decimal(20))
    [own] = await years(house, "wang")
    assert [float(each["result"]) for each in own["periods"]] == [100, 100, 100]
    assert [float(each["score"]) for each in own["periods"]] == [100, 100, 80]
    assert float(own["score"]) == 93.33


async def test_a_veto_makes_the_year_0_and_blocks_awards(house: House) -> None:
    """Rule 11. Of 2025 the veto is the year's no more, and blocks still."""
    veto = {"why": "veto", "occurred_on": "2026-02-10"}
    await a_result(house, 1, vetoed=True, lines=[veto])
    await a_result(house, 2)
    [own] = await years(house, "wang")
    assert (float(own["score"]), own["vetoed"], own["award_blocked_until"]) == (0, True, "2027-02-10")
    assert "veto is in force" in own["en"]
