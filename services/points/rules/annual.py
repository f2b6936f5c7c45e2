"""The year: quarters weighted by assessable months, and what a veto does to it.

annual = Σ score(q) · months(q) ÷ Σ months(q)        0 while a veto is in force
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class PeriodScore:
    """One period's score with its assessable months."""

    score: Decimal
    months: int


@dataclass(frozen=True, slots=True)
class Veto:
    """A veto entry; `lifted` once it is reversed."""

    occurred_on: date
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Annual:
    """A member's year. `score` is None if nothing could be assessed."""

    score: Decimal | None
    months: int
    graded: bool
    vetoed: bool


def annual(periods: Sequence[PeriodScore], vetoes: Sequence[Veto], min_months: int) -> Annual:
    """The year from its periods, weighted by months.

    A veto in force makes it 0, and lifting it restores the computed score (rule 11); fewer than `min_months`
    assessable months are not graded (rule 15).
    """
    months = sum(period.months for period in periods)
    vetoed = any(not veto.lifted for veto in vetoes)
    if not months:
        return Annual(None, 0, graded=False, vetoed=vetoed)
    weighted = sum((period.score * period.months for period in periods), Decimal(0)) / months
    score = Decimal(0) if vetoed else weighted.quantize(_CENT, ROUND_HALF_UP)
    return Annual(score, months, graded=months >= min_months, vetoed=vetoed)


def award_blocked_until(vetoes: Sequence[Veto], block_months: int) -> date | None:
    """The first day on which the member may be nominated again; None if nothing blocks (rule 11)."""
    standing = [veto.occurred_on for veto in vetoes if not veto.lifted]
    if not standing:
        return None
    latest = max(standing)
    month = latest.month - 1 + block_months
    year, month = latest.year + month // 12, month % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    last_day = (first_of_next - date(year, month, 1)).days
    return date(year, month, min(latest.day, last_day))
