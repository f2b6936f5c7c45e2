"""Records as one text, to keep them until their run is done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic_core import from_json, to_json

from .hr_records import HrRecord, Spot

_DAYS = frozenset({"birth_on", "left_on", "joined_party_on", "regularised_on"})


def to_text(records: Sequence[HrRecord]) -> str:
    """JSON; what only shows where a value came from is left out."""
    plain = [
        [record.values, [record.spot.sheet, record.spot.row] if record.spot else None] for record in records
    ]
    return to_json(plain).decode()


def from_text(text: str) -> list[HrRecord]:
    """The same records again."""
    return [
        HrRecord(_values(values), Spot(spot[0], spot[1]) if spot else None)
        for values, spot in from_json(text)
    ]


def _values(values: dict[str, Any]) -> dict[str, Any]:
    for name in _DAYS & values.keys():
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    return values
