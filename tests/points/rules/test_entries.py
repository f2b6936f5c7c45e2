"""Entries: one per cause, reversed once, by others, with a decision once final."""

from decimal import Decimal

import pytest

from services.points.models import PeriodState
from services.points.rules.entries import (
    OwnEntry,
    ResolutionMissing,
    ReversalOfReversal,
    corrected,
    may_reverse,
    of_claim,
    reversal,
    source_of_fact,
    source_of_report,
)
from shared.ids import named_id

from .rows import HAN, LI, NOON, WANG, a_claim, a_period, an_entry, day


def test_one_source_is_one_cause_per_member_and_item() -> None:
    """Rule 7. The fact's own id and form have no part in it."""
    assert source_of_fact("A01", WANG, "meeting-1") == source_of_fact("A01", WANG, "meeting-1")
    causes = {
        source_of_fact(item, member, source)
        for item in ("A01", "E01")
        for member in (WANG, LI)
        for source in ("meeting-1", "meeting-2")
    }
    assert len(causes) == 8


def test_a_departments_document_counts_once_a_day() -> None:
    causes = {source_of_report("B12", WANG, day(on), "AQ-7") for on in ("2026-07-01", "2026-07-02")}
    assert len(causes) == 2


def test_the_longest_cause_fits_its_column() -> None:
    assert len(source_of_fact("W1a", WANG, "x" * 100)) <= 200
    assert len(source_of_report("W1a", WANG, day("2026-07-01"), "x" * 100)) <= 200


def test_a_correction_is_a_new_entry_that_points_back_and_leaves_the_original_as_it_is() -> None:
    """Rule 10."""
    entry = an_entry()
    before = entry.model_dump()
    made = reversal(entry, by_id=HAN, role="secretary", at=NOON, reference="支委会〔2026〕9号")
    assert entry.model_dump() == before
    assert made["id"] != entry.id
    assert (made["reverses_id"], made["points"], made["item_code"]) == (entry.id, Decimal(4), "A01")
    assert (made["reference"], made["posted_by"], made["posted_role"]) == (
        "支委会〔2026〕9号",
        HAN,
        "secretary",
    )


@pytest.mark.parametrize("state", [PeriodState.FINAL, PeriodState.ARCHIVED])
def test_a_final_entry_is_corrected_only_with_the_number_of_a_decision(state: PeriodState) -> None:
    """Rule 10."""
    with pytest.raises(ResolutionMissing):
        may_reverse(an_entry(), a_period(state), HAN, None)
    may_reverse(an_entry(), a_period(state), HAN, "支委会〔2026〕9号")


def test_before_that_the_committee_corrects_without_one() -> None:
    may_reverse(an_entry(), a_period(PeriodState.OPEN), HAN, None)


def test_nobody_corrects_the_own_entry() -> None:
    """Rule 4 in the ledger."""
    with pytest.raises(OwnEntry):
        may_reverse(an_entry(), a_period(), WANG, None)


def test_a_reversal_is_not_reversed() -> None:
    with pytest.raises(ReversalOfReversal):
        may_reverse(an_entry(reverses_id=named_id("entry")), a_period(), HAN, None)


def test_a_claim_becomes_an_entry_in_full() -> None:
    claim = a_claim()
    made = of_claim(claim, points=Decimal("0.5"), by_id=HAN, role="secretary", at=NOON)
    assert (made["member_id"], made["item_code"], made["points"]) == (WANG, "B11", Decimal("0.5"))
    assert (made["claim_id"], made["source_key"]) == (claim.id, f"claim:{claim.id}")


@pytest.mark.parametrize("from_claim", [True, False])
def test_a_corrected_line_keeps_the_day_and_the_item(from_claim: bool) -> None:
    like = a_claim() if from_claim else an_entry(claim_id=named_id("claim"))
    made = corrected(
        like, points=Decimal(2), source_key="objection:x:1", by_id=HAN, role="secretary", at=NOON
    )
    assert (made["occurred_on"], made["item_code"], made["points"]) == (like.occurred_on, like.item_code, 2)
    assert made["claim_id"] == (like.id if from_claim else named_id("claim"))
    assert made["reverses_id"] is None
