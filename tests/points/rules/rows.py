"""Rows and lines for the rules of points, with honest defaults."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import Any

from services.points.models import Claim, ClaimState, Entry, Objection, Origin, Period, PeriodState
from services.points.rules import scheme
from services.points.rules.scheme_text import Item, Parameters, SchemeText
from services.points.rules.scoring import LedgerLine, Score, ScoreLine, score
from shared.ids import named_id, new_id

NOON = datetime(2026, 9, 15, 4, 0, tzinfo=UTC)
BRANCH, GROUP = named_id("branch"), named_id("first group")
WANG, LI, ZHOU, HAN, LIN = (named_id(name) for name in ("wang", "li", "zhou", "han", "lin"))
"""Two members, a group leader, the secretary, the organisation commissioner."""

_numbers = count(1)


def day(text: str) -> date:
    return date.fromisoformat(text)


@lru_cache
def shipped(code: str) -> SchemeText:
    """Scheme A or B as the branch begins with it."""
    return scheme.read(scheme.shipped(code) or {})


def an_item(code: str, of: str = "A") -> Item:
    """An item of a shipped scheme."""
    found = shipped(of).item(code)
    assert found is not None
    return found


def parameters() -> Parameters:
    return shipped("A").parameters


def a_line(item: str, points: str, on: str = "2026-07-15", **more: Any) -> LedgerLine:
    """One entry as scoring sees it; each has a cause of its own."""
    given: dict[str, Any] = {"source_key": f"report:{next(_numbers):05}", "posted_role": "group_leader"}
    return LedgerLine(new_id(), item, Decimal(points), day(on), **(given | more))


def reversal_of(line: LedgerLine) -> LedgerLine:
    """The line that cancels another."""
    return a_line(
        line.item_code,
        str(line.points),
        str(line.occurred_on),
        reverses_id=line.entry_id,
        source_key=f"reversal:{line.entry_id}",
    )


def scored(*lines: LedgerLine, months: int = 3, text: SchemeText | None = None) -> Score:
    """The score under scheme A in a quarter."""
    return score(text or shipped("A"), lines, months)


def line_of(result: Score, entry: LedgerLine) -> ScoreLine:
    """What the explanation says of an entry."""
    return next(line for line in result.lines if line.entry_id == entry.entry_id)


def a_period(state: PeriodState = PeriodState.OPEN, **more: Any) -> Period:
    """The third quarter of 2026. 30 September, a Wednesday, is its last day; then comes National Day."""
    given: dict[str, Any] = {
        "branch_id": BRANCH,
        "scheme_id": named_id("scheme"),
        "code": "2026-Q3",
        "starts_on": day("2026-07-01"),
        "ends_on": day("2026-09-30"),
        "claims_until": day("2026-10-14"),
        "state": state,
    }
    return Period(**(given | more))


def a_claim(state: ClaimState = ClaimState.GROUP_CHECKED, **more: Any) -> Claim:
    """Wang has found a hazard and closed it: B11, one point."""
    given: dict[str, Any] = {
        "branch_id": BRANCH,
        "group_id": GROUP,
        "period_id": named_id("period"),
        "member_id": WANG,
        "item_code": "B11",
        "origin": Origin.CLAIM,
        "filed_by": WANG,
        "filed_role": "member",
        "occurred_on": day("2026-09-10"),
        "quantity": Decimal(1),
        "asked": Decimal(1),
        "statement": "2号空压机房地沟盖板缺失,已整改",
        "statement_digest": "d" * 64,
        "state": state,
        "written_at": NOON,
    }
    return Claim(**(given | more))


def an_entry(**more: Any) -> Entry:
    """Wang has attended the members' meeting: A01, four points."""
    given: dict[str, Any] = {
        "member_id": WANG,
        "period_id": named_id("period"),
        "branch_id": BRANCH,
        "group_id": GROUP,
        "number": 1,
        "item_code": "A01",
        "points": Decimal(4),
        "quantity": Decimal(1),
        "occurred_on": day("2026-07-15"),
        "recorded_at": NOON,
        "origin": "fact",
        "source_key": "fact:A01:wang:meeting-1",
        "posted_role": "system",
    }
    return Entry(**(given | more))


def an_objection(**more: Any) -> Objection:
    """Li objects to a line of Wang's."""
    given: dict[str, Any] = {
        "branch_id": BRANCH,
        "period_id": named_id("period"),
        "member_id": WANG,
        "entry_id": named_id("entry"),
        "text": "当日未到会",
        "by_id": LI,
        "at": NOON,
        "answer_due_on": day("2026-09-22"),
    }
    return Objection(**(given | more))
