"""Discipline: what a punishment, known by its reference alone, leads to. People decide; nothing follows by itself.

While it is in force it is put before the committee in every period that it touches, under the item of the scheme that
listens to it. Lifted, what nobody has decided is withdrawn, and a veto that stands may be lifted from the next period
on (rule 11).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from ..models import Period
from .months import Span
from .scheme_text import Item, ItemType, SchemeText

RECORDED, LIFTED = "discipline.recorded", "discipline.lifted"
EFFECTS = frozenset({"deduction", "veto", "vote_suspended"})


class Told(NamedTuple):
    """What one fact says of a reference. `by_id` is who recorded it, None if it does not say."""

    member_id: UUID
    reference_no: str
    effect: str
    on: date
    by_id: UUID | None


def told(data: dict[str, Any]) -> Told:
    """Raises KeyError or ValueError for a fact that cannot be read."""
    number, effect, by = str(data["reference_no"]), str(data["effect"]), data.get("by_id")
    if not 1 <= len(number) <= 100 or effect not in EFFECTS:  # noqa: PLR2004 - as directory keeps it
        message = "a reference has 1 to 100 characters and a known effect"
        raise ValueError(message)
    on = date.fromisoformat(data["occurred_on"])
    return Told(UUID(data["person_id"]), number, effect, on, UUID(by) if by else None)


def item_for(text: SchemeText, effect: str | None) -> Item | None:
    """The first item of the scheme that listens to punishments of this effect."""
    wanted = {"effect": effect}
    return next(
        (
            item
            for item in text.items
            for heard in item.facts
            if heard.type == RECORDED and heard.when == wanted
        ),
        None,
    )


def is_lasting(item: Item) -> bool:
    """A veto holds as long as the punishment does, in every period anew; what takes points takes them once."""
    return item.type is ItemType.VETO


def first_day(recorded_on: date, period: Period, spans: Iterable[Span]) -> date | None:
    """The first day of the period on which it is in force and the member in the branch; None if there is none."""
    since = max(recorded_on, period.starts_on)
    days = [max(since, span.from_on) for span in spans if span.touches(since, period.ends_on)]
    return min(days, default=None)


def proposal(reference_no: str) -> str:
    """The words under which the committee finds it."""
    return f"处分决定文号 / Decision no.: {reference_no}"


def lifting(reference_no: str) -> str:
    """The words under which the committee finds that it holds no longer."""
    return f"处分已解除,请审定是否解除一票否决 / Lifted; the veto may be lifted too: {reference_no}"
