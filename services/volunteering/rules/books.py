"""The books of a drive: what is in hand of which gift, what may leave it, and when everything balances.

Pure: gifts in, amounts out. Fen and units are whole numbers. Of each gift what was given is at any time what was
handed over or reserved, what went back, what was decided on as a remainder, and what is in hand; so it is of each lot.
Source: Charity Law art. 53, 54, 58.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from shared.errors import Conflict, Malformed

from ..models import Donation, GiftKind

CASH, FEN = "cash", "fen"
"""What money is as an item, and its unit."""


class StockTooSmall(Conflict):
    """Nothing leaves a drive that is not in hand under the purpose named."""

    remarkable = True
    zh, en = "可用的款物不足", "Not so much is in hand"
    detail_zh, detail_en = "{item} 可用 {left} {unit}", "{left} {unit} of {item} are in hand"


class BooksUnbalanced(Conflict):
    """Receipts, uses, returns and remainder come to nothing left before a drive is settled."""

    zh, en = "账目未结平,不能办结", "The books do not balance to zero yet"
    detail_zh, detail_en = "{item} 尚余 {left} {unit}", "{left} {unit} of {item} are left"


class NothingLeft(Conflict):
    """There is nothing in hand to decide on or give back."""

    zh, en = "没有剩余款物", "Nothing is left"


@dataclass(frozen=True, slots=True, order=True)
class Lot:
    """Gifts of one kind, counted together."""

    kind: GiftKind
    item: str
    unit: str


@dataclass(frozen=True, slots=True)
class Taken:
    """So much of one gift."""

    gift: Donation
    amount: int


@dataclass(frozen=True, slots=True)
class Account:
    """One lot's columns; `remaining` is what they leave."""

    lot: Lot
    received: int
    used: int
    returned: int
    settled: int

    @property
    def remaining(self) -> int:
        """What is in hand."""
        return self.received - self.used - self.returned - self.settled


class GiftUnfit(Malformed):
    """Goods have a name and a unit; money has neither, and is its own estimate."""

    zh, en = (
        "物品须写明名称和单位,现金不填名称、单位和估值",
        "Goods need name and unit; cash has neither, nor an estimate",
    )


def lot(kind: GiftKind, item: str | None, unit: str | None) -> Lot:
    """The lot that is meant. Raises GiftUnfit."""
    if kind is GiftKind.CASH and item is None and unit is None:
        return Lot(kind, CASH, FEN)
    if kind is GiftKind.GOODS and item is not None and unit is not None:
        return Lot(kind, item, unit)
    raise GiftUnfit


def lot_of(gift: Donation) -> Lot:
    """With which other gifts it is counted."""
    return Lot(GiftKind(gift.kind), gift.item, gift.unit)


def in_hand(gift: Donation) -> int:
    """What is left of a gift; of one without a receipt nothing ever was there."""
    if gift.receipt_number is None:
        return 0
    return gift.amount - gift.used - gift.returned - gift.settled


def accounts(gifts: Iterable[Donation]) -> list[Account]:
    """The books, lot by lot."""
    lots: dict[Lot, list[Donation]] = {}
    for gift in gifts:
        if gift.receipt_number is not None:
            lots.setdefault(lot_of(gift), []).append(gift)
    return [_account(lot, lots[lot]) for lot in sorted(lots)]


def _account(lot: Lot, gifts: Collection[Donation]) -> Account:
    return Account(
        lot=lot,
        received=sum(gift.amount for gift in gifts),
        used=sum(gift.used for gift in gifts),
        returned=sum(gift.returned for gift in gifts),
        settled=sum(gift.settled for gift in gifts),
    )


def draw(gifts: Iterable[Donation], lot: Lot, purpose_number: int, amount: int) -> list[Taken]:
    """Where so much of a lot comes from: the oldest receipts first, of those bound to the purpose.

    Raises StockTooSmall.
    """
    eligible = [gift for gift in gifts if lot_of(gift) == lot and gift.purpose_number == purpose_number]
    taken, missing = [], amount
    for gift in sorted((each for each in eligible if in_hand(each)), key=attrgetter("receipt_number")):
        part = min(missing, in_hand(gift))
        if part:
            taken.append(Taken(gift, part))
        missing -= part
    if missing:
        raise StockTooSmall(item=lot.item, unit=lot.unit, left=amount - missing)
    return taken


def use(taken: Sequence[Taken]) -> None:
    """They leave, or are reserved to leave."""
    for each in taken:
        each.gift.used += each.amount


def put_back(taken: Sequence[Taken]) -> None:
    """What was reserved is in hand again."""
    for each in taken:
        each.gift.used -= each.amount


def left_over(gifts: Iterable[Donation]) -> list[Taken]:
    """Everything in hand. Raises NothingLeft."""
    found = [Taken(gift, in_hand(gift)) for gift in gifts if in_hand(gift)]
    if not found:
        raise NothingLeft
    return found


def settle(taken: Sequence[Taken]) -> None:
    """It was decided to what else they go."""
    for each in taken:
        each.gift.settled += each.amount


def give_back(gift: Donation) -> int:
    """All of a gift that is in hand goes back; says how much. Raises NothingLeft."""
    amount = in_hand(gift)
    if not amount:
        raise NothingLeft
    gift.returned += amount
    return amount


def balance(gifts: Iterable[Donation]) -> None:
    """Raises BooksUnbalanced while anything is in hand."""
    for account in accounts(gifts):
        if account.remaining:
            raise BooksUnbalanced(item=account.lot.item, unit=account.lot.unit, left=account.remaining)
