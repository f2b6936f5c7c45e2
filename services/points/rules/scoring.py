"""The score: a pure function of scheme text, ledger lines and assessable months.

Caps are applied here, when a score is read, and never when an entry is posted; so late, backdated or
reversed entries cannot change the outcome by the order in which they came.

    counted(item) = min( Σ points, item cap )                        base and bonus items
                  = max( 0, full value − Σ losses )                  items that start full
    base          = Σ parts min( Σ counted, part cap ), normalised by months
    bonus         = min( Σ counted, bonus cap )
    deductions    = min( Σ counted, part cap )
    score         = min( max( 0, base + bonus − deductions ), total cap )

The explanation is a list of lines whose counted values sum to the score, always.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from uuid import UUID

from .months import scaled_cap
from .scheme_text import Full, Item, ItemType, SchemeText

ENGINE = "siyou-1"
"""The version of this arithmetic; a change in results is a new one."""

ZERO = Decimal(0)
VETO = "veto"
"""Why a line stands there that counts nothing and weighs most."""
_CENT = Decimal("0.01")


class LedgerLine(NamedTuple):
    """One entry as scoring sees it. `points` is a magnitude."""

    entry_id: UUID
    item_code: str
    points: Decimal
    occurred_on: date
    source_key: str
    achievement: str | None = None
    quantity: Decimal = Decimal(1)
    posted_role: str = ""
    reference: str | None = None
    reverses_id: UUID | None = None


class ScoreLine(NamedTuple):
    """One step of the arithmetic: `raw` before and `counted` after the cap or rule that `why` names."""

    item_code: str | None
    entry_id: UUID | None
    raw: Decimal
    counted: Decimal
    why: str
    limit: Decimal | None = None


@dataclass(frozen=True)
class Score:
    """A member's score in a period, with its explanation."""

    months: int
    base: Decimal
    bonus: Decimal
    deductions: Decimal
    score: Decimal
    vetoed: bool
    lines: tuple[ScoreLine, ...]


@dataclass
class _Tally:
    """What one item came to."""

    counted: Decimal = ZERO
    lines: list[ScoreLine] = field(default_factory=list)


def standing_lines(lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    """The lines that hold: neither reversed nor a reversal; in the order of what happened, not of arrival."""
    every = list(lines)
    cancelled = {line.reverses_id for line in every if line.reverses_id}
    held = [line for line in every if line.reverses_id is None and line.entry_id not in cancelled]
    return sorted(held, key=lambda line: (line.occurred_on, line.source_key))


def score(text: SchemeText, lines: Iterable[LedgerLine], months: int) -> Score:
    """`months` is how many of the period's months are assessable, 0 to its length."""
    by_item: dict[str, list[LedgerLine]] = {}
    for line in standing_lines(lines):
        by_item.setdefault(line.item_code, []).append(line)
    tallies = {item.code: _tally(item, by_item.get(item.code, []), text, months) for item in text.items}
    base, base_steps = _base(text, tallies, months)
    bonus, bonus_steps = _bonus(text, tallies)
    deductions, deduction_steps = _deductions(text, tallies)
    total, floor_steps = _total(text, base + bonus - deductions)
    explained = [line for item in text.items for line in tallies[item.code].lines]
    vetoed = any(by_item.get(item.code) for item in text.items if item.type is ItemType.VETO)
    every = (*explained, *base_steps, *bonus_steps, *deduction_steps, *floor_steps)
    return Score(months, base, bonus, deductions, total, vetoed, every)


def _tally(item: Item, lines: Sequence[LedgerLine], text: SchemeText, months: int) -> _Tally:
    if item.type is ItemType.VETO:
        return _Tally(ZERO, [ScoreLine(item.code, line.entry_id, ZERO, ZERO, VETO) for line in lines])
    if item.type is ItemType.DEDUCT:
        return _deducted(item, lines)
    if item.type is ItemType.BASE_DEDUCT:
        return _kept(item, lines, text, months)
    cap = scaled_cap(item.cap, months, text.months) if item.type is ItemType.EARN else item.cap
    return _earned(item, lines, cap)


def _earned(item: Item, lines: Sequence[LedgerLine], cap: Decimal | None) -> _Tally:
    tally = _Tally()
    losers = _superseded(lines) if item.highest_only else set()
    for line in lines:
        room = line.points if cap is None else max(ZERO, min(line.points, cap - tally.counted))
        counted = ZERO if line.entry_id in losers else room
        why = "superseded" if line.entry_id in losers else "counted" if counted == line.points else "item_cap"
        tally.counted += counted
        tally.lines.append(ScoreLine(item.code, line.entry_id, line.points, counted, why, cap))
    return tally


def _superseded(lines: Sequence[LedgerLine]) -> set[UUID]:
    """Honours for an achievement that has a higher one (就高不重复)."""
    best: dict[str, LedgerLine] = {}
    for line in lines:
        if line.achievement:
            held = best.get(line.achievement)
            if held is None or line.points > held.points:
                best[line.achievement] = line
    kept = {line.entry_id for line in best.values()}
    return {line.entry_id for line in lines if line.achievement and line.entry_id not in kept}


def _kept(item: Item, lines: Sequence[LedgerLine], text: SchemeText, months: int) -> _Tally:
    value = item.points.value if isinstance(item.points, Full) else item.cap or ZERO
    full = scaled_cap(value, months, text.months) or ZERO
    tally = _Tally(full, [ScoreLine(item.code, None, full, full, "full_start", full)])
    for line in lines:
        lost = min(line.points, tally.counted)
        tally.counted -= lost
        why = "lost" if lost == line.points else "nothing_left"
        tally.lines.append(ScoreLine(item.code, line.entry_id, -line.points, -lost, why, full))
    return tally


def _deducted(item: Item, lines: Sequence[LedgerLine]) -> _Tally:
    tally = _Tally()
    for line in lines:
        taken = line.points if item.cap is None else max(ZERO, min(line.points, item.cap + tally.counted))
        tally.counted -= taken
        why = "deducted" if taken == line.points else "item_cap"
        tally.lines.append(ScoreLine(item.code, line.entry_id, -line.points, -taken, why, item.cap))
    return tally


def _sum_of(text: SchemeText, tallies: dict[str, _Tally], kind: ItemType) -> Decimal:
    return sum((tallies[item.code].counted for item in text.items if item.type is kind), ZERO)


def _base(text: SchemeText, tallies: dict[str, _Tally], months: int) -> tuple[Decimal, list[ScoreLine]]:
    steps: list[ScoreLine] = []
    earned = attainable = ZERO
    for part in text.parts:
        if part.kind != "base":
            continue
        items = [item for item in text.items if item.part == part.code]
        cap = scaled_cap(part.cap, months, text.months)
        raw = sum((tallies[item.code].counted for item in items), ZERO)
        most = sum((scaled_cap(item.cap, months, text.months) or ZERO for item in items), ZERO)
        counted = raw if cap is None else min(raw, cap)
        earned += counted
        attainable += most if cap is None else min(most, cap)
        steps += _step(raw, counted, "part_cap", cap)
    base = _normalised(text, earned, attainable, months)
    steps += _step(earned, base, "normalised", attainable)
    capped = min(base, text.base_cap)
    return capped, steps + _step(base, capped, "base_cap", text.base_cap)


def _normalised(text: SchemeText, earned: Decimal, attainable: Decimal, months: int) -> Decimal:
    """Who could be assessed for part of the period only is measured against what could be reached."""
    if months >= text.months or not attainable:
        return earned
    return (earned / attainable * text.base_cap).quantize(_CENT, ROUND_HALF_UP)


def _bonus(text: SchemeText, tallies: dict[str, _Tally]) -> tuple[Decimal, list[ScoreLine]]:
    raw = _sum_of(text, tallies, ItemType.BONUS)
    counted = min(raw, text.bonus_cap)
    return counted, _step(raw, counted, "bonus_cap", text.bonus_cap)


def _deductions(text: SchemeText, tallies: dict[str, _Tally]) -> tuple[Decimal, list[ScoreLine]]:
    raw = _sum_of(text, tallies, ItemType.DEDUCT)
    cap = next((part.cap for part in text.parts if part.kind == "deduction"), None)
    counted = raw if cap is None else max(raw, -cap)
    return -counted, _step(raw, counted, "part_cap", cap)


def _total(text: SchemeText, raw: Decimal) -> tuple[Decimal, list[ScoreLine]]:
    total = min(max(ZERO, raw), text.total_cap)
    return total, _step(
        raw, total, "floor" if raw < ZERO else "total_cap", ZERO if raw < ZERO else text.total_cap
    )


def _step(raw: Decimal, counted: Decimal, why: str, limit: Decimal | None) -> list[ScoreLine]:
    """A line only where the step changed something; its counted value is the change."""
    return [] if raw == counted else [ScoreLine(None, None, raw, counted - raw, why, limit)]
