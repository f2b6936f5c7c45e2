"""An alert is put before the committee, once; nothing follows from it but by people's decision."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlmodel import col

from services.points.models import Claim, ClaimState
from services.points.rules.claims import NotOwnWords
from services.points.rules.scheme import shipped
from services.points.usecases import claims
from shared.facts import Fact
from tests.points.house import both
from tests.points.world import ident

from .books import Books, again, told


def lapsed(member: str = "wang", source: str = "alert-1") -> Fact:
    """Six months running."""
    return told("life.lapsed", member, "2026-08-31", source_id=source, lapse="organisation_life", months=6)


async def waiting(books: Books, member: str = "wang") -> list[Claim]:
    """What the committee finds about somebody."""
    query = select(Claim).where(col(Claim.member_id) == ident(member)).order_by(col(Claim.id))
    async with books.database.read() as view:
        return list((await view.execute(query)).scalars())


def test_both_shipped_schemes_listen_to_it_under_a_veto() -> None:
    for code in ("A", "B"):
        items = [each for each in (shipped(code) or {})["items"] if each["code"] == "V04"]
        assert [(each["type"], each["facts"][0]["type"]) for each in items] == [("VETO", "life.lapsed")]


@both
async def test_it_waits_for_the_committee_and_posts_nothing(books: Books) -> None:
    assert await books.hear(lapsed()) == ["applied"]
    [claim] = await waiting(books)
    assert (claim.item_code, claim.state, claim.origin, claim.filed_role) == (
        *("V04", ClaimState.GROUP_CHECKED, "fact", "system"),
    )
    assert "6 个月" in claim.statement
    assert await books.ledger("wang") == []


@both
async def test_told_again_and_at_once_it_is_one(books: Books) -> None:
    fact = lapsed()
    await asyncio.gather(*(books.hear(again(fact)) for _ in range(6)), return_exceptions=True)
    assert await books.hear(again(fact)) == ["duplicate"]
    assert len(await waiting(books)) == 1


async def test_what_the_committee_dismissed_does_not_come_back(books: Books) -> None:
    fact = lapsed()
    await books.hear(fact)
    [claim] = await waiting(books)
    await books.decide(claim, verdict="rejected", reason="长期住院")
    assert await books.hear(again(fact)) == ["duplicate"]
    assert [each.state for each in await waiting(books)] == [ClaimState.REJECTED]
    assert await books.ledger("wang") == []


async def test_another_run_is_another_matter(books: Books) -> None:
    await books.hear(lapsed(), lapsed(source="alert-2"))
    assert len(await waiting(books)) == 2


async def test_only_the_committees_word_makes_it_a_veto(books: Books) -> None:
    """Rule 11."""
    await books.hear(lapsed())
    [claim] = await waiting(books)
    await books.decide(claim)
    assert [(row.item_code, row.points) for row in await books.ledger("wang")] == [("V04", Decimal(0))]


async def test_whom_it_concerns_does_not_take_it_back(books: Books) -> None:
    await books.hear(lapsed())
    [claim] = await waiting(books)
    with pytest.raises(NotOwnWords):
        async with books.database.write() as tx:
            await claims.withdraw(tx, await tx.get_one(Claim, claim.id))
    assert [each.state for each in await waiting(books)] == [ClaimState.GROUP_CHECKED]
