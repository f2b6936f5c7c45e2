"""The values of a workbook as calamine has them, told line by line with what was seen beside them."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from .confined import Budget, Fault
from .looks import PLAIN, day, number


@dataclass(slots=True)
class Seen:
    """Of one sheet, by row and column from 1: formulas, errors, numbers that do not look plain; and merged cells.

    A merged range is its first row and column and its last ones.
    """

    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    looks: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def lines(
    content: bytes, watched: Sequence[tuple[int, Seen]], budget: Budget, *, from_1904: bool
) -> Iterator[list[Any] | dict[str, Any]]:
    """For each sheet an object with its name, then `[row, [[column, kind, text], …]]` of filled cells.

    Kinds: t text, n number, d day or month, b boolean, f formula, e error, o another format.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for place, seen in watched:
            sheet = book.get_sheet_by_index(place)
            yield {"sheet": sheet.name, "merges": seen.merges, "from_1904": from_1904}
            left = sheet.start[1] if sheet.start else 0
            for row, values in enumerate(sheet.iter_rows(), 1):
                told: list[tuple[int, str, str]] = [
                    (column, *_told(value, (row, column), seen, from_1904=from_1904))
                    for column, value in enumerate(values, left + 1)
                    if value != "" or (row, column) in seen.formulas or (row, column) in seen.errors
                ]
                if told:
                    budget.spend([cell[2] for cell in told])
                    yield [row, told]
    except PasswordError as error:
        raise Fault("encrypted") from error
    except CalamineError as error:
        raise Fault("unreadable") from error


def _told(value: Any, place: tuple[int, int], seen: Seen, *, from_1904: bool) -> tuple[str, str]:
    if place in seen.formulas or place in seen.errors:
        return "f" if place in seen.formulas else "e", str(value)
    if isinstance(value, str | bool):
        return "t" if isinstance(value, str) else "b", str(value)
    look = seen.looks.get(place, PLAIN)
    if isinstance(value, int | float):
        return number(float(value), look, from_1904=from_1904)
    if isinstance(value, date | datetime):
        return day(value, look)
    return "o", str(value)  # a time or a span of it
