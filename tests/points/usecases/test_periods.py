"""The period as a public act."""

from datetime import UTC, date, datetime

import pytest

from services.points.models import CalendarDay, PeriodState, Scheme
from services.points.rules import scheme as rules
from services.points.rules.claims import DateOutsidePeriod
from services.points.rules.periods import (
    ClaimsPending,
    ObjectionsOpen,
    PeriodExists,
    PublicityRunning,
)
from services.points.rules.scheme import SchemeNotApproved, SchemeNotDraft, SchemeNotEffective
from services.points.usecases import periods, schemes
from tests.points.house import both
from tests.points.world import ident, open_quarter

from .books import Books

AT = datetime(2026, 9, 15, 4, tzinfo=UTC)


@both
async def test_a_period_becomes_final_after_its_working_days_of_publicity(books: Books) -> None:
    """Rule 8. Published on Friday 16 October 2026: Monday to Friday, so until the 23rd."""
    await books.to_publicity()
    assert (await books.period()).publicity_until == date(2026, 10, 23)
    with pytest.raises(PublicityRunning):
        await books.finalise(date(2026, 10, 23))
    await books.finalise(date(2026, 10, 24))
    assert (await books.period()).state is PeriodState.FINAL


async def test_a_day_off_in_the_branch_prolongs_the_publicity(books: Books) -> None:
    """Rule 8: the Wednesday is off, so the next Monday is the fifth working day."""
    async with books.database.write() as tx:
        tx.add(
            CalendarDay(
                branch_id=ident("power"),
                day=date(2026, 10, 21),
                working=False,
                title="厂庆",
                by_id=ident("organiser"),
                at=AT,
            )
        )
    await books.to_publicity()
    assert (await books.period()).publicity_until == date(2026, 10, 26)


async def test_a_period_does_not_become_final_while_an_objection_is_open(books: Books) -> None:
    """Rule 8."""
    entry = await books.approved()
    await books.to_publicity()
    await books.object_to(entry)
    with pytest.raises(ObjectionsOpen):
        await books.finalise(date(2026, 11, 2))


async def test_results_are_not_computed_while_a_claim_waits(books: Books) -> None:
    claim = await books.claim()
    await books.close()
    with pytest.raises(ClaimsPending):
        await books.determine()
    await books.decide(claim)
    await books.determine()
    assert (await books.result("alone")).score == 13


async def test_no_claim_is_taken_for_a_closed_period(books: Books) -> None:
    """Rule 5."""
    await books.close()
    with pytest.raises(DateOutsidePeriod):
        await books.claim(on="2026-09-30")


async def _a_new_version(books: Books, effective_on: str) -> Scheme:
    """Scheme A, but excellent only from 110 points on; approved on 15 September."""
    body = rules.shipped("A") or {}
    body["grades"]["excellent"] = "110"
    async with books.database.write() as tx:
        row = await schemes.write(tx, ident("power"), body, by=ident("organiser"), at=AT)
        return await schemes.approve(
            tx,
            row,
            resolution_no="党员大会3号",
            resolved_on=date(2026, 9, 15),
            effective_on=date.fromisoformat(effective_on),
            by=ident("secretary"),
            at=AT,
        )


async def test_a_scheme_change_holds_for_periods_that_start_after_it_and_for_no_other(books: Books) -> None:
    """Rule 14."""
    changed = await _a_new_version(books, "2026-10-01")
    assert changed.version == 2
    async with books.database.write() as tx:
        following = await open_quarter(tx, changed, "2026-Q4")
        assert following.scheme_id == changed.id
    with pytest.raises(SchemeNotEffective):
        async with books.database.write() as tx:
            await open_quarter(tx, changed, "2026-Q2")


async def test_a_scheme_change_never_touches_a_period_that_has_begun(books: Books) -> None:
    """Rule 14: the third quarter is judged by version 1 to its end. D01: 20 points on top of 11."""
    await _a_new_version(books, "2026-10-01")
    await books.to_the_end()
    async with books.database.read() as view:
        scheme = await view.get_one(Scheme, (await books.period()).scheme_id)
    assert (scheme.version, scheme.body["grades"]["excellent"]) == (1, "90")


async def test_an_approved_scheme_is_never_rewritten(books: Books) -> None:
    """Rule 14."""
    async with books.database.write() as tx:
        scheme = await tx.get_one(Scheme, (await books.period()).scheme_id)
        with pytest.raises(SchemeNotDraft):
            await schemes.rewrite(tx, scheme, scheme.body)


async def test_a_draft_opens_no_period(books: Books) -> None:
    """Rule 14."""
    async with books.database.write() as tx:
        draft = await schemes.write(
            tx, ident("power"), rules.shipped("A") or {}, by=ident("organiser"), at=AT
        )
        with pytest.raises(SchemeNotApproved):
            await periods.open_(tx, draft, "2026-Q4", by=ident("organiser"), at=AT)


async def test_a_branch_has_each_day_in_one_period(books: Books) -> None:
    async with books.database.write() as tx:
        scheme = await tx.get_one(Scheme, (await books.period()).scheme_id)
        with pytest.raises(PeriodExists):
            await open_quarter(tx, scheme)
