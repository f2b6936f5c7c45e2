"""A score in words: each line of the arithmetic as a sentence in both languages."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .scheme_text import SchemeText
from .scoring import LedgerLine, ScoreLine

_ROLES: dict[str, tuple[str, str]] = {
    "committee": ("支委会", "the committee"),
    "secretary": ("书记", "the secretary"),
    "deputy_secretary": ("副书记", "the deputy secretary"),
    "organisation_commissioner": ("组织委员", "the organisation commissioner"),
    "publicity_commissioner": ("宣传委员", "the publicity commissioner"),
    "discipline_commissioner": ("纪检委员", "the discipline commissioner"),
    "group_leader": ("党小组长", "the group leader"),
    "higher_officer": ("上级党组织", "the higher body"),
    "team_leader": ("班组长", "the team leader"),
    "safety_officer": ("安全员", "the safety officer"),
    "equipment_officer": ("设备员", "the equipment officer"),
    "energy_officer": ("能源管理员", "the energy officer"),
    "technical_officer": ("技术员", "the technical officer"),
    "system": ("系统事实", "a fact of the suite"),
}

_SENTENCES: dict[str, tuple[str, str]] = {
    "counted": ("{day},{title}:计 {counted} 分({role})", "{day}, {title}: {counted_points} ({role})"),
    "item_cap": (
        "{day},{title}:原始 {raw} 分,该条目上限 {limit} 分,计 {counted} 分({role})",
        "{day}, {title}: {raw_points}, of which {counted} {counts} under the item's cap of {limit} ({role})",
    ),
    "superseded": (
        "{day},{title}:同一成果已按更高等级计分,此项计 0 分({role})",
        "{day}, {title}: the same achievement counts at a higher level, so this counts 0 ({role})",
    ),
    "full_start": ("{title}:起始满分 {counted} 分", "{title}: starts full at {counted_points}"),
    "lost": ("{day},{title}:失 {lost} 分({role})", "{day}, {title}: {lost_points} lost ({role})"),
    "nothing_left": (
        "{day},{title}:应失 {raw_lost} 分,该条目只余 {lost} 分({role})",
        "{day}, {title}: {raw_lost_points} to lose, only {lost} {was} left ({role})",
    ),
    "deducted": ("{day},{title}:扣 {lost} 分({role})", "{day}, {title}: {lost_points} deducted ({role})"),
    "veto": ("{day},{title}:一票否决({role})", "{day}, {title}: veto ({role})"),
    "part_cap": (
        "部分合计 {raw} 分,上限 {limit} 分,调整 {counted} 分",
        "Part total {raw}, cap {limit}: {counted}",
    ),
    "normalised": (
        "可考核月份不足整个周期:得 {raw} / 可得 {limit},折算调整 {counted} 分",
        "Assessed for part of the period: {raw} of {limit} attainable, adjusted by {counted}",
    ),
    "base_cap": ("基础分上限 {limit} 分,调整 {counted} 分", "Base points are capped at {limit}: {counted}"),
    "bonus_cap": (
        "加分合计 {raw} 分,上限 {limit} 分,调整 {counted} 分",
        "Bonus {raw}, cap {limit}: {counted}",
    ),
    "total_cap": ("总分上限 {limit} 分,调整 {counted} 分", "The total is capped at {limit}: {counted}"),
    "floor": ("总分不低于 0 分,调整 {counted} 分", "A score is never below 0: {counted}"),
}


class Sentence(NamedTuple):
    """One line in both languages."""

    zh: str
    en: str


def sentence(text: SchemeText, line: ScoreLine, entry: LedgerLine | None) -> Sentence:
    """The line as people read it, with the reviewer's role and never a name."""
    item = text.item(line.item_code) if line.item_code else None
    title = (item.title.zh, item.title.en) if item else ("", "")
    role, day = (entry.posted_role, entry.occurred_on.isoformat()) if entry else ("", "")
    zh, en = _words(line.why, line.item_code, title, role, line.raw, line.counted, line.limit)
    return Sentence(zh.replace(_DAY, day, 1), en.replace(_DAY, day, 1))


_DAY = "\0"  # no title holds it


@lru_cache(maxsize=4096)  # the lines of an explanation differ by their day and in little else
def _words(
    why: str,
    code: str | None,
    title: tuple[str, str],
    posted_role: str,
    raw: Decimal,
    counted: Decimal,
    limit: Decimal | None,
) -> tuple[str, str]:
    """The sentence, with a mark where its day goes."""
    zh, en = _SENTENCES[why]
    role = _ROLES.get(posted_role, ("", ""))
    common = {
        "raw": plain(raw),
        "counted": plain(counted),
        "lost": plain(-counted),
        "raw_lost": plain(-raw),
        "limit": plain(limit) if limit is not None else "",
        "day": _DAY,
    }
    named = (f"{code} {title[0]}", f"{code} {title[1]}") if code else title
    return (
        zh.format(title=named[0], role=role[0], **common),
        en.format(title=named[1], role=role[1], **common, **_in_english(common)),
    )


def _in_english(said: dict[str, str]) -> dict[str, str]:
    """Number and noun or verb, which agree in English: 1 point counts, 2 points count."""
    nouns = ("raw", "counted", "lost", "raw_lost")
    return {
        **{f"{name}_points": f"{said[name]} {'point' if said[name] == '1' else 'points'}" for name in nouns},
        "counts": "counts" if said["counted"] == "1" else "count",
        "was": "was" if said["lost"] == "1" else "were",
    }


@lru_cache(maxsize=4096)  # a ledger holds few different values, an explanation many
def plain(points: Decimal) -> str:
    """Points without needless zeros."""
    text = f"{points:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


@lru_cache(maxsize=4096)  # as above
def _exact(points: Decimal) -> str:
    return f"{points:.2f}"


def as_data(
    text: SchemeText,
    line: ScoreLine,
    entry: LedgerLine | None,
    number: Callable[[Decimal], object] = _exact,
) -> dict[str, object]:
    """One line as data and in words, as answers show it and results keep it once it is JSON.

    Points are as `number` writes them.
    """
    zh, en = sentence(text, line, entry)
    return {
        "item_code": line.item_code,
        "entry_id": line.entry_id,
        "occurred_on": entry.occurred_on if entry else None,
        "raw": number(line.raw),
        "counted": number(line.counted),
        "why": line.why,
        "limit": number(line.limit) if line.limit is not None else None,
        "posted_role": entry.posted_role if entry else None,
        "reference": entry.reference if entry else None,
        "zh": zh,
        "en": en,
    }
