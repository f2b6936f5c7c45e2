"""Transfer sheets: what is handed over of a member's points, and until when the old branch decides what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from shared.errors import Missing

from .scheme_text import ItemType, SchemeText
from .scoring import ZERO, LedgerLine, standing_lines

RETURNED = (
    "组织关系转出后,原支部未在期限内审定,退回 / "
    "Returned: the former branch has not decided it in the days that follow a transfer"
)
"""The reason that goes with a claim nobody has decided."""
_LOSING = frozenset({ItemType.BASE_DEDUCT, ItemType.DEDUCT})


class TransferSheetMissing(Missing):
    """No such sheet, or not for you."""

    zh, en = "没有这张转接单", "No such transfer sheet"


@dataclass(frozen=True, slots=True)
class Total:
    """Standing entries of one period, and what they say before any cap: points earned, and points taken away."""

    entries: int
    earned: Decimal
    lost: Decimal


@dataclass(frozen=True, slots=True)
class PeriodHandedOver:
    """A period of the old branch: assessable months there, and what stands in its ledger."""

    period_id: UUID
    code: str
    state: str
    months: int
    entries: int
    earned: Decimal
    lost: Decimal


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim that waited for a check or a decision."""

    claim_id: UUID
    item_code: str
    asked: Decimal
    occurred_on: date


def total(text: SchemeText, lines: Iterable[LedgerLine]) -> Total:
    """What stands: neither reversed nor a reversal."""
    standing = standing_lines(lines)
    losing = {item.code for item in text.items if item.type in _LOSING}
    lost = sum((line.points for line in standing if line.item_code in losing), ZERO)
    return Total(len(standing), sum((line.points for line in standing), ZERO) - lost, lost)


def year_of(moved_on: date) -> date:
    """The first day of the year in which the member last belonged to the old branch."""
    return (moved_on - timedelta(days=1)).replace(month=1, day=1)


def last_day(moved_on: date, days: int) -> date:
    """Until when the old branch decides what was open; the day itself counts."""
    return moved_on + timedelta(days=days)
