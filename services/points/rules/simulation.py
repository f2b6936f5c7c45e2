"""What another scheme would have made of the same deeds: computed by the code of the real run, and never posted.

A deed was valued when it was entered. Under another scheme it is valued anew, in the proportion in which it was then:
two of what gave one point each give four where one gives two. What people judged stays as they judged it, within what
the other scheme allows. Deeds that nobody entered, because no item asked for them, are not there to be counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from shared.errors import Conflict

from ..models import Grade
from .explanation import plain
from .grades import proposed
from .runs import Assessed
from .scheme_text import Each, Full, Item, Levels, Range, SchemeText
from .scoring import LedgerLine, Score, score

_CENT = Decimal("0.01")
_ZERO = Decimal(0)

_STEPS: dict[str, tuple[str, str]] = {
    "part_cap": ("部分上限", "Caps of parts"),
    "normalised": ("按可考核月份折算", "Assessed for part of the period"),
    "base_cap": ("基础分上限", "The cap of base points"),
    "bonus_cap": ("加分上限", "The cap of bonus points"),
    "total_cap": ("总分上限", "The cap of the total"),
    "floor": ("总分不低于 0 分", "A score is never below 0"),
}


class CycleDiffers(Conflict):
    """A scheme of the year cannot judge a quarter, nor the other way round."""

    zh, en = "两个方案的周期长度不同", "The two schemes have periods of different length"


@dataclass(frozen=True, slots=True)
class Difference:
    """One item, or one step of the arithmetic, that comes out otherwise; in both languages with the reason."""

    item_code: str | None
    before: Decimal
    after: Decimal
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Simulated:
    """One member under both schemes; the differences sum to the difference of the scores."""

    member: Assessed
    before: Score
    after: Score
    grade_before: Grade
    grade_after: Grade
    differences: tuple[Difference, ...]


def may_compare(now: SchemeText, other: SchemeText) -> None:
    """Raises CycleDiffers."""
    if now.cycle != other.cycle:
        raise CycleDiffers


def simulate(
    now: SchemeText,
    other: SchemeText,
    members: Iterable[Assessed],
    lines: Mapping[UUID, list[LedgerLine]],
    levels: Mapping[UUID, str],
) -> list[Simulated]:
    """Everyone under both, ordered by member. `levels` are those of entries that have one."""
    found = []
    for member in sorted(members, key=lambda each: each.member_id):
        held = lines.get(member.member_id, [])
        before = score(now, held, member.months)
        after = score(other, revalued(now, other, held, levels), member.months)
        found.append(
            Simulated(
                member,
                before,
                after,
                _grade(now, member, before),
                _grade(other, member, after),
                tuple(_differences(now, other, before, after)),
            )
        )
    return found


def _grade(text: SchemeText, member: Assessed, result: Score) -> Grade:
    months = member.months_in_year if member.is_graded else 0
    return proposed(text, result.score, vetoed=result.vetoed, status=member.status, months_in_year=months)


def revalued(
    now: SchemeText, other: SchemeText, lines: Iterable[LedgerLine], levels: Mapping[UUID, str]
) -> list[LedgerLine]:
    """The same lines, each worth what the other scheme gives; without those whose item it does not have."""
    found = []
    for line in lines:
        old, new = now.item(line.item_code), other.item(line.item_code)
        if new is not None:
            level = levels.get(line.reverses_id or line.entry_id)
            points = line.points if old is None else _worth(old, new, line.points, level)
            found.append(line._replace(points=points))
    return found


def _worth(old: Item, new: Item, points: Decimal, level: str | None) -> Decimal:
    rule = new.points
    if rule == old.points:
        return points
    if isinstance(rule, Range):
        return min(max(points, rule.min), rule.max)
    if isinstance(rule, Full):
        return min(max(points, rule.loss.min), rule.loss.max)
    was, will = _unit(old, level), _unit(new, level)
    if not was or will is None:
        return points
    return (points / was * will).quantize(_CENT, ROUND_HALF_UP)


def _unit(item: Item, level: str | None) -> Decimal | None:
    """What one gives; None where that is for people to judge, or there is no such level."""
    rule = item.points
    if isinstance(rule, Each):
        return rule.value
    if isinstance(rule, Levels):
        return next((each.value for each in rule.levels if each.code == level), None)
    return None


def _differences(now: SchemeText, other: SchemeText, before: Score, after: Score) -> Iterable[Difference]:
    was, will = _sums(before), _sums(after)
    for key in sorted(was.keys() | will.keys()):
        if was[key] != will[key]:
            item_code, why = key
            words = _item_words(now, other, item_code) if item_code else _STEPS[why]
            yield _difference(item_code or None, was[key], will[key], words)


def _sums(result: Score) -> defaultdict[tuple[str, str], Decimal]:
    """What each item came to, and each step by its reason."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: _ZERO)
    for line in result.lines:
        sums[(line.item_code, "") if line.item_code else ("", line.why)] += line.counted
    return sums


def _difference(item_code: str | None, before: Decimal, after: Decimal, words: tuple[str, str]) -> Difference:
    zh, en = words
    return Difference(
        item_code,
        before,
        after,
        f"{zh}:由 {plain(before)} 分变为 {plain(after)} 分",
        f"{en}: {plain(after)} instead of {plain(before)}",
    )


def _item_words(now: SchemeText, other: SchemeText, code: str) -> tuple[str, str]:
    old, new = now.item(code), other.item(code)
    title = next(item.title for item in (new, old) if item)
    reasons = list(_reasons(old, new))
    zh, en = (";".join(each[0] for each in reasons), "; ".join(each[1] for each in reasons))
    return (
        f"{code} {title.zh}({zh})" if zh else f"{code} {title.zh}",
        f"{code} {title.en} ({en})" if en else f"{code} {title.en}",
    )


def _reasons(old: Item | None, new: Item | None) -> Iterable[tuple[str, str]]:
    if new is None:
        yield "该方案无此条目", "the other scheme has no such item"
    elif old is None:
        yield "现行方案无此条目", "the present scheme has no such item"
    else:
        if old.points != new.points:
            yield "分值标准不同", "it gives other points"
        if old.cap != new.cap:
            yield _cap_words(old.cap, new.cap)
        if old.highest_only != new.highest_only:
            yield "就高规则不同", "whether only the highest counts differs"
        if old.type is not new.type:
            yield "条目类型不同", "it is of another type"


def _cap_words(old: Decimal | None, new: Decimal | None) -> tuple[str, str]:
    zh = [plain(cap) if cap is not None else "无" for cap in (old, new)]
    en = [plain(cap) if cap is not None else "none" for cap in (old, new)]
    return f"上限由 {zh[0]} 变为 {zh[1]}", f"its cap is {en[1]} instead of {en[0]}"
