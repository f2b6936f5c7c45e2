"""Corrections: a new entry that points back, once, with a decision when the period is final."""

import asyncio
from typing import Any

import pytest

from services.points.rules.entries import AlreadyReversed, OwnEntry, ResolutionMissing
from services.points.rules.scoring import score
from tests.points.house import both
from tests.points.rules.rows import shipped

from .books import Books, attended


@both
async def test_eight_reversals_at_once_make_one(books: Books) -> None:
    entry = await books.approved()
    outcomes: list[Any] = await asyncio.gather(
        *(books.reverse(entry, by) for by in ("organiser", "publicist") * 4), return_exceptions=True
    )
    assert sum(isinstance(each, dict) for each in outcomes) == 1
    assert sum(isinstance(each, AlreadyReversed) for each in outcomes) == 7
    assert [each.reverses_id for each in await books.ledger("alone")] == [None, entry.id]


@both
async def test_a_reversal_takes_the_points_away_and_makes_room_for_others(books: Books) -> None:
    """Rules 2 and 10. A01 gives 4, at most 4 a quarter: the second meeting counts once the first is reversed."""
    await books.hear(attended("wang", "2026-08-01"), attended("wang", "2026-09-01"))
    full = score(shipped("A"), await books.lines("wang"), 3)
    first = (await books.ledger("wang"))[0]
    await books.reverse(first)
    after = score(shipped("A"), await books.lines("wang"), 3)
    assert after.score == full.score
    assert len(await books.ledger("wang")) == 3
    assert [line.entry_id for line in full.lines if line.counted == 4 and line.item_code == "A01"] == [
        first.id
    ]
    assert first.id not in {line.entry_id for line in after.lines}


async def test_a_final_entry_is_corrected_only_by_a_decision_and_stays_as_it_was(books: Books) -> None:
    """Rule 10."""
    entry = await books.approved()
    await books.to_the_end()
    with pytest.raises(ResolutionMissing):
        await books.reverse(entry)
    made = await books.reverse(entry, reference="支委会〔2026〕12号")
    kept, reversal = await books.ledger("alone")
    assert kept == entry
    assert (reversal.id, reversal.reverses_id, reversal.reference) == (
        made["id"],
        entry.id,
        "支委会〔2026〕12号",
    )


async def test_a_correction_of_a_final_entry_computes_that_members_result_anew(books: Books) -> None:
    """Rule 10: the new result has a notice of its own; nobody else's changes."""
    entry = await books.approved()
    await books.to_the_end()
    assert (await books.result("alone")).score == 13
    await books.reverse(entry, reference="支委会〔2026〕12号")
    result = await books.result("alone")
    assert result.score == 11
    assert str(result.notice_until) == "2026-11-09"
    assert await books.run_numbers(["alone", "wang"]) == [2, 1]


async def test_nobody_reverses_the_own_entry(books: Books) -> None:
    """Rule 4 in the ledger."""
    await books.hear(attended("organiser"))
    with pytest.raises(OwnEntry):
        await books.reverse((await books.ledger("organiser"))[0], "organiser")
