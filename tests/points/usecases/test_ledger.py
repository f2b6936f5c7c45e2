"""The ledger is only added to, and numbers each account without a gap."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.points.models import Account, PeriodState
from services.points.rules.entries import of_claim
from services.points.usecases.posting import Post, post
from shared.ids import named_id
from tests.points.house import House, a_report, both
from tests.points.rules.rows import a_claim
from tests.points.world import ident

from .books import Books, attended, told

FORBIDDEN = (
    "UPDATE entry SET points = 0",
    "UPDATE entry SET points = points",
    "UPDATE entry SET reverses_id = NULL",
    "DELETE FROM entry",
    "UPDATE decision SET points = 0",
    "DELETE FROM decision",
    "UPDATE period_step SET resolution_no = 'x'",
    "DELETE FROM period_step",
)


@both
async def test_the_database_refuses_to_change_what_was_written(books: Books) -> None:
    """Rule 10: not the use cases alone, the database too."""
    entry = await books.approved()
    for statement in FORBIDDEN:
        with pytest.raises(DBAPIError, match="is append-only"):
            async with books.database.write() as tx:
                await tx.execute(text(statement))
    assert await books.ledger("alone") == [entry]


@both
async def test_the_database_refuses_to_replace_or_empty_the_ledger(books: Books) -> None:
    """The two back doors: INSERT OR REPLACE on SQLite, TRUNCATE on PostgreSQL."""
    entry = await books.approved()
    back_door = (
        "INSERT OR REPLACE INTO entry SELECT * FROM entry"
        if books.database.dialect == "sqlite"
        else "TRUNCATE entry CASCADE"
    )
    with pytest.raises(DBAPIError, match="is append-only"):
        async with books.database.write() as tx:
            await tx.execute(text(back_door))
    assert await books.ledger("alone") == [entry]


@both
async def test_an_account_numbers_its_entries_without_a_gap_however_they_come(books: Books) -> None:
    """Twelve deliveries at once, half of them for one member, one of each pair known already."""
    told_twice = [attended("wang", f"2026-09-0{n}", source_id=f"meeting-{n}") for n in range(1, 5)]
    others = [told("dues.paid", "wang", "2026-08-31"), told("course.passed", "li", "2026-08-31")]
    await asyncio.gather(
        *(books.hear(each) for each in (*told_twice, *others, *others[:1])), return_exceptions=True
    )
    for each in (*told_twice, *others):
        await books.hear(each)
    assert [entry.number for entry in await books.ledger("wang")] == [1, 2, 3, 4, 5]
    async with books.database.read() as view:
        assert (await view.get_one(Account, (ident("wang"), books.period_id))).entries == 5


@both
async def test_entries_posted_together_are_numbered_one_by_one(books: Books) -> None:
    """Two for wang and one for li between them, and the same again: known causes take no number."""

    def entry_for(member: str, cause: str) -> Post:
        claim = a_claim(id=named_id(cause), member_id=ident(member), period_id=books.period_id)
        values = of_claim(claim, points=Decimal(1), by_id=ident("organiser"), role="secretary", at=books.now)
        return Post(values, "2026-Q3", frozenset(PeriodState))

    for _ in range(2):
        group = [entry_for("wang", "first"), entry_for("li", "second"), entry_for("wang", "third")]
        async with books.database.write_connection() as connection:
            await post(connection, group)
    assert [entry.number for entry in await books.ledger("wang")] == [1, 2]
    assert [entry.number for entry in await books.ledger("li")] == [1]
    await books.hear(attended("wang"))
    assert (await books.ledger("wang"))[-1].number == 3


@both
async def test_the_same_batch_five_times_at_once_counts_once(house: House) -> None:
    """Each under a key of its own: the causes alone tell that they are the same. One is known, so none is ordinary."""
    body = {"reports": [a_report(reference=f"AJ-{number}", points=0.5) for number in range(8)]}
    await house.made("/v1/reports", body["reports"][0], "safety")
    answers = await asyncio.gather(*(house.post("/v1/reports/batch", body, "safety") for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    outcomes = [row["outcome"] for answer in answers for row in answer.json()["results"]]
    assert (outcomes.count("posted"), outcomes.count("known")) == (7, 33)
    assert await house.count("entry") == 8
