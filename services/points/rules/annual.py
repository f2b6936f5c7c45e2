"""The year: quarters weighted by assessable months, and what a veto does to it.

annual = Σ score(q) · months(q) ÷ Σ months(q)        0 while a veto is in force

Bonus counts in the order of the periods until the year's cap is reached; what lies above stays in its period's result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .explanation import plain

_CENT = Decimal("0.01")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PeriodScore:
    """One period's score with its assessable months."""

    score: Decimal
    months: int


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """What a run said of one period; `total_cap` is its scheme's."""

    base: Decimal
    bonus: Decimal
    deductions: Decimal
    months: int
    total_cap: Decimal


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


def under_year_cap(results: Sequence[PeriodResult], bonus_cap: Decimal) -> list[PeriodScore]:
    """The periods' scores as the year counts them, oldest first as given."""
    room, scores = bonus_cap, []
    for each in results:
        bonus = min(each.bonus, room)
        room -= bonus
        score = min(max(_ZERO, each.base + bonus - each.deductions), each.total_cap)
        scores.append(PeriodScore(score, each.months))
    return scores


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


def sentence(year: Annual, scores: Sequence[PeriodScore]) -> tuple[str, str]:
    """How the year came about, in both languages: (90 × 3 + 84.5 × 1) ÷ 4 = 88.63."""
    if year.score is None:
        return "本年度没有可考核月份", "No month of the year could be assessed"
    counted = [each for each in scores if each.months]
    sum_of = " + ".join(f"{plain(each.score)} × {each.months}" for each in counted)
    weighted = f"({sum_of}) ÷ {year.months}"
    if year.vetoed:
        return f"{weighted};一票否决期间年度得分为 0", f"{weighted}, and 0 while a veto is in force"
    zh, en = f"{weighted} = {plain(year.score)}", f"{weighted} = {plain(year.score)}"
    if not year.graded:
        return f"{zh};可考核月份不足,不定等次", f"{en}; too few assessable months for a grade"
    return zh, en
