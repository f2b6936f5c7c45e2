"""A member moves in the middle of a quarter: both branches judge their own months, by their own ledgers."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from services.points.models import Claim, Entry, Grade, Period, Result
from services.points.queries import members
from services.points.usecases import claims, periods
from tests.points.house import both
from tests.points.world import ident

from .books import Books, attended, told
from .moving import the_roster_knows


async def determine_both(books: Books) -> dict[UUID, Result]:
    """The results of `alone`, by branch, after both branches have determined theirs."""
    books.today = date(2026, 10, 16)
    async with books.database.write() as tx:
        for period in (await tx.execute(select(Period).order_by(col(Period.id)))).scalars():
            await periods.close_claims(tx, period, by=ident("organiser"), at=books.now, today=books.today)
            await periods.decide(tx, period, by=ident("organiser"), at=books.now, resolution_no="支委会1号")
    async with books.database.read() as view:
        rows = (await view.execute(select(Result).where(col(Result.member_id) == ident("alone")))).scalars()
        return {row.branch_id: row for row in rows}


async def every_entry(books: Books) -> list[Entry]:
    async with books.database.read() as view:
        query = select(Entry).where(col(Entry.member_id) == ident("alone"))
        return list((await view.execute(query)).scalars())


@both
async def test_each_branch_judges_what_was_done_there_and_together_it_is_all(books: Books) -> None:
    """Members' meetings, 4 points each: by the old branch's ledger until the 14th, by the new one's after."""
    await the_roster_knows(books)
    for on in ("2026-07-01", "2026-08-31", "2026-09-14", "2026-09-15", "2026-09-30"):
        assert await books.hear(attended("alone", on)) == ["applied"]
    found = await determine_both(books)
    old, new = found[ident("power")], found[ident("packing")]
    assert (old.months, old.transferred, old.proposed_grade) == (3, True, Grade.NOT_GRADED)
    assert (new.months, new.transferred, new.proposed_grade) == (0, False, Grade.NOT_GRADED)
    assert (old.score, new.score) == (Decimal(15), Decimal(0))
    named = [line["entry_id"] for row in (old, new) for line in row.lines if line["entry_id"]]
    ledger = await every_entry(books)
    assert sorted(named) == sorted(str(each.id) for each in ledger)
    raw = [Decimal(line["raw"]) for row in (old, new) for line in row.lines if line["entry_id"]]
    assert sum(raw) == sum(each.points for each in ledger) == 20


async def test_where_nothing_was_entered_and_no_month_is_judged_there_is_no_line(books: Books) -> None:
    await the_roster_knows(books)
    assert set(await determine_both(books)) == {ident("power")}


async def test_a_year_counts_its_months_wherever_they_were(books: Books) -> None:
    """Rule 15: nine months by September, though not one of the quarter in the new branch."""
    await the_roster_knows(books)
    async with books.database.read() as view:
        for branch, months in (("power", 3), ("packing", 0)):
            span = date(2026, 7, 1), date(2026, 9, 30)
            [one] = await members.assessed(view, ident(branch), *span, ident("alone"))
            assert (one.months, one.months_in_year) == (months, 9)


async def test_who_moved_on_makes_room_for_no_excellent_grade(books: Books) -> None:
    """Rule 12: of nine lines one is of somebody who left, so two may be excellent and not three."""
    await the_roster_knows(books)
    await books.to_the_end()
    assert await books.confirm({"wang": Grade.EXCELLENT, "chen": Grade.EXCELLENT}) == 2
    assert "TooManyExcellent" in await refusal(books, {"li": Grade.EXCELLENT})
    assert "NotGradable" in await refusal(books, {"alone": Grade.QUALIFIED})


async def refusal(books: Books, wanted: dict[str, Grade]) -> str:
    try:
        await books.confirm(wanted)
    except Exception as error:  # noqa: BLE001 - its name is what is asked
        return type(error).__name__
    return "none"


async def test_a_claim_rewritten_for_a_day_in_the_new_branch_goes_there(books: Books) -> None:
    claim = await books.claim(on="2026-09-10")
    await books.decide(claim, verdict="returned", reason="日期不符")
    await the_roster_knows(books)
    books.today = date(2026, 9, 20)
    deed = claims.Deed("C02", date(2026, 9, 16), "走访新班组")
    async with books.database.write() as tx:
        row = await claims.rewrite(tx, await tx.get_one(Claim, claim.id), deed, [], today=books.today)
        period = await tx.get_one(Period, row.period_id)
        assert (row.branch_id, period.branch_id) == (ident("packing"), ident("packing"))
    assert await books.hear(told("contest.passed", "alone", "2026-09-16")) == ["applied"]
    assert {each.branch_id for each in await every_entry(books)} == {ident("packing")}
