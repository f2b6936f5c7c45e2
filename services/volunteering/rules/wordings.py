"""The words one consents to, in numbered versions; what somebody agreed to once stays readable."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

SHIPPED = Path(__file__).parents[1] / "wordings" / "consent.json"


class Wording(BaseModel):
    """One version of the text, in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wording: str
    from_on: date
    zh: str
    en: str


_ALL = TypeAdapter(tuple[Wording, ...])


@cache
def shipped() -> tuple[Wording, ...]:
    """Every version, oldest first. A change is a new one at the end; those that were agreed to never change."""
    return _ALL.validate_python(json.loads(SHIPPED.read_text(encoding="utf-8")))


def present() -> Wording:
    """The one that is agreed to now."""
    return shipped()[-1]
