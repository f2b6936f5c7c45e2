"""What an item gives for one deed, before any cap."""

from decimal import Decimal

from shared.errors import Conflict, Missing

from .scheme_text import Each, Full, Item, ItemType, Levels, Range, SchemeText

_SHARE_NAMES = "、"


class ItemUnknown(Missing):
    """The period's scheme has no such item."""

    zh, en = "本周期的方案没有该条目", "The period's scheme has no such item"


class SourceNotAllowed(Conflict):
    """The item takes no entries of this origin, or not from this role."""

    zh, en = "该条目不接受此来源", "The item does not take this from you"
    detail_zh = "条目 {item} 的来源为 {sources},审核人为 {review}"
    detail_en = "Item {item} takes {sources}, reviewed by {review}"


class QuantityWrong(Conflict):
    """A quantity that the item cannot count."""

    zh, en = "数量不符合该条目", "The quantity does not fit the item"


class LevelUnknown(Conflict):
    """The item has levels and this is none of them."""

    zh, en = "等级不在该条目之列", "The item has no such level"
    detail_zh, detail_en = "可用等级:{levels}", "Levels: {levels}"


class ShareUnknown(Conflict):
    """The item asks for a share and this is none of them."""

    zh, en = "份额不在该条目之列", "The item has no such share"
    detail_zh, detail_en = "可用份额:{shares}", "Shares: {shares}"


class PointsOutOfRange(Conflict):
    """Points outside the item's range, or between its steps."""

    zh, en = "分值不在该条目的范围内", "The points do not fit the item's range"
    detail_zh, detail_en = "应为 {least} 至 {most},每档 {step}", "From {least} to {most} in steps of {step}"


def item_of(text: SchemeText, code: str) -> Item:
    """The item of this code. Raises ItemUnknown."""
    item = text.item(code)
    if item is None:
        raise ItemUnknown
    return item


def may_come_from(item: Item, source: str) -> None:
    """Raises SourceNotAllowed if the item takes nothing of this origin."""
    if source not in item.sources:
        raise SourceNotAllowed(item=item.code, sources=", ".join(item.sources), review=", ".join(item.review))


def worth(
    item: Item,
    *,
    quantity: Decimal = Decimal(1),
    points: Decimal | None = None,
    level: str | None = None,
    share: str | None = None,
) -> Decimal:
    """Points for one deed, at most two places; always a magnitude.

    `points` is what a person judged, for ranges and losses only. Raises QuantityWrong, LevelUnknown,
    ShareUnknown, PointsOutOfRange.
    """
    if quantity <= 0:
        raise QuantityWrong
    rule = item.points
    if not isinstance(rule, Levels) and (level is not None or share is not None):
        raise LevelUnknown(levels="–")
    if isinstance(rule, Range):
        return _judged(points, rule.min, rule.max, rule.step)
    if isinstance(rule, Full):
        return _judged(
            points if points is not None else rule.loss.min, rule.loss.min, rule.loss.max, rule.loss.step
        )
    if points is not None:
        raise PointsOutOfRange(least="–", most="–", step="–")
    if isinstance(rule, Levels):
        return _exact(_level(rule, level) * _share(rule, share) * quantity)
    return _exact(rule.value * quantity) if isinstance(rule, Each) else Decimal(0)


def _judged(points: Decimal | None, least: Decimal, most: Decimal, step: Decimal) -> Decimal:
    if points is None or not least <= points <= most or (points - least) % step:
        raise PointsOutOfRange(least=least, most=most, step=step)
    return points


def _level(rule: Levels, code: str | None) -> Decimal:
    for level in rule.levels:
        if level.code == code:
            return level.value
    raise LevelUnknown(levels=", ".join(level.code for level in rule.levels))


def _share(rule: Levels, code: str | None) -> Decimal:
    if not rule.shares and code is None:
        return Decimal(1)
    for share in rule.shares:
        if share.code == code:
            return share.factor
    raise ShareUnknown(shares=", ".join(share.code for share in rule.shares) or "–")


def _exact(points: Decimal) -> Decimal:
    if points != points.quantize(Decimal("0.01")):
        raise QuantityWrong
    return points.quantize(Decimal("0.01"))


def needs_committee(item: Item) -> bool:
    """Whether a report under this item becomes an entry only by the committee's decision."""
    return "committee" in item.review or item.type is ItemType.VETO
