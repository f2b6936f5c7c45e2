"""What people are told about their data, and what they agree to apart, in numbered versions that never change."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from ...models import ConsentPurpose

SHIPPED = Path(__file__).parents[2] / "wordings" / "privacy.json"


class PrivacyText(BaseModel):
    """One version, in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    from_on: date
    zh: str
    en: str


class PrivacyTexts(BaseModel):
    """Everything that is shipped, each oldest first. A change is a new version at the end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    notices: tuple[PrivacyText, ...]
    consents: dict[ConsentPurpose, tuple[PrivacyText, ...]]


_SHAPE = TypeAdapter(PrivacyTexts)


@cache
def shipped() -> PrivacyTexts:
    """As it lies in the tree."""
    return _SHAPE.validate_python(json.loads(SHIPPED.read_text(encoding="utf-8")))


def present(purpose: ConsentPurpose) -> str:
    """The version that one agrees to now."""
    return shipped().consents[purpose][-1].version
