"""Numbers of identity cards are never taken in. Source: GB 11643-1999, which says what one looks like."""

import re
import unicodedata
from datetime import date

_CANDIDATE = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def holds_id_number(text: str) -> bool:
    """Whether eighteen characters of the text are one: a birthday inside, and the right check digit at the end.

    A telephone, employee or card number of the factory is none: one in eleven of eighteen digits has the right end,
    and of those few have a birthday in the middle.
    """
    found = _CANDIDATE.findall(unicodedata.normalize("NFKC", text))
    return any(_is_one(each) for each in found)


def _is_one(number: str) -> bool:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17].upper()
