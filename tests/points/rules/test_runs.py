"""Runs: the same input gives the same result and the same seals, in whatever order it is read."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.points.models import Grade
from services.points.rules.runs import Assessed, input_digest, output_digest, run, said
from services.points.rules.scoring import LedgerLine

from .rows import GROUP, LI, WANG, a_line, shipped
from .test_scoring_properties import ledgers


def a_member(member_id: UUID = WANG, **more: Any) -> Assessed:
    told: dict[str, Any] = {"group_id": GROUP, "status": "full", "months": 3, "months_in_year": 9} | more
    return Assessed(member_id, **told)


def test_who_has_no_entry_has_a_result_all_the_same() -> None:
    """What starts full is kept: 11 points."""
    outcomes = run(shipped("A"), [a_member(WANG), a_member(LI)], {WANG: [a_line("A01", "4")]})
    assert {each.member.member_id: each.score.score for each in outcomes} == {WANG: 15, LI: 11}


def test_a_veto_shows_in_the_proposal_and_leaves_the_score() -> None:
    """Rule 11."""
    (outcome,) = run(shipped("A"), [a_member()], {WANG: [a_line("V01", "0"), a_line("A01", "4")]})
    assert outcome.grade is Grade.UNQUALIFIED
    assert outcome.score.score == 15


def test_a_newcomer_has_a_score_and_no_grade() -> None:
    """Rule 15."""
    (outcome,) = run(shipped("A"), [a_member(months=1, months_in_year=1)], {})
    assert outcome.grade is Grade.NOT_GRADED
    assert outcome.score.score == Decimal("11.76")


@given(ledgers(), st.randoms(use_true_random=False))
def test_the_seals_do_not_depend_on_the_order_of_reading(ledger: list[LedgerLine], luck: Any) -> None:
    members = [a_member(WANG), a_member(LI)]
    shuffled = list(ledger)
    luck.shuffle(shuffled)
    seals = [
        (input_digest("scheme", people, lines), output_digest(map(said, run(shipped("A"), people, lines))))
        for people, lines in ((members, {WANG: ledger}), (members[::-1], {WANG: shuffled}))
    ]
    assert seals[0] == seals[1]


def test_any_change_of_the_input_breaks_its_seal() -> None:
    entry = a_line("A01", "4")
    other = LedgerLine(entry.entry_id, "A01", Decimal(3), entry.occurred_on, entry.source_key)
    seals = {
        input_digest("scheme", [a_member()], {WANG: [entry]}),
        input_digest("scheme 2", [a_member()], {WANG: [entry]}),
        input_digest("scheme", [a_member(months=2)], {WANG: [entry]}),
        input_digest("scheme", [a_member()], {WANG: [other]}),
        input_digest("scheme", [a_member()], {}),
    }
    assert len(seals) == 5


def test_a_higher_score_breaks_the_seal_of_the_output() -> None:
    results = [run(shipped("A"), [a_member()], lines) for lines in ({}, {WANG: [a_line("A01", "4")]})]
    assert output_digest(map(said, results[0])) != output_digest(map(said, results[1]))
