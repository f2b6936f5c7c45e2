"""A score in words: every line has its reason, its day and a role, in both languages."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import to_json

from services.points.rules.explanation import as_data, plain, sentence
from services.points.rules.scoring import LedgerLine
from shared.auth.policy import COMMITTEE, OFFICERS, Role

from .rows import a_line, line_of, scored, shipped
from .test_scoring_properties import MONTHS, ledgers

POSTERS = sorted(
    {role.value for role in (*COMMITTEE, *OFFICERS, Role.GROUP_LEADER, Role.HIGHER_OFFICER)} | {"system"}
)


def explained(*entries: LedgerLine, of: LedgerLine, **more: Any) -> tuple[str, str]:
    words = sentence(shipped("A"), line_of(scored(*entries, **more), of), of)
    return words.zh, words.en


def test_a_line_says_day_item_points_and_role() -> None:
    """Rule 16."""
    entry = a_line("A01", "4", "2026-07-15", posted_role="organisation_commissioner")
    assert explained(entry, of=entry) == (
        "2026-07-15,A01 参加党员大会:计 4 分(组织委员)",
        "2026-07-15, A01 Members' meeting attended: 4 points (the organisation commissioner)",
    )


def test_a_capped_line_says_what_was_posted_and_what_counts() -> None:
    """Rules 1 and 16."""
    first, second = a_line("C01", "5", "2026-07-01"), a_line("C01", "5", "2026-07-02", posted_role="system")
    assert explained(first, second, of=second)[1] == (
        "2026-07-02, C01 Community service confirmed (dual reporting): 5 points, "
        "of which 3 count under the item's cap of 8 (a fact of the suite)"
    )


def test_a_deduction_says_how_much_and_by_whom() -> None:
    """Rule 16."""
    entry = a_line("E05", "8", "2026-07-03", posted_role="secretary")
    assert explained(entry, of=entry)[0] == "2026-07-03,E05 安全违章:扣 8 分(书记)"


def test_one_point_counts_and_more_points_count() -> None:
    """English verbs and nouns agree with their number; half a point is plural, as it is read."""
    first, second = a_line("C01", "7", "2026-07-01"), a_line("C01", "1.5", "2026-07-02", posted_role="system")
    one = a_line("E05", "1", "2026-07-03", posted_role="secretary")
    half = a_line("E05", "0.5", "2026-07-03", posted_role="secretary")
    assert ": 1.5 points, of which 1 counts under" in explained(first, second, of=second)[1]
    assert explained(one, of=one)[1].endswith(": 1 point deducted (the secretary)")
    assert explained(half, of=half)[1].endswith(": 0.5 points deducted (the secretary)")


@pytest.mark.parametrize("role", POSTERS)
def test_every_role_that_can_post_has_a_name(role: str) -> None:
    """Rule 16: the reviewer's role stands on each line, and never a person's name."""
    entry = a_line("A01", "4", posted_role=role)
    zh, en = explained(entry, of=entry)
    assert not zh.endswith("()")
    assert not en.endswith("()")


@given(ledgers(), MONTHS)
def test_every_line_of_every_score_can_be_said_in_both_languages(
    ledger: list[LedgerLine], months: int
) -> None:
    """Rule 16."""
    known = {line.entry_id: line for line in ledger}
    for line in scored(*ledger, months=months).lines:
        entry = known[line.entry_id] if line.entry_id else None
        told = as_data(shipped("A"), line, entry)
        assert told["zh"]
        assert told["en"]
        assert "{" not in f"{told['zh']}{told['en']}"
        assert (told["posted_role"] is None) == (entry is None)
        assert Decimal(str(told["counted"])) == line.counted
        to_json(told)


@pytest.mark.parametrize(
    ("points", "text"), [("4.00", "4"), ("2.50", "2.5"), ("0.00", "0"), ("-0.00", "0"), ("10", "10")]
)
def test_points_are_said_without_needless_zeros(points: str, text: str) -> None:
    assert plain(Decimal(points)) == text


@given(st.integers(-100_000, 100_000))
def test_nothing_is_lost_in_saying_points(cents: int) -> None:
    assert Decimal(plain(Decimal(cents) / 100)) == Decimal(cents) / 100
