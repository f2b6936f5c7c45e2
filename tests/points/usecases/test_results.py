"""Results: what the run says of each member, explained line by line."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlmodel import col

from services.points.models import Claim, ClaimState, Entry, Grade, Origin, Run
from services.points.queries import results as result_queries
from services.points.rules.claims import digest_of
from services.points.rules.scoring import score
from services.points.usecases import results
from shared import roster_facts
from tests.points.house import both
from tests.points.rules.rows import shipped
from tests.points.world import ident
from tests.support.people import a_member

from .books import Books, attended, told


@both
async def test_a_member_reads_every_line_of_the_own_result_with_reason_and_role(books: Books) -> None:
    """Rule 16."""
    await books.approved()
    await books.hear(
        attended("alone", "2026-08-01"),
        attended("alone", "2026-09-01"),
        told("absence.recorded", "alone", "2026-08-20", meeting_kind="lecture"),
    )
    await books.close()
    await books.determine()
    result = await books.result("alone")
    assert result.score == 11 + 2 + 4 - 3
    assert sum(Decimal(line["counted"]) for line in result.lines) == result.score
    said = {(line["item_code"], line["why"], line["posted_role"]) for line in result.lines}
    assert said == {
        ("C02", "counted", "organisation_commissioner"),
        ("A01", "counted", "system"),
        ("A01", "item_cap", "system"),
        ("E01", "deducted", "system"),
        ("B12", "full_start", None),
        ("B41", "full_start", None),
        ("B42", "full_start", None),
    }
    assert all(line["zh"] and line["en"] for line in result.lines)


async def test_an_entry_above_the_cap_is_stored_all_the_same(books: Books) -> None:
    """Rule 1: three meetings, twelve points in the ledger, four in the score."""
    await books.hear(*(attended("wang", f"2026-0{month}-10") for month in (7, 8, 9)))
    assert [entry.points for entry in await books.ledger("wang")] == [4, 4, 4]
    assert score(shipped("A"), await books.lines("wang"), 3).score == 15


async def _alone_belongs(books: Books, **when: str) -> None:
    span = a_member(ident("alone"), branch=ident("power"))["memberships"][0] | when
    async with books.database.write() as tx:
        await roster_facts.hear_member(
            tx, a_member(ident("alone"), branch=ident("power"), version=2, memberships=[span])
        )


@pytest.mark.parametrize(
    ("since", "months", "grade"),
    [
        ("2026-08-15", 1, Grade.NOT_GRADED),
        ("2026-07-15", 2, Grade.NOT_GRADED),
        ("2026-07-01", 3, Grade.UNQUALIFIED),
    ],
)
async def test_a_member_of_fewer_than_three_months_has_a_score_and_no_grade(
    books: Books, since: str, months: int, grade: Grade
) -> None:
    """Rule 15."""
    await _alone_belongs(books, from_on=since)
    await books.close()
    await books.determine()
    result = await books.result("alone")
    assert (result.months, result.proposed_grade) == (months, grade)


async def test_who_left_before_the_end_has_no_result_here(books: Books) -> None:
    """The branch that took the member in assesses; the entries stay readable here."""
    await books.approved()
    await _alone_belongs(books, until_on="2026-09-29")
    await books.close()
    await books.determine()
    async with books.database.read() as view:
        assert await result_queries.of_member(view, books.period_id, ident("alone")) is None
    assert len(await books.ledger("alone")) == 1


async def test_a_veto_decided_by_the_committee_proposes_unqualified_and_can_be_lifted(books: Books) -> None:
    """Rule 11. Veto items come by reports; here the committee corrects one in publicity."""
    veto = await _veto(books, "alone")
    await books.to_publicity()
    result = await books.result("alone")
    assert (result.vetoed, result.proposed_grade) == (True, Grade.UNQUALIFIED)
    assert result.score == 11
    await books.reverse(veto)
    assert not (await books.result("alone")).vetoed


async def _veto(books: Books, member: str) -> Entry:
    claim = Claim(
        branch_id=ident("power"),
        period_id=books.period_id,
        member_id=ident(member),
        item_code="V01",
        origin=Origin.REPORT,
        filed_by=ident("publicist"),
        filed_role="discipline_commissioner",
        occurred_on=date(2026, 8, 3),
        quantity=Decimal(1),
        asked=Decimal(0),
        statement="纪〔2026〕3号",
        statement_digest=digest_of("纪〔2026〕3号"),
        state=ClaimState.GROUP_CHECKED,
        written_at=books.now,
    )
    async with books.database.write() as tx:
        tx.add(claim)
    await books.decide(claim)
    return (await books.ledger(member))[-1]


async def test_a_run_can_be_computed_again_with_the_same_seals(books: Books) -> None:
    """Nothing but scheme, eligibility and ledger goes into a run."""
    await books.approved()
    await books.close()
    await books.determine()
    async with books.database.write() as tx:
        await results.compute(tx, await books.period(), by=ident("secretary"), at=books.now)
    async with books.database.read() as view:
        runs = list((await view.execute(select(Run).order_by(col(Run.number)))).scalars())
    assert [run.number for run in runs] == [1, 2]
    assert len({(run.input_digest, run.output_digest) for run in runs}) == 1
