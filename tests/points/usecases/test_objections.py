"""Objections: against one line, in its window, heard by others, corrected once."""

import asyncio
from datetime import date

import pytest

from services.points.models import Claim, Entry, ObjectionState
from services.points.queries import objections as queries
from services.points.rules.objections import (
    LineCorrected,
    ObjectionClosed,
    ObjectionTooLate,
    ObjectionTwice,
    OwnObjection,
)
from services.points.rules.periods import PublicityRunning
from tests.points.house import both
from tests.points.world import ident

from .books import Books


async def published(books: Books) -> Entry:
    """A line of two points, published until 23 October: alone has 11 + 2."""
    entry = await books.approved()
    await books.to_publicity()
    return entry


@both
async def test_an_objection_freezes_the_objected_line_only(books: Books) -> None:
    """Rule 9."""
    other = await books.approved(statement="另一次")
    entry = await published(books)
    await books.object_to(entry)
    async with books.database.read() as view:
        assert await queries.frozen_members(view, books.period_id) == {ident("alone"): {entry.id}}
    assert other.id != entry.id


async def test_an_objection_after_the_window_is_refused(books: Books) -> None:
    """Rule 9: the 23rd is the last day."""
    entry = await published(books)
    books.today = date(2026, 10, 24)
    with pytest.raises(ObjectionTooLate):
        await books.object_to(entry)
    books.today = date(2026, 10, 23)
    assert (await books.object_to(entry)).state is ObjectionState.OPEN


async def test_an_objection_before_the_publicity_is_refused(books: Books) -> None:
    """Rule 9."""
    with pytest.raises(ObjectionTooLate):
        await books.object_to(await books.approved())


async def test_an_objection_is_due_an_answer_within_five_working_days(books: Books) -> None:
    objection = await books.object_to(await published(books))
    assert objection.answer_due_on == date(2026, 10, 23)


@pytest.mark.parametrize("judge", ["alone", "li", "organiser"], ids=["member concerned", "filer", "decider"])
async def test_whoever_is_concerned_does_not_hear_the_objection(books: Books, judge: str) -> None:
    """Rule 4: the organisation commissioner had decided the claim that li objects to."""
    objection = await books.object_to(await published(books), by="li")
    with pytest.raises(OwnObjection):
        await books.answer(objection, "dismissed", by=judge)
    assert (await books.answer(objection, "dismissed")).state is ObjectionState.DISMISSED


async def test_a_dismissed_objection_leaves_the_ledger_alone(books: Books) -> None:
    entry = await published(books)
    await books.answer(await books.object_to(entry), "dismissed")
    assert await books.ledger("alone") == [entry]
    assert (await books.result("alone")).score == 13


@both
async def test_an_upheld_objection_corrects_the_line_and_publishes_it_anew(books: Books) -> None:
    """Rules 9 and 10: the original stays; only this line's window begins again."""
    entry = await published(books)
    books.today = date(2026, 10, 20)
    await books.answer(await books.object_to(entry), points="1.5")
    original, reversal, corrected = await books.ledger("alone")
    assert original == entry
    assert (reversal.reverses_id, corrected.origin) == (entry.id, "objection")
    result = await books.result("alone")
    assert [result.score, corrected.points] == [12.5, 1.5]
    assert str(result.notice_until) == "2026-10-27"
    assert str((await books.result("wang")).notice_until) == "2026-10-23"
    with pytest.raises(PublicityRunning):
        await books.finalise(date(2026, 10, 24))
    await books.finalise(date(2026, 10, 28))


async def test_a_line_struck_by_an_objection_counts_nothing(books: Books) -> None:
    await books.answer(await books.object_to(await published(books)), points="0")
    assert (await books.result("alone")).score == 11
    assert len(await books.ledger("alone")) == 2


async def test_a_line_has_one_open_objection(books: Books) -> None:
    entry = await published(books)
    await books.object_to(entry, by="li")
    with pytest.raises(ObjectionTwice):
        await books.object_to(entry, by="wang")


@both
async def test_ten_objections_at_once_leave_one(books: Books) -> None:
    entry = await published(books)
    outcomes = await asyncio.gather(*(books.object_to(entry) for _ in range(10)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["Objection"] + ["ObjectionTwice"] * 9


async def test_a_corrected_line_is_not_corrected_again_but_what_stands_instead_can_be(books: Books) -> None:
    """Otherwise both corrections would count: 1.5 and 1 instead of 1."""
    entry = await published(books)
    await books.answer(await books.object_to(entry), points="1.5")
    with pytest.raises(LineCorrected):
        await books.object_to(entry, by="wang")
    instead = (await books.ledger("alone"))[-1]
    again = await books.object_to(instead, by="wang")
    await books.answer(again, points="1", by="publicist")
    assert (await books.result("alone")).score == 12


async def test_a_rejected_claim_that_is_objected_to_is_posted_once(books: Books) -> None:
    claim = await books.decide(await books.claim(), verdict="rejected", reason="无记录")
    await books.to_publicity()
    await books.answer(await books.object_to(claim, by="alone"), points="2")
    with pytest.raises(LineCorrected):
        await books.object_to(claim, by="alone")
    async with books.database.read() as view:
        assert (await view.get_one(Claim, claim.id)).entry_id is None
    assert (await books.result("alone")).score == 13


async def test_an_objection_is_answered_once(books: Books) -> None:
    objection = await books.object_to(await published(books))
    await books.answer(objection, "dismissed")
    with pytest.raises(ObjectionClosed):
        await books.answer(objection, points="1")
