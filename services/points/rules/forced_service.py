"""Whether a scheme forces members to serve, openly or in disguise. Nobody may be forced; what may, earns.

Source: Volunteer Service Regulations (志愿服务条例, 2017) art. 25. What is refused and what only warned of, and why,
stands in `schemes/README.md`.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from shared.errors import Fault, Malformed

from .scheme_text import Item, ItemType, SchemeText

_LOSING = frozenset({ItemType.BASE_DEDUCT.value, ItemType.DEDUCT.value, ItemType.VETO.value})
_HOURS = "hours."
_COMMUNITY = "community"

_SERVICE = re.compile(
    r"志[愿願]|双报到|社区报到|义工|社区服务|volunt|dual report|community (service|report)|unpaid service"
)
_WANTING = re.compile(
    r"[未不没无少缺拒欠漏逃]|低于|\b(not|no|never|non|without|less|fewer|below|under|short|too few"
    r"|(miss|fail|absen|refus|lack|skip|declin|insufficien|incomplet)\w*)\b"
)
_FALSE = re.compile(
    r"虚报|虚假|造假|作假|冒领|伪造|不实|如实|谎报|骗取|\b(false|fake|forg|fraud|fictitious|invent)\w*"
)


class ServiceCompulsory(Malformed):
    """Something in the scheme makes it costly not to serve; `errors` names each place."""

    zh, en = "方案强制或变相强制志愿服务", "The scheme forces members to serve, openly or in disguise"
    detail_zh = "《志愿服务条例》(2017)第二十五条:任何组织和个人不得强行指派志愿者提供服务"
    detail_en = "Volunteer Service Regulations (2017), art. 25: nobody may be forced to serve"


def losses(body: dict[str, Any]) -> list[Fault]:
    """Where a deduction, a loss or a veto follows from service, in a text that nobody has checked yet."""
    return [fault for place, item in _losing(body) for fault in _loss_faults(f"/items/{place}", item)]


def shares(text: SchemeText) -> list[Fault]:
    """Where a base part, or being qualified, is out of reach without service."""
    words = "该部分只有志愿服务,没有替代条目", "cannot be filled with anything but service"
    found = [
        Fault(f"/parts/{place}", "service_alone", *words)
        for place, part in enumerate(text.parts)
        if part.kind == "base" and part.cap and _cap_of_service(text, part.code) >= part.cap
    ]
    return [*found, *_grade_faults(text, "qualified", text.grades.qualified)]


def warnings(text: SchemeText) -> list[Fault]:
    """What is lawful and yet should be looked at before the scheme is approved."""
    found = [
        Fault(
            f"/items/{place}/title",
            "service_named",
            "扣分条目提到志愿服务",
            "speaks of service and takes points",
        )
        for place, item in enumerate(text.items)
        if item.type.value in _LOSING
        and any(_SERVICE.search(title) for title in _titles(item.title.model_dump()))
    ]
    for place, part in enumerate(text.parts):
        if part.kind == "base" and _cap_of_service(text, part.code) * 2 > (part.cap or Decimal(0)):
            words = "该部分一半以上是志愿服务", "more than half of it is service"
            found.append(Fault(f"/parts/{place}/cap", "service_mostly", *words))
    return [*found, *_grade_faults(text, "excellent", text.grades.excellent)]


def serves(item: Item) -> bool:
    """Whether nothing but volunteering fills the item: by its facts alone, by the community's word, or by its name."""
    by_hours = item.sources == ("fact",) and all(heard.type.startswith(_HOURS) for heard in item.facts)
    return (
        by_hours or _COMMUNITY in item.review or any(map(_SERVICE.search, _titles(item.title.model_dump())))
    )


def _losing(body: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    items = body.get("items")
    for place, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict) and str(item.get("type")) in _LOSING:
            yield place, item


def _loss_faults(at: str, item: dict[str, Any]) -> list[Fault]:
    found = [
        Fault(
            f"{at}/facts/{place}",
            "service_deducts",
            "扣分条目不得依据志愿服务",
            "takes points by facts of service",
        )
        for place, heard in enumerate(_list(item.get("facts")))
        if isinstance(heard, dict) and str(heard.get("type")).startswith(_HOURS)
    ]
    if _COMMUNITY in _list(item.get("review")):
        words = "社区只确认志愿服务,不得据此扣分", "the community confirms service; no loss follows from it"
        found.append(Fault(f"{at}/review", "service_deducts", *words))
    full = item["type"] == ItemType.BASE_DEDUCT.value
    if any(_punishes(title, full=full) for title in _titles(item.get("title"))):
        words = "不得因未参加志愿服务而扣分", "takes points from who does not serve"
        found.append(Fault(f"{at}/title", "service_deducts", *words))
    return found


def _punishes(title: str, *, full: bool) -> bool:
    """Whether the name of a loss says that somebody has not served; who is punished for falsehood has lied.

    What starts `full` is named after what keeps it full, so there service itself is what one is punished without.
    """
    about = _SERVICE.search(title) and not _FALSE.search(title)
    return bool(about and (full or _WANTING.search(title)))


def _titles(title: object) -> list[str]:
    words = title.values() if isinstance(title, dict) else ()
    return [_plain(each) for each in words if isinstance(each, str)]


def _plain(words: str) -> str:
    """Without case, widths and the gaps that are set between Chinese characters."""
    folded = unicodedata.normalize("NFKC", words).lower()
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", folded)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _grade_faults(text: SchemeText, grade: str, line: Decimal) -> list[Fault]:
    """Where a grade that the base points reach is out of reach for who does not serve."""
    rest = _without_service(text)
    if not rest < line <= text.base_cap:
        return []
    zh = f"不参加志愿服务最多得 {rest} 分,达不到此线"
    return [
        Fault(f"/grades/{grade}", f"{grade}_by_service", zh, f"without service only {rest} can be reached")
    ]


def _without_service(text: SchemeText) -> Decimal:
    """The most base points that a member reaches who does not serve."""
    base = (part.code for part in text.parts if part.kind == "base")
    return text.base_cap - sum((_cap_of_service(text, part) for part in base), Decimal(0))


def _cap_of_service(text: SchemeText, part: str) -> Decimal:
    """How much of a part only service fills."""
    caps = (item.cap or Decimal(0) for item in text.items if item.part == part and serves(item))
    return sum(caps, Decimal(0))
