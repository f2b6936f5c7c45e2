"""What of an item is kept and shown: before and after by field, contact data and birthdays only in part.

What is kept is what HR sees; whoever else reads a plan sees no more of it than of the person.
"""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from ..privacy.field_classes import FIELDS, Audience, Sight, mask_email, sight
from ..privacy.sealing import mask_phone
from .plan_items import Finding

_HIDDEN = "***"


def shown(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Each change as JSON; of a masked value one still sees that it changes."""
    plain = {
        name: {"before": _masked(name, before), "after": _masked(name, after)}
        for name, (before, after) in changes.items()
    }
    told: dict[str, Any] = to_jsonable_python(plain)
    return told


def within_sight(changes: Mapping[str, Any], audiences: Collection[Audience]) -> dict[str, Any]:
    """Changes as they are kept; of a field that is not for this reader only that it changes."""
    hidden = {name for name in changes if name in FIELDS and sight(name, audiences) is Sight.NOTHING}
    return {
        name: {when: value and _HIDDEN for when, value in change.items()} if name in hidden else change
        for name, change in changes.items()
    }


def told(finding: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    return {
        "column": finding.column,
        "code": finding.code,
        "message_zh": finding.zh,
        "message_en": finding.en,
        "is_error": finding.is_error,
    }


def _masked(name: str, value: Any) -> Any:
    if not value:
        return value
    match name:
        case "phone":
            return mask_phone(str(value))
        case "email":
            return mask_email(str(value))
        case "birth_on":
            return f"{str(value)[:4]}-**-**"
    return value
