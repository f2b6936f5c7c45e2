"""Who moves to another branch: judged by both, no entry twice, none lost, whatever the day."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.points.models import Grade
from services.points.queries.members import Belonging, on_day
from services.points.rules.months import Span, assessable, has_gone, place_in
from services.points.rules.runs import Assessed, Outcome, judged, run
from services.points.rules.scoring import ZERO, LedgerLine, standing_lines
from shared.ids import named_id

from .rows import WANG, a_line, day, shipped
from .test_scoring_properties import ledgers

FIRST, LAST = day("2026-07-01"), day("2026-09-30")
OLD, NEW = named_id("old branch"), named_id("new branch")
MOVES = st.integers(1, (LAST - FIRST).days).map(lambda days: FIRST + timedelta(days=days))
"""The first day in the new branch: any but the quarter's own first, on which nothing is split."""


def spans_of(moved_on: date) -> tuple[Span, Span]:
    return Span(day("2015-07-01"), moved_on - timedelta(days=1)), Span(moved_on, None)


def assessed_in(branch: int, moved_on: date) -> Assessed:
    """As the old (0) or the new (1) branch has the member."""
    spans = spans_of(moved_on)
    here, elsewhere = [spans[branch]], [spans[1 - branch]]
    place = place_in(here, elsewhere, FIRST, LAST)
    assert place.stays or place.moved_on
    months = assessable(here, FIRST, LAST)
    return Assessed(WANG, None, "full", months, 9, transferred=place.moved_on, came=place.came)


def split(lines: Sequence[LedgerLine], moved_on: date) -> list[list[LedgerLine]]:
    """Each entry where the member belonged on its day; a reversal goes with what it reverses."""
    where = [
        (span, Belonging(WANG, branch, None, "full"))
        for span, branch in zip(spans_of(moved_on), (OLD, NEW), strict=True)
    ]
    found: dict[Any, list[LedgerLine]] = {OLD: [], NEW: []}
    for line in lines:
        belongs = on_day({WANG: where}, WANG, line.occurred_on)
        assert belongs is not None
        found[belongs.branch_id].append(line)
    return [found[OLD], found[NEW]]


def outcomes_of(ledger: Sequence[LedgerLine], moved_on: date) -> list[Outcome]:
    """What the runs of both branches say."""
    said = []
    for branch, lines in enumerate(split(ledger, moved_on)):
        members = judged([assessed_in(branch, moved_on)], {WANG: lines})
        said += run(shipped("A"), members, {WANG: lines})
    return said


@given(ledgers(), st.one_of(MOVES, st.integers(2, 30).map(lambda last: date(2026, 9, last))))
def test_both_branches_hold_the_whole_ledger_each_entry_once(
    ledger: list[LedgerLine], moved_on: date
) -> None:
    """Whatever the day, the two results name every standing entry once and nothing else."""
    said = outcomes_of(ledger, moved_on)
    named = [line for outcome in said for line in outcome.score.lines if line.entry_id]
    standing = standing_lines(ledger)
    assert sorted(line.entry_id for line in named if line.entry_id) == sorted(
        each.entry_id for each in standing
    )
    points = sum((each.points for each in standing if not each.item_code.startswith("V")), ZERO)
    assert sum((abs(line.raw) for line in named), ZERO) == points


@given(MOVES)
def test_the_months_are_split_and_none_is_lost(moved_on: date) -> None:
    """The month of the move is the old branch's, unless it is the month's first day."""
    old, new = (assessed_in(branch, moved_on) for branch in (0, 1))
    before = moved_on - timedelta(days=1)
    assert (old.months, new.months) == (before.month - 6, 9 - before.month)


@given(ledgers(), MOVES)
def test_only_the_branch_that_has_the_member_at_the_end_grades(
    ledger: list[LedgerLine], moved_on: date
) -> None:
    for outcome in outcomes_of(ledger, moved_on):
        graded = not outcome.member.transferred and outcome.member.months > 0
        assert (outcome.grade is not Grade.NOT_GRADED) == graded


def test_a_move_in_the_last_month_gives_the_new_branch_no_month_to_judge() -> None:
    """It shows what was entered there, counts none of it, and proposes no grade; with nothing entered it is silent."""
    entered = a_line("C02", "2", "2026-09-20")
    old, new = outcomes_of([entered], day("2026-09-15"))
    assert (old.member.months, old.member.transferred) == (3, True)
    assert (new.member.months, new.score.score, new.grade) == (0, Decimal(0), Grade.NOT_GRADED)
    [line] = [line for line in new.score.lines if line.entry_id == entered.entry_id]
    assert (line.raw, line.counted, line.why) == (Decimal(2), Decimal(0), "item_cap")
    assert len(outcomes_of([], day("2026-09-15"))) == 1


@pytest.mark.parametrize(
    ("here", "elsewhere", "expected"),
    [
        (["2015-07-01 -"], [], (True, False, False)),
        (["2015-07-01 2026-09-30"], ["2026-10-01 -"], (True, False, False)),
        (["2015-07-01 2026-08-14"], ["2026-08-15 -"], (False, True, False)),
        (["2026-08-15 -"], ["2015-07-01 2026-08-14"], (True, False, True)),
        (["2026-07-01 -"], ["2015-07-01 2026-06-30"], (True, False, False)),
        (["2015-07-01 2026-06-30"], ["2026-07-01 -"], (False, False, False)),
        (["2015-07-01 2026-08-14"], [], (False, False, False)),
        (["2015-07-01 2026-08-14"], ["2026-10-01 -"], (False, False, False)),
        (["2015-07-01 2026-07-20", "2026-09-02 -"], ["2026-07-21 2026-09-01"], (True, False, True)),
        (["2026-07-21 2026-09-01"], ["2015-07-01 2026-07-20", "2026-09-02 -"], (False, True, True)),
    ],
    ids=[
        *("stays", "moves after", "moves within", "comes within", "came before", "left before"),
        *("leaves for nowhere", "is away for a while", "goes and returns", "passes through"),
    ],
)
def test_where_a_member_is_judged(
    here: list[str], elsewhere: list[str], expected: tuple[bool, bool, bool]
) -> None:
    """Whether the branch has the member to the end, had and handed on, or took in."""
    assert (
        place_in([_span(each) for each in here], [_span(each) for each in elsewhere], FIRST, LAST) == expected
    )


def _span(words: str) -> Span:
    first, last = words.split()
    return Span(day(first), None if last == "-" else day(last))


@pytest.mark.parametrize("reason", ["resigned", "dismissed", "moved_away", "died"])
def test_who_leaves_has_no_result_and_who_retires_has(reason: str) -> None:
    assert has_gone(LAST, reason, LAST)
    assert not has_gone(LAST + timedelta(days=1), reason, LAST)
    assert not has_gone(LAST, "retired", LAST)
    assert not has_gone(None, None, LAST)
