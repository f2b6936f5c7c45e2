"""Claims: judged by others, once, in time."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from services.points.models import Claim, ClaimState
from services.points.rules.claims import AlreadyChecked, ClaimNotInState, ClaimTooLate, ClaimTwice, OwnClaim
from services.points.rules.periods import PeriodClosed
from tests.points.house import both
from tests.points.world import ident

from .books import Books


@both
async def test_ten_decisions_at_once_make_one_entry(books: Books) -> None:
    claim = await books.claim()

    async def decide(by: str) -> str:
        try:
            await books.decide(claim, by)
        except ClaimNotInState:
            return "too late"
        return "decided"

    outcomes = await asyncio.gather(*(decide(by) for by in ("organiser", "publicist") * 5))
    assert sorted(outcomes) == ["decided"] + ["too late"] * 9
    assert [entry.number for entry in await books.ledger("alone")] == [1]


@both
async def test_the_same_deed_claimed_ten_times_at_once_is_claimed_once(books: Books) -> None:
    """The unique index holds where a look beforehand cannot."""
    outcomes = await asyncio.gather(
        *(books.claim(statement="谈心一次") for _ in range(10)), return_exceptions=True
    )
    (kept,) = [each for each in outcomes if isinstance(each, Claim)]
    assert {each.values["claim_id"] for each in outcomes if isinstance(each, ClaimTwice)} == {kept.id}
    assert len([each for each in outcomes if isinstance(each, ClaimTwice)]) == 9


@both
async def test_an_approval_and_a_rejection_at_once_leave_one_word(books: Books) -> None:
    claim = await books.claim()
    outcomes = await asyncio.gather(
        books.decide(claim, "organiser"),
        books.decide(claim, "publicist", "rejected", reason="无记录"),
        return_exceptions=True,
    )
    (refused,) = [each for each in outcomes if isinstance(each, ClaimNotInState)]
    (kept,) = [each for each in outcomes if isinstance(each, Claim)]
    assert refused.values["needed"] == "group_checked"
    assert len(await books.ledger("alone")) == (kept.state is ClaimState.APPROVED)


async def test_a_decided_claim_is_an_entry_with_the_role_that_decided(books: Books) -> None:
    """Rule 16: the role stands on the line."""
    entry = await books.approved()
    assert (entry.item_code, entry.points, entry.origin) == ("C02", Decimal(2), "claim")
    assert (entry.posted_by, entry.posted_role) == (ident("organiser"), "organisation_commissioner")


async def test_a_commissioner_does_not_decide_the_own_claim(books: Books) -> None:
    """Rule 4."""
    claim = await books.check(await books.claim("organiser"), "other leader")
    with pytest.raises(OwnClaim):
        await books.decide(claim, "organiser")
    assert (await books.decide(claim, "secretary")).state is ClaimState.APPROVED


async def test_a_group_leader_does_not_check_the_own_claim_and_it_goes_past_the_group(books: Books) -> None:
    """Rule 4."""
    claim = await books.claim("leader")
    assert claim.state is ClaimState.GROUP_CHECKED
    with pytest.raises(OwnClaim):
        await books.check(claim, "leader")


async def test_who_checked_does_not_decide(books: Books) -> None:
    claim = await books.check(await books.claim("wang"), "leader")
    with pytest.raises(AlreadyChecked):
        await books.decide(claim, "leader")


async def test_a_returned_claim_is_not_handed_in_after_its_deadline(books: Books) -> None:
    """Rule 5 holds at every step, not only at the first."""
    claim = await books.claim(on="2026-09-10")
    books.today = date(2026, 9, 26)
    with pytest.raises(ClaimTooLate):
        await books.claim(on="2026-09-10")
    assert (await books.decide(claim)).state is ClaimState.APPROVED


async def test_the_same_deed_is_not_claimed_twice(books: Books) -> None:
    await books.claim(statement="与青工谈心")
    with pytest.raises(ClaimTwice):
        await books.claim(statement="与青工谈心")


async def test_once_results_are_computed_no_claim_is_decided(books: Books) -> None:
    """Every claim is decided before; one that a mistake left behind cannot slip into the ledger."""
    claim = await books.check(await books.claim("wang"), "leader", "returned", "请补证明")
    await books.close()
    await books.determine()
    async with books.database.write() as tx:
        row = await tx.get_one(Claim, claim.id)
        row.state = ClaimState.GROUP_CHECKED
    with pytest.raises(PeriodClosed):
        await books.decide(claim)
    assert await books.ledger("wang") == []
