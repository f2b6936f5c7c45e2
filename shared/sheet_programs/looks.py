"""What a number in a cell is seen as, from its format: a day, a month, with its zeros.

Source: ECMA-376 part 1, 18.8.30 (built-in formats; 27–36 and 50–58 as in zh-CN) and 18.8.31 (codes).
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

DAY, MONTH, ODD, PLAIN = "day", "month", "odd", ""
_DAYS = {14, 15, 16, 22, *range(28, 32), *range(51, 52), *range(53, 55), 58}
_MONTHS = {17, 27, 36, 50, 52, 57}
_ODD = {9, 10, 12, 13, *range(18, 22), *range(32, 36), *range(45, 48), 55, 56}
_FIXED = {1: "0.", 2: "0.00"}
_WORDS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|[_*].')
_LAST_SERIAL = 2_958_465
"""31 December 9999."""


def look(number: int, codes: Mapping[int, str]) -> str:
    """`day`, `month`, `odd` (a percentage, a time, a fraction), a fixed form such as `000000.` or `0.00`, or plain."""
    if number in codes:
        return _of_code(codes[number])
    if number in _DAYS:
        return DAY
    if number in _MONTHS:
        return MONTH
    return ODD if number in _ODD else _FIXED.get(number, PLAIN)


def _of_code(code: str) -> str:
    spoken = code.split(";", maxsplit=1)[0].lower()
    bare = "" if spoken == "general" else _WORDS.sub("", spoken).strip()
    if "y" in bare or "d" in bare:
        return DAY if "d" in bare else MONTH
    if re.search(r"[hs%/]", bare):
        return ODD
    if re.fullmatch(r"0+(\.0+)?", bare):
        return bare if "." in bare else f"{bare}."
    return PLAIN


def number(value: float, seen: str, *, from_1904: bool) -> tuple[str, str]:
    """Kind and text of a number that is seen so."""
    if seen in {DAY, MONTH}:
        if not 1 <= value <= _LAST_SERIAL:
            return "o", _plain(value)
        beginning = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a day on paper
        return day(beginning + timedelta(days=value), seen)
    if seen == ODD:
        return "o", _plain(value)
    if seen and abs(value) < 1e15:  # noqa: PLR2004 - beyond it a double has no places left
        whole, places = seen.split(".")
        shown = f"{Decimal(repr(value)):.{len(places)}f}"
        return "n", shown.rjust(len(whole) + (len(places) + 1 if places else 0), "0")
    return "n", _plain(value)


def day(value: date, seen: str) -> tuple[str, str]:
    """Kind and text of a day; as a month alone if that is all one sees."""
    text = value.isoformat()[:10]
    return "d", text[:7] if seen == MONTH else text


def _plain(value: float) -> str:
    return f"{Decimal(repr(value)):f}".removesuffix(".0")
