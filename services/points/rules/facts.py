"""What a fact told by another service is worth under a scheme. Facts never carry points."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from .scheme_text import HeardFact, Item, ItemType, SchemeText
from .worth import worth

CORRECTABLE = frozenset(
    {
        *("attendance.confirmed", "attendance.late", "absence.recorded", "attendance.corrected"),
        *("makeup.done", "makeup.missed"),
        *("hours.confirmed", "hours.voided"),
    }
)
"""What may be told of the same person and source once more, corrected; it carries `revision`, 0 if left out."""

_MINUTES_IN_HOUR = 60
_REVISIONS = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """The fields that every fact about a member's deed carries.

    `revision` counts how often what happened at the source was corrected: a higher one makes those below void.
    None for what is never corrected.
    """

    person_id: UUID
    occurred_on: date
    source_id: str
    revision: int | None
    values: dict[str, Any]


def told(kind: str, data: dict[str, Any]) -> Told:
    """Raises KeyError or ValueError for a fact that cannot be read."""
    source_id = str(data["source_id"])
    if not 1 <= len(source_id) <= 100:  # noqa: PLR2004 - fits the source key
        message = "source_id has 1 to 100 characters"
        raise ValueError(message)
    revision = data.get("revision", 0 if kind in CORRECTABLE else None)
    if revision is not None and not (type(revision) is int and 0 <= revision < _REVISIONS):
        message = "revision is a whole number"
        raise ValueError(message)
    return Told(UUID(data["person_id"]), date.fromisoformat(data["occurred_on"]), source_id, revision, data)


def earned_by(text: SchemeText, kind: str, fact: Told) -> list[tuple[Item, Decimal, Decimal]]:
    """Items that the fact makes an entry of, each with quantity and points.

    A veto is never posted by a fact: people decide it.
    """
    found = []
    for item in text.items:
        heard = next((each for each in item.facts if _fits(each, kind, fact)), None)
        if heard and item.type is not ItemType.VETO:
            quantity = _quantity(heard, fact)
            if quantity > 0:
                found.append((item, quantity, _points(item, quantity)))
    return found


def to_decide(text: SchemeText, kind: str, fact: Told) -> list[Item]:
    """Items that the fact puts before the committee: vetoes, which nothing but people's decision makes an entry of."""
    return [
        item
        for item in text.items
        if item.type is ItemType.VETO and any(_fits(heard, kind, fact) for heard in item.facts)
    ]


def statement(kind: str, fact: Told) -> str:
    """The words under which the committee finds it; the same for the same source."""
    months = f",{fact.values['months']} 个月 / months" if "months" in fact.values else ""
    return f"系统提示 / Alert: {kind}{months} ({fact.source_id})"


def _fits(heard: HeardFact, kind: str, fact: Told) -> bool:
    return heard.type == kind and all(fact.values.get(name) == value for name, value in heard.when.items())


def _quantity(heard: HeardFact, fact: Told) -> Decimal:
    if heard.quantity == "hours":
        return (Decimal(_minutes(fact)) / _MINUTES_IN_HOUR).quantize(Decimal("0.01"))
    if heard.quantity == "credit":
        return Decimal(str(fact.values["credit"])).quantize(Decimal("0.01"))
    return Decimal(1)


def _minutes(fact: Told) -> int:
    minutes = fact.values["minutes"]
    if type(minutes) is not int or minutes < 0:
        message = "minutes is a whole number"
        raise ValueError(message)
    return minutes


def _points(item: Item, quantity: Decimal) -> Decimal:
    return worth(item, quantity=quantity)
