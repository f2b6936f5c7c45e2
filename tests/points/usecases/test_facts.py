"""Facts become entries once, in whatever order and however often they are told."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from services.points.events import HEARD
from services.points.models import Entry
from services.points.usecases import facts
from shared import inbox, roster_facts
from shared.ids import named_id, new_id
from tests.points.house import both
from tests.points.world import adopt, ident, open_quarter
from tests.support.people import a_member

from .books import Books, again, attended, the_same_scheme_of, told, told_of


@both
async def test_one_meeting_is_one_entry_however_often_it_is_told(books: Books) -> None:
    """Rule 7: twice in a delivery, again in the next, and once more under another id."""
    fact = attended("wang")
    assert await books.hear(fact, fact) == ["applied", "duplicate"]
    assert await books.hear(fact) == ["duplicate"]
    assert await books.hear(again(fact)) == ["duplicate"]
    assert [entry.item_code for entry in await books.ledger("wang")] == ["A01"]


@both
async def test_one_meeting_told_by_eight_at_once_is_one_entry(books: Books) -> None:
    """Rule 7. Who loses the race tells it again, as the relay does, and hears that it is known."""
    fact = attended("wang")
    told_at_once = [again(fact) for _ in range(8)]
    await asyncio.gather(*(books.hear(each) for each in told_at_once), return_exceptions=True)
    retold = [await books.hear(each) for each in told_at_once]
    assert retold == [["duplicate"]] * 8
    assert len(await books.ledger("wang")) == 1


async def test_one_meeting_is_an_entry_for_each_member_and_item(books: Books) -> None:
    """Rule 7 is per member and item: who came late has A01 and E02."""
    meeting = {"meeting_kind": "members_meeting", "source_id": "meeting-1"}
    await books.hear(
        attended("wang", source_id="meeting-1"),
        attended("li", source_id="meeting-1"),
        told("attendance.late", "wang", "2026-09-01", minutes=20, **meeting),
    )
    assert [entry.item_code for entry in await books.ledger("wang")] == ["A01", "E02"]
    assert [entry.item_code for entry in await books.ledger("li")] == ["A01"]


@both
async def test_a_fact_waits_for_its_period_and_counts_when_that_opens(books: Books) -> None:
    early = [attended("wang", "2026-10-08"), attended("li", "2026-10-08"), attended("zhao", "2026-10-08")]
    assert await books.hear(*early) == ["parked period_missing"] * 3
    async with books.database.write() as tx:
        scheme = await adopt(tx, "power")
        period = await open_quarter(tx, scheme, "2026-Q4")
    async with books.database.read() as view:
        found = await view.execute(select(col(Entry.member_id)).where(col(Entry.period_id) == period.id))
        assert set(found.scalars()) == {ident("wang"), ident("li")}
        left = await view.execute(select(inbox.INBOX.c.subject).where(inbox.INBOX.c.outcome == "parked"))
        assert list(left.scalars()) == [str(ident("zhao"))]
    assert await books.hear(*early[:2]) == ["duplicate"] * 2


async def test_a_fact_of_another_quarter_goes_on_waiting(books: Books) -> None:
    await books.hear(attended("wang", "2027-01-08"))
    async with books.database.write() as tx:
        await open_quarter(tx, await adopt(tx, "power"), "2026-Q4")
        waiting = await tx.execute(select(inbox.INBOX.c.code).where(inbox.INBOX.c.outcome == "parked"))
        assert list(waiting.scalars()) == ["period_missing"]


async def test_a_fact_about_a_stranger_waits(books: Books) -> None:
    assert await books.hear(attended("stranger")) == ["parked member_missing"]


async def test_a_fact_that_comes_when_results_are_computed_waits(books: Books) -> None:
    """Nothing is lost, and no published result changes by itself."""
    await books.close()
    await books.determine()
    assert await books.hear(attended("wang")) == ["parked period_closed"]
    assert await books.ledger("wang") == []


async def test_a_fact_that_cannot_be_read_is_refused_and_holds_up_no_other(books: Books) -> None:
    broken = told("hours.confirmed", "wang", "2026-09-01", minutes="two hours")
    assert await books.hear(broken, attended("wang")) == ["refused fact_unreadable", "applied"]


async def test_what_is_none_of_ours_is_ignored(books: Books) -> None:
    assert await books.hear(told("page.clicked", "wang", "2026-09-01")) == ["ignored"]


# A quarter's facts in any order.

DEEDS: tuple[tuple[str, dict[str, Any], str | None, str], ...] = (
    ("attendance.confirmed", {"meeting_kind": "members_meeting"}, "A01", "4"),
    ("attendance.confirmed", {"meeting_kind": "theme_day"}, "A03", "3"),
    ("attendance.late", {"meeting_kind": "theme_day", "minutes": 20}, "E02", "1"),
    ("absence.recorded", {"meeting_kind": "lecture"}, "E01", "3"),
    ("hours.confirmed", {"minutes": 90}, "C01", "3"),
    ("dues.paid", {"month": "2026-07"}, "A05", "2"),
    ("life.lapsed", {"lapse": "dues", "months": 6}, None, "0"),
)
"""What is told, and the item and points that it makes under scheme A."""

Happened = tuple[str, int, int]
"""A member, a deed and the number of the event."""
Line = tuple[str, str, Decimal, str]


@st.composite
def tellings(draw: Any) -> tuple[list[Happened], list[int]]:
    """What happened, and in which order and how often each is told; -1 opens the period."""
    happened = st.tuples(
        st.sampled_from(["first", "second"]), st.integers(0, len(DEEDS) - 1), st.integers(1, 3)
    )
    what = draw(st.lists(happened, min_size=1, max_size=8, unique=True))
    repeats = draw(st.lists(st.sampled_from(range(len(what))), max_size=8))
    return what, draw(st.permutations([*range(len(what)), *repeats, -1]))


def expected(what: list[Happened]) -> list[Line]:
    """One entry for each event, member and item."""
    lines = [
        (name, item, Decimal(points), f"event-{event}")
        for name, deed, event in what
        for _, _, item, points in [DEEDS[deed]]
        if item
    ]
    return sorted(lines)


async def written(books: Books, what: list[Happened], order: list[int]) -> list[Line]:
    """The ledger of a branch of its own, after these tellings in this order."""
    branch = f"branch {new_id()}"
    people = {named_id(branch, name): name for name in ("first", "second")}
    ids = {name: person_id for person_id, name in people.items()}
    async with books.database.write() as tx:
        for person_id in people:
            await roster_facts.hear_member(tx, a_member(person_id, branch=ident(branch)))
        scheme = await the_same_scheme_of(tx, branch)
    for place in order:
        async with books.database.write() as tx:
            if place < 0:
                await open_quarter(tx, scheme)
                continue
            name, deed, event = what[place]
            kind, more, _, _ = DEEDS[deed]
            fact = told_of(kind, ids[name], "2026-08-20", **more, source_id=f"event-{event}")
            await inbox.hear(tx, [fact], facts.hear_by(HEARD), books.now)
    query = select(Entry).where(col(Entry.member_id).in_(people)).order_by(col(Entry.number))
    async with books.database.read() as view:
        rows = list((await view.execute(query)).scalars())
    for person_id in people:
        numbers = [row.number for row in rows if row.member_id == person_id]
        assert numbers == list(range(1, len(numbers) + 1))
    return sorted((people[row.member_id], row.item_code, row.points, row.reference or "") for row in rows)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@settings(max_examples=20)
@given(telling=tellings())
async def test_the_ledger_is_the_same_in_whatever_order_and_number_facts_are_told(
    books: Books, telling: tuple[list[Happened], list[int]]
) -> None:
    """Rule 7. The period may open before, between or after them."""
    what, order = telling
    assert await written(books, what, order) == expected(what)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@settings(max_examples=5)
@given(telling=tellings())
async def test_the_ledger_is_the_same_in_any_order_on_postgresql_too(
    books: Books, telling: tuple[list[Happened], list[int]]
) -> None:
    """Rule 7."""
    what, order = telling
    assert await written(books, what, order) == expected(what)
