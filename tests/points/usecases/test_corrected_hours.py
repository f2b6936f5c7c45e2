"""Hours corrected or void at their source: the ledger ends as the last word says, in whatever order it is told."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.points.rules.scoring import standing_lines
from shared.facts import Fact
from tests.points.house import both
from tests.points.world import ident

from .books import Books, again, told
from .retelling import retold

WHERE = {"community_id": ident("baiguo"), "project_id": ident("stairwell lights")}


def hours(minutes: int | None, revision: int | None = None, source: str = "record-1", **more: Any) -> Fact:
    """Wang's hours of 1 September as volunteering tells them under one revision; None for void."""
    about: dict[str, Any] = (
        WHERE | {"source_id": source} | ({} if revision is None else {"revision": revision})
    )
    on = more.pop("on", "2026-09-01")
    if minutes is None:
        return told("hours.voided", "wang", on, **about, **more)
    return told("hours.confirmed", "wang", on, minutes=minutes, **about, **more)


async def standing(books: Books) -> list[tuple[str, Decimal]]:
    """Items and points that hold."""
    return sorted((line.item_code, line.points) for line in standing_lines(await books.lines("wang")))


@both
async def test_corrected_hours_take_the_place_of_those_told_before(books: Books) -> None:
    """Two points an hour; the entry of the first telling stays visible beside its reversal."""
    assert await books.hear(hours(120)) == ["applied"]
    assert await books.hear(hours(90, 1)) == ["applied"]
    rows = await books.ledger("wang")
    assert [(row.origin, row.points) for row in rows] == [
        ("fact", Decimal(4)),
        ("reversal", Decimal(4)),
        ("fact", Decimal(3)),
    ]
    assert await standing(books) == [("C01", Decimal(3))]


@both
async def test_void_hours_earn_nothing_and_post_nothing(books: Books) -> None:
    await books.hear(hours(120, 0))
    assert await books.hear(hours(None, 1)) == ["applied"]
    assert [row.origin for row in await books.ledger("wang")] == ["fact", "reversal"]
    assert await standing(books) == []


async def test_hours_told_after_they_were_voided_come_too_late(books: Books) -> None:
    assert await books.hear(hours(None, 2)) == ["applied"]
    late = [hours(120), hours(120, 0), hours(90, 1)]
    assert await books.hear(*late) == ["ignored fact_superseded"] * 3
    assert await books.ledger("wang") == []


async def test_hours_without_a_revision_are_those_of_revision_0(books: Books) -> None:
    assert await books.hear(hours(120)) == ["applied"]
    assert await books.hear(hours(120, 0)) == ["duplicate"]


async def test_voiding_one_record_leaves_every_other(books: Books) -> None:
    await books.hear(hours(120), hours(60, source="record-2"), hours(None, 1))
    assert await standing(books) == [("C01", Decimal(2))]


async def test_hours_voided_when_results_are_computed_wait(books: Books) -> None:
    """No published result changes by itself: the committee reverses by a decision of its own."""
    await books.hear(hours(120))
    await books.close()
    await books.determine()
    assert await books.hear(hours(None, 1)) == ["parked period_closed"]
    assert await books.hear(hours(90, 2)) == ["parked period_closed"]
    assert await standing(books) == [("C01", Decimal(4))]


@pytest.mark.parametrize("minutes", ["120", 90.5, -30, True])
async def test_minutes_are_a_whole_number(books: Books, minutes: Any) -> None:
    assert await books.hear(hours(minutes)) == ["refused fact_unreadable"]


@both
async def test_hours_and_their_voiding_told_at_once_end_alike(books: Books) -> None:
    """Eight deliveries; who loses a race tells it again, as the relay does."""
    every = [hours(120), hours(90, 1), hours(None, 2)]
    deliveries = [[again(fact) for fact in every[::step]] for step in (1, -1) * 4]
    await asyncio.gather(*(books.hear(*each) for each in deliveries), return_exceptions=True)
    for each in deliveries:
        await books.hear(*each)
    assert await standing(books) == []


@st.composite
def stories(draw: Any) -> tuple[list[int | None], list[int]]:
    """What the record said from revision to revision, None for void, and how each telling finds its way."""
    said = draw(st.lists(st.sampled_from([None, 0, 30, 90, 240]), min_size=1, max_size=5))
    repeats = draw(st.lists(st.sampled_from(range(len(said))), max_size=6))
    return said, draw(st.permutations([*range(len(said)), *repeats, -1]))


HOLDS: dict[int | None, list[tuple[str, Decimal]]] = {None: [], 0: []} | {
    minutes: [("C01", Decimal(points))] for minutes, points in ((30, 1), (90, 3), (240, 8))
}
"""What a record of so many minutes earns under scheme A."""


async def ends_as_said_last(books: Books, story: tuple[list[int | None], list[int]]) -> None:
    said, order = story
    every = [hours(minutes, revision) for revision, minutes in enumerate(said)]
    assert await retold(books, every, order) == HOLDS[said[-1]]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@settings(max_examples=30)
@given(story=stories())
async def test_after_any_order_of_tellings_the_last_revision_holds(
    books: Books, story: tuple[list[int | None], list[int]]
) -> None:
    """However often each is told, and whether the period opens before, between or after them."""
    await ends_as_said_last(books, story)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@settings(max_examples=6)
@given(story=stories())
async def test_after_any_order_of_tellings_the_last_revision_holds_on_postgresql_too(
    books: Books, story: tuple[list[int | None], list[int]]
) -> None:
    """As above."""
    await ends_as_said_last(books, story)
