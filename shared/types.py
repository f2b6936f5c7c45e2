"""The values that may cross the border: text without traps, whole numbers with bounds, exact points."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

# Bidirectional controls can make a reason read otherwise than it is written (CVE-2021-42574).
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
_BREAKS = frozenset("\n\t")
WHOLE_MAX = 2**53 - 1
"""The largest whole number that every JSON reader keeps exact (RFC 8259 §6)."""


def text_fault(text: str, *, breaks: bool) -> str | None:
    """The name of the first character that text may not hold, or None."""
    if text.isprintable():  # no controls, surrogates or format characters: nearly every text, at once
        return None
    for character in text:
        category = unicodedata.category(character)
        if (
            category == "Cs"
            or character in _BIDI
            or (category == "Cc" and not (breaks and character in _BREAKS))
        ):
            return f"U+{ord(character):04X}"
    return None


def _clean(text: str, *, breaks: bool) -> str:
    fault = text_fault(text, breaks=breaks)
    if fault:
        raise PydanticCustomError("text_unclean", "contains {character}", {"character": fault})
    return text


def _clean_line(text: str) -> str:
    return _clean(text, breaks=False)


def _clean_prose(text: str) -> str:
    return _clean(text, breaks=True)


_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")


def _plain(value: object) -> object:
    if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value):
        raise PydanticCustomError("decimal_parsing", "is not a plain number")
    return value


@lru_cache(maxsize=4096)  # a ledger holds few different values, an explanation many
def as_number(value: Decimal) -> int | float:
    """Points as JSON shows them."""
    # Two decimal places below 2**46 survive the way through a double unharmed; arithmetic never uses it.
    return int(value) if value == value.to_integral_value() else float(value)


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_clean_line)
]
"""One line of 1–200 characters; no NUL, no surrogate, no control or bidirectional character."""

ShortLine = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_clean_line)
]
"""One line of 1–100 characters, otherwise as `Line`."""

Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), AfterValidator(_clean_prose)
]
"""Up to 4,000 characters; line breaks and tabs allowed, otherwise as `Line`."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,99}$")]
"""A short key: letters, digits and `_ . : / -`."""

Whole = Annotated[int, Field(ge=0, le=WHOLE_MAX)]
"""A whole number that JSON carries exactly."""

PlainNumber = BeforeValidator(_plain)
"""A number that comes as text has plain digits: no exponent, no underscore, no digits of another script."""

Points = Annotated[
    Decimal,
    Field(ge=-99999, le=99999, decimal_places=2, max_digits=7, allow_inf_nan=False),
    PlainSerializer(as_number, return_type=int | float, when_used="json"),
    PlainNumber,
]
"""Points: exact, at most two places, shown as a JSON number."""


class Shape(BaseModel):
    """What comes in: unknown fields are errors, nothing is guessed from another type."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Read(BaseModel):
    """What goes out: every field is always present."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)


class Title(Shape):
    """The same words in both languages."""

    zh: Line
    en: Line
