"""Whether a record says that somebody is here, and what of it must wait for its day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .known_people import KnownPerson
from .plan_items import Finding, Later, error

NAMED = frozenset({"active", "left_on", "departure", "hired_on"})
"""A record that names one of these says anew what is to wait."""


@dataclass(frozen=True, slots=True)
class Employment:
    """`now` holds active, left_on and departure as far as they are to be set; `later` waits for its day."""

    now: Mapping[str, Any] = field(default_factory=dict)
    later: Later | None = None
    errors: tuple[Finding, ...] = ()


def first_day(text: str | None) -> date | None:
    """The first day of a day, month or year as ISO 8601 has it."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    return date(*(parts + [1] * (3 - len(parts))))


def read(values: Mapping[str, Any], person: KnownPerson | None, *, on: date, listed: bool) -> Employment:
    """`listed`: who stands in a full list without a word about it is here."""
    values = _with_what_waits(values, person)
    hired_on, left_on = first_day(values.get("hired_on")), values.get("left_on")
    if left_on and hired_on and left_on < hired_on:
        if values.get("active") is not True:
            return Employment(errors=(error("left_before_hired", "left_on"),))
        left_on = None  # of an earlier time: the person has come back
    active = _said(values, person, left_on, on, listed=listed)
    if active is None:
        return Employment()
    if not active:
        return _gone(values, person, left_on, on)
    if left_on and left_on <= on:
        return Employment(errors=(error("left_yet_active", "left_on"),))
    return _here(values, person, hired_on, left_on, on)


def _with_what_waits(values: Mapping[str, Any], person: KnownPerson | None) -> Mapping[str, Any]:
    """The record, and what it leaves unsaid of a coming or going that is known: half a word cancels neither."""
    later = person.later if person else None
    if later is None or values.get("active") is not None or not NAMED & values.keys():
        return values
    waiting = {name: later.values[name] for name in ("left_on", "departure") if name in later.values}
    if later.values.get("active"):
        waiting |= {"active": True, "hired_on": later.due_on.isoformat()}
    return waiting | {name: value for name, value in values.items() if name != "active"}


def _said(
    values: Mapping[str, Any], person: KnownPerson | None, left_on: date | None, on: date, *, listed: bool
) -> bool | None:
    active: bool | None = values.get("active")
    if left_on and left_on > on:
        return True
    if active is not None:
        return active
    if left_on:
        return False
    return True if listed or person is None else None


def _gone(
    values: Mapping[str, Any], person: KnownPerson | None, left_on: date | None, on: date
) -> Employment:
    now: dict[str, Any] = {"active": False}
    departure = values.get("departure")
    known = person.values.get("left_on") if person else None
    if left_on or (departure and known is None):
        now["left_on"] = left_on or on
    if departure:
        now["departure"] = departure
    return Employment(now)


def _here(
    values: Mapping[str, Any],
    person: KnownPerson | None,
    hired_on: date | None,
    left_on: date | None,
    on: date,
) -> Employment:
    leaving = {"active": False, "left_on": left_on, "departure": values.get("departure")} if left_on else {}
    if hired_on and hired_on > on and not (person and person.active):
        now = {} if person else {"active": False}
        return Employment(now, Later(hired_on, {**leaving, "active": True}))
    here: dict[str, Any] = {"active": True, "left_on": None, "departure": None}
    return Employment(here, Later(left_on, leaving) if left_on else None)
