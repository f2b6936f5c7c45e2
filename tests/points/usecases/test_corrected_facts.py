"""What is corrected at its source: the ledger ends as the last correction says, in whatever order it is told."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.points.rules.scoring import standing_lines
from shared.facts import Fact
from tests.points.house import both

from .books import Books, again, attended, told
from .retelling import retold


def turn(revision: int, *, came: bool, late: bool = False, made_up: bool = False) -> list[Fact]:
    """What activities tells of Wang's theme day under one revision: the whole of what is true of it then."""
    about: dict[str, Any] = {"meeting_kind": "theme_day", "source_id": "day-1", "revision": revision}
    found = [told("attendance.corrected", "wang", "2026-09-01", **about)] if revision else []
    kind = "attendance.confirmed" if came else "absence.recorded"
    found.append(told(kind, "wang", "2026-09-01", **about))
    if came and late:
        found.append(told("attendance.late", "wang", "2026-09-01", minutes=20, **about))
    if not came and made_up:
        found.append(told("makeup.done", "wang", "2026-09-01", credit="0.5", **about))
    return found


async def standing(books: Books, member: str = "wang") -> list[tuple[str, Decimal]]:
    """Items and points that hold."""
    return sorted((line.item_code, line.points) for line in standing_lines(await books.lines(member)))


@both
async def test_a_corrected_absence_gives_the_points_back(books: Books) -> None:
    """The deduction is reversed and stays visible; attendance counts in its place."""
    await books.hear(*turn(0, came=False))
    assert await standing(books) == [("E01", Decimal(3))]
    assert await books.hear(*turn(1, came=True)) == ["applied", "applied"]
    assert await standing(books) == [("A03", Decimal(3))]
    rows = await books.ledger("wang")
    assert [(row.item_code, row.origin, row.posted_role) for row in rows] == [
        ("E01", "fact", "system"),
        ("E01", "reversal", "system"),
        ("A03", "fact", "system"),
    ]
    assert (rows[1].reverses_id, rows[1].posted_by) == (rows[0].id, None)


async def test_what_was_told_before_the_correction_comes_too_late(books: Books) -> None:
    assert await books.hear(*turn(2, came=False)) == ["applied", "applied"]
    assert await books.hear(*turn(1, came=True)) == ["ignored fact_superseded"] * 2
    assert await books.hear(*turn(0, came=True)) == ["ignored fact_superseded"]
    assert await standing(books) == [("E01", Decimal(3))]


async def test_corrected_there_and_back_each_line_counts_once(books: Books) -> None:
    """The entry of the first telling stays reversed; the third has one of its own."""
    for revision, came in enumerate((True, False, True)):
        await books.hear(*turn(revision, came=came))
    assert await standing(books) == [("A03", Decimal(3))]
    assert len(await books.ledger("wang")) == 5


async def test_a_half_credit_becomes_a_full_attendance(books: Books) -> None:
    await books.hear(*turn(0, came=False, made_up=True))
    assert await standing(books) == [("A03", Decimal("1.5")), ("E01", Decimal(3))]
    await books.hear(*turn(1, came=True, late=True))
    assert await standing(books) == [("A03", Decimal(3)), ("E02", Decimal(1))]


async def test_what_people_have_reversed_is_not_reversed_again(books: Books) -> None:
    await books.hear(*turn(0, came=False))
    [entry] = await books.ledger("wang")
    await books.reverse(entry)
    await books.hear(*turn(1, came=True))
    assert await standing(books) == [("A03", Decimal(3))]
    assert len(await books.ledger("wang")) == 3


async def test_a_correction_that_comes_when_results_are_computed_waits(books: Books) -> None:
    """No published result changes by itself: the committee reverses by a decision of its own."""
    await books.hear(*turn(0, came=False))
    await books.close()
    await books.determine()
    assert await books.hear(*turn(1, came=True)) == ["parked period_closed"] * 2
    assert await standing(books) == [("E01", Decimal(3))]


async def test_another_members_and_another_meetings_lines_stay(books: Books) -> None:
    theme_day = {"meeting_kind": "theme_day", "revision": 0}
    others = [
        told("attendance.confirmed", "li", "2026-09-01", source_id="day-1", **theme_day),
        told("absence.recorded", "wang", "2026-09-02", source_id="day-2", **theme_day),
    ]
    await books.hear(*others, *turn(0, came=True), *turn(1, came=False))
    assert await standing(books, "li") == [("A03", Decimal(3))]
    assert await standing(books) == [("E01", Decimal(3)), ("E01", Decimal(3))]


@pytest.mark.parametrize("broken", ["1", -1, 1.5, True, 10**6])
async def test_a_revision_is_a_whole_number(books: Books, broken: Any) -> None:
    fact = attended("wang", revision=broken)
    assert await books.hear(fact) == ["refused fact_unreadable"]


@both
async def test_a_fact_and_its_correction_told_at_once_end_alike(books: Books) -> None:
    """Eight deliveries; who loses a race tells it again, as the relay does."""
    every = [*turn(0, came=False), *turn(1, came=True, late=True)]
    deliveries = [[again(fact) for fact in every[::step]] for step in (1, -1) * 4]
    await asyncio.gather(*(books.hear(*each) for each in deliveries), return_exceptions=True)
    for each in deliveries:
        await books.hear(*each)
    assert await standing(books) == [("A03", Decimal(3)), ("E02", Decimal(1))]


Turn = tuple[bool, bool, bool]
EARNS = {"came": ("A03", Decimal(3)), "late": ("E02", Decimal(1))} | {
    "missed": ("E01", Decimal(3)),
    "made up": ("A03", Decimal("1.5")),
}


@st.composite
def stories(draw: Any) -> tuple[list[Turn], list[int]]:
    """How often and to what a theme day's attendance was corrected, and how each telling finds its way."""
    turns = draw(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=4))
    many = sum(len(_turn(number, each)) for number, each in enumerate(turns))
    repeats = draw(st.lists(st.sampled_from(range(many)), max_size=6))
    return turns, draw(st.permutations([*range(many), *repeats, -1]))


def _turn(revision: int, each: Turn) -> list[Fact]:
    came, late, made_up = each
    return turn(revision, came=came, late=late, made_up=made_up)


def holds(last: Turn) -> list[tuple[str, Decimal]]:
    """What the last correction says and nothing else."""
    came, late, made_up = last
    names = ["came", *["late"] * late] if came else ["missed", *["made up"] * made_up]
    return sorted(EARNS[name] for name in names)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@settings(max_examples=30)
@given(story=stories())
async def test_after_any_order_of_corrections_the_last_one_holds(
    books: Books, story: tuple[list[Turn], list[int]]
) -> None:
    """However often each is told, and whether the period opens before, between or after them."""
    turns, order = story
    every = [fact for number, each in enumerate(turns) for fact in _turn(number, each)]
    assert await retold(books, every, order) == holds(turns[-1])


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@settings(max_examples=6)
@given(story=stories())
async def test_after_any_order_of_corrections_the_last_one_holds_on_postgresql_too(
    books: Books, story: tuple[list[Turn], list[int]]
) -> None:
    """As above."""
    turns, order = story
    every = [fact for number, each in enumerate(turns) for fact in _turn(number, each)]
    assert await retold(books, every, order) == holds(turns[-1])
