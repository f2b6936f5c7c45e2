"""A punishment is put before the committee by its number; people decide, and nothing follows by itself."""

import asyncio
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import permutations
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlmodel import col

from services.points.models import Claim, ClaimState, DisciplineProposal, Entry, Period, PeriodState, Scheme
from services.points.rules.claims import ClaimNotInState, NothingToReturn, NotOwnWords, OwnClaim
from services.points.rules.periods import ClaimsPending
from services.points.usecases import claims, discipline, liftings, periods, transfer_sheets
from shared.facts import Fact, fact
from shared.outbox import OUTBOX
from tests.points.house import both
from tests.points.world import ident

from .books import TELLER, Books, again, attended
from .moving import the_roster_knows

NOON = attended("alone").time
NUMBER = "纪字〔2026〕4号"
COMMITTEE = {"organiser", "publicist", "secretary"}
sweep = partial(discipline.sweep, teller=TELLER, zone=ZoneInfo("Asia/Shanghai"))


def recorded(member: str = "wang", effect: str = "veto", on: str = "2026-09-01", **more: Any) -> Fact:
    return _told("discipline.recorded", member, effect, on, **more)


def lifted(member: str = "wang", effect: str = "veto", on: str = "2026-09-20") -> Fact:
    return _told("discipline.lifted", member, effect, on)


def _told(kind: str, member: str, effect: str, on: str, **more: Any) -> Fact:
    data = {"person_id": ident(member), "source_id": ident(f"record of {member}"), "reference_no": NUMBER}
    data |= {"occurred_on": on, "effect": effect} | more
    return fact(kind, source="directory", subject=ident(member), at=NOON, **data)


async def found(books: Books, member: str = "wang") -> list[Claim]:
    """What the committees find about somebody, oldest first."""
    query = select(Claim).where(col(Claim.member_id) == ident(member)).order_by(col(Claim.id))
    async with books.database.read() as view:
        return list((await view.execute(query)).scalars())


async def proposed(books: Books, *facts: Fact, member: str = "wang") -> list[Claim]:
    """The same after the facts were heard and the sweep has been round."""
    assert set(await books.hear(*facts)) <= {"applied"}
    await sweep(books.database, books.now)
    return await found(books, member)


async def entries(books: Books, member: str = "wang") -> list[Entry]:
    async with books.database.read() as view:
        query = select(Entry).where(col(Entry.member_id) == ident(member)).order_by(col(Entry.number))
        return list((await view.execute(query)).scalars())


async def messages(books: Books) -> list[tuple[str, set[UUID], bool]]:
    """What people were told: kind, whom, and whether it was taken back; anybody's words are looked through."""
    async with books.database.read() as view:
        every = [each["data"] for each in (await view.execute(select(OUTBOX.c.payload))).scalars()]
    told = [each for each in every if "topic" in each]
    assert not any(
        word in str(each["title"]) + str(each["body"]) for each in told for word in (NUMBER, "处分", "V01")
    )
    return [(each["topic"], {UUID(to) for to in each["to"]}, each["withdrawn"]) for each in told]


def people(*names: str) -> set[UUID]:
    return {ident(name) for name in names}


async def next_quarter(books: Books) -> UUID:
    """The fourth quarter, open since 8 October."""
    books.today = date(2026, 10, 8)
    async with books.database.write() as tx:
        query = select(Scheme).where(col(Scheme.branch_id) == ident("power"))
        scheme = (await tx.execute(query.order_by(col(Scheme.version).desc()))).scalars().first()
        assert scheme
        return (await periods.open_(tx, scheme, "2026-Q4", by=ident("organiser"), at=books.now)).id


async def lift(
    books: Books, claim: Claim, verdict: str = "approved", by: str = "organiser", reason: str | None = None
) -> None:
    async with books.database.write() as tx:
        row = await tx.get_one(Claim, claim.id, with_for_update=True)
        given = {"by": ident(by), "role": "organisation_commissioner", "at": books.now, "today": books.today}
        await liftings.decide(tx, TELLER, row, verdict, reason=reason, **given)  # type: ignore[arg-type]


@both
async def test_it_waits_for_the_committee_and_posts_nothing(books: Books) -> None:
    [claim] = await proposed(books, recorded())
    assert (claim.item_code, claim.state, claim.origin, claim.occurred_on) == (
        *("V01", ClaimState.GROUP_CHECKED, "discipline", date(2026, 9, 1)),
    )
    assert NUMBER in claim.statement
    assert claim.group_id is None, "no group leader reads it"
    assert await entries(books) == []
    assert await messages(books) == [
        ("claim_waits_for_committee", people(*COMMITTEE), False),
        ("matter_opened", people("wang"), False),
    ]


@both
async def test_told_again_and_at_once_it_is_one(books: Books) -> None:
    one = recorded()
    await asyncio.gather(*(books.hear(again(one)) for _ in range(4)), return_exceptions=True)
    assert await books.hear(again(one)) == ["duplicate"]
    await asyncio.gather(*(sweep(books.database, books.now) for _ in range(4)))
    assert await sweep(books.database, books.now) == 0
    assert len(await found(books)) == 1


@pytest.mark.parametrize(
    "order", list(permutations((recorded(), lifted()))), ids=["recorded first", "lifted first"]
)
async def test_what_was_lifted_before_anybody_looked_leads_to_nothing(
    books: Books, order: tuple[Fact, Fact]
) -> None:
    assert await proposed(books, *order) == []
    assert await messages(books) == []


async def test_lifted_before_the_decision_it_is_withdrawn(books: Books) -> None:
    await proposed(books, recorded())
    [claim] = await proposed(books, lifted())
    assert claim.state is ClaimState.WITHDRAWN
    assert (await messages(books))[-1] == ("matter_opened", people("wang"), True)
    with pytest.raises(ClaimNotInState):
        await books.decide(claim)


@both
async def test_a_veto_decided_is_lifted_by_the_committee_from_the_next_period_on(books: Books) -> None:
    """Rule 11. The third quarter's veto stands until then, and the score was never touched."""
    [claim] = await proposed(books, recorded())
    await books.decide(claim)
    assert len(await proposed(books, lifted())) == 1, "the punishment held in this quarter"
    later = await next_quarter(books)
    await books.to_the_end()
    before = await books.result("wang")
    assert (before.vetoed, before.proposed_grade) == (True, "unqualified")
    await sweep(books.database, books.now)
    [_, lifting] = await found(books)
    assert (lifting.period_id, lifting.state, lifting.lifts_id) == (
        *(later, ClaimState.GROUP_CHECKED, (await entries(books))[0].id),
    )
    with pytest.raises(OwnClaim):
        await lift(books, lifting, by="wang")
    await lift(books, lifting)
    after = await books.result("wang")
    assert (after.vetoed, after.score) == (False, before.score)
    [veto, reversal] = await entries(books)
    assert (reversal.reverses_id, reversal.reference) == (veto.id, NUMBER)
    assert await sweep(books.database, books.now) == 0


async def test_a_lifting_may_be_refused_with_a_reason_and_the_veto_stands(books: Books) -> None:
    [claim] = await proposed(books, recorded())
    await books.decide(claim)
    await next_quarter(books)
    [_, lifting] = await proposed(books, lifted())
    await lift(books, lifting, "rejected", reason="整改尚未验收")
    assert len(await entries(books)) == 1
    assert await sweep(books.database, books.now) == 0


async def test_while_it_is_in_force_each_period_decides_anew(books: Books) -> None:
    [claim] = await proposed(books, recorded())
    await books.decide(claim)
    later = await next_quarter(books)
    await sweep(books.database, books.now)
    [_, anew] = await found(books)
    assert (anew.period_id, anew.occurred_on, anew.lifts_id) == (later, date(2026, 10, 1), None)


async def test_what_the_committee_dismissed_does_not_come_back(books: Books) -> None:
    [claim] = await proposed(books, recorded())
    await books.decide(claim, verdict="rejected", reason="不属于本方案所列情形")
    await next_quarter(books)
    assert await sweep(books.database, books.now) == 0
    assert await entries(books) == []


async def test_a_day_in_a_period_already_determined_counts_from_the_next(books: Books) -> None:
    await books.to_publicity()
    assert await proposed(books, recorded(on="2026-09-28")) == []
    later = await next_quarter(books)
    await sweep(books.database, books.now)
    [claim] = await found(books)
    assert (claim.period_id, claim.occurred_on) == (later, date(2026, 10, 1))


async def test_neither_whom_it_concerns_nor_who_recorded_it_decides(books: Books) -> None:
    [claim] = await proposed(books, recorded("secretary", by_id=ident("publicist")), member="secretary")
    for person in ("secretary", "publicist"):
        with pytest.raises(OwnClaim):
            await books.decide(claim, by=person)
    with pytest.raises(NotOwnWords):
        async with books.database.write() as tx:
            await claims.withdraw(tx, await tx.get_one(Claim, claim.id))
    with pytest.raises(NothingToReturn):
        await books.decide(claim, verdict="returned", reason="请补充")
    waiting = next(to for topic, to, _ in await messages(books) if topic == "claim_waits_for_committee")
    assert waiting == people(*COMMITTEE - {"secretary"})
    await books.decide(claim)
    assert [row.item_code for row in await entries(books, "secretary")] == ["V01"]


async def test_where_the_scheme_has_no_item_the_committee_is_told_once_and_nothing_else_happens(
    books: Books,
) -> None:
    assert await proposed(books, recorded(effect="deduction")) == []
    await next_quarter(books)
    await sweep(books.database, books.now)
    assert (await found(books), await entries(books)) == ([], [])
    assert await messages(books) == [("matter_noted", people(*COMMITTEE), False)]


async def test_a_deduction_that_the_scheme_knows_is_proposed_once_and_taken_by_nobody_else(
    books: Books,
) -> None:
    """E08 takes 5; here it listens to punishments."""
    await e08_listens(books)
    [claim] = await proposed(books, recorded(effect="deduction"))
    assert (claim.item_code, claim.asked) == ("E08", Decimal(5))
    assert await entries(books) == []
    await next_quarter(books)
    await sweep(books.database, books.now)
    assert len(await found(books)) == 1
    await books.decide(claim)
    assert [row.points for row in await entries(books)] == [5]


async def e08_listens(books: Books) -> None:
    """Another version of the scheme, which the quarter has had from the beginning."""
    async with books.database.write() as tx:
        period = await tx.get_one(Period, books.period_id)
        old = await tx.get_one(Scheme, period.scheme_id)
        heard = {"type": "discipline.recorded", "when": {"effect": "deduction"}, "quantity": "one"}
        items = [
            item | {"sources": ["report", "fact"], "facts": [heard]} if item["code"] == "E08" else item
            for item in old.body["items"]
        ]
        row = Scheme(
            **old.model_dump(exclude={"id", "version", "body"}), version=2, body=old.body | {"items": items}
        )
        tx.add(row)
        await tx.flush()
        period.scheme_id = row.id


async def test_it_goes_with_a_member_who_moves(books: Books) -> None:
    """Both committees that have the member while it is in force are asked, each for its own quarter."""
    await the_roster_knows(books)
    found_ = await proposed(books, recorded("alone"), member="alone")
    assert {(each.branch_id, each.occurred_on) for each in found_} == {
        (ident("power"), date(2026, 9, 1)),
        (ident("packing"), date(2026, 9, 15)),
    }


async def test_it_does_not_go_back_to_a_member_who_moves_as_open_claims_do(books: Books) -> None:
    await proposed(books, recorded("alone"), member="alone")
    await the_roster_knows(books)
    ends = {
        "from_branch_id": ident("power"),
        "to_branch_id": ident("packing"),
        "letter_no": "动组介〔2026〕3号",
    }
    moved = {"person_id": ident("alone"), "on": "2026-09-15"} | ends
    told = fact("transfer.completed", source="directory", subject=ident("alone"), at=NOON, **moved)
    assert await books.hear(told) == ["applied"]
    books.today = date(2026, 9, 26)
    closing = partial(transfer_sheets.sweep, teller=TELLER, zone=ZoneInfo("Asia/Shanghai"), days=10)
    assert await closing(books.database, books.now) == 1
    [claim] = await found(books, "alone")
    assert claim.state is ClaimState.GROUP_CHECKED


async def test_of_somebody_not_known_yet_it_waits_for_the_roster(books: Books) -> None:
    assert await proposed(books, recorded("newcomer"), member="newcomer") == []
    async with books.database.read() as view:
        assert list((await view.execute(select(DisciplineProposal))).scalars()) == []


async def test_a_quarter_is_not_determined_while_it_waits(books: Books) -> None:
    await proposed(books, recorded())
    await books.close()
    with pytest.raises(ClaimsPending):
        await books.determine()
    assert (await books.period()).state is PeriodState.CLAIMS_CLOSED
