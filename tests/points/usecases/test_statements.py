"""How many statements an act takes: a number that neither members, entries, branches nor rows can raise."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import event, select
from sqlmodel import col

from services.points.events import HEARD
from services.points.models import Scheme
from services.points.usecases import facts
from shared import inbox, roster_facts
from tests.points.house import House, a_report
from tests.points.world import MEMBERS, ident, open_quarter
from tests.support.issuer import NOON
from tests.support.people import a_member

from .books import attended

DAYS = [f"2026-{month:02}-{day:02}" for month in (7, 8) for day in range(1, 32)]
NEWCOMERS = [f"newcomer {number}" for number in range(30)]


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile; the transaction's own words do not count."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    engine = house.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@asynccontextmanager
async def a_large_branch(house: House) -> AsyncIterator[None]:
    """Thirty members more, sixty entries of wang's, and five branches with a quarter of their own."""
    async with house.database.write() as tx:
        for name in NEWCOMERS:
            await roster_facts.hear_member(
                tx, a_member(ident(name), branch=ident("power"), group=ident("first"))
            )
        told = [attended("wang", day) for day in DAYS]
        assert await inbox.hear(tx, told, facts.hear_by(HEARD), NOON)
        found = await tx.execute(select(Scheme).where(col(Scheme.branch_id) == ident("power")))
        text = found.scalar_one().model_dump(exclude={"id", "branch_id"})
        for number in range(5):
            scheme = Scheme(**text, branch_id=ident(f"branch {number}"))
            tx.add(scheme)
            await tx.flush()
            await open_quarter(tx, scheme)
    yield


async def in_both(house: House, act: Callable[[], Awaitable[int]]) -> tuple[int, int]:
    """Statements of an act in a small and in a large branch; each time what may be remembered is remembered."""
    await act()
    small = await act()
    async with a_large_branch(house):
        await act()
        return small, await act()


async def test_reading_a_score_takes_a_fixed_number_of_statements(house: House) -> None:
    async def read() -> int:
        with counted(house) as seen:
            answer = await house.get(f"/v1/periods/{house.period()}/scores/{ident('wang')}", "wang")
        assert answer.status_code == 200, answer.text
        return len(seen)

    small, large = await in_both(house, read)
    assert max(small, large) <= 5


async def test_reading_everybodys_scores_takes_a_fixed_number_of_statements(house: House) -> None:
    async def read() -> int:
        with counted(house) as seen:
            answer = await house.get(f"/v1/periods/{house.period()}/scores", "organiser")
        assert answer.status_code == 200, answer.text
        return len(seen)

    small, large = await in_both(house, read)
    assert max(small, large) <= 5


async def test_deciding_a_claim_takes_a_fixed_number_of_statements(house: House) -> None:
    async def decide() -> int:
        claim = await house.a_claim("alone", statement=f"隐患 {await house.count('claim')}")
        with counted(house) as seen:
            await house.made(f"/v1/claims/{claim['id']}/decision", {"verdict": "approved"}, "organiser")
        return len(seen)

    small, large = await in_both(house, decide)
    assert max(small, large) <= 25


async def test_a_batch_of_reports_takes_no_more_statements_than_a_report(house: House) -> None:
    """One row, or a hundred of many members on many days."""
    sent = 0

    async def report(rows: int, members: list[str]) -> int:
        nonlocal sent
        sent += 1
        body = [
            a_report(members[n % len(members)], occurred_on=DAYS[n % len(DAYS)], reference=f"AJ-{sent}-{n}")
            for n in range(rows)
        ]
        with counted(house) as seen:
            answer = await house.post("/v1/reports/batch", {"reports": body}, "safety")
        assert [row["outcome"] for row in answer.json()["results"]] == ["posted"] * rows
        return len(seen)

    old = [name for name, branch, _ in MEMBERS if branch == "power"]
    assert await report(1, old) <= 16
    async with a_large_branch(house):
        assert await report(100, old + NEWCOMERS) <= 16
