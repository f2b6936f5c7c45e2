"""Text with separators (.csv): UTF-8, UTF-16 with its mark, or GB18030; comma, semicolon or tab."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from .confined import Budget, Fault, Limits

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_KEPT = re.compile(r'="([^"]*)"')
"""How people keep the zeros of a number from Excel: ="000123"."""
_LOOKED_AT = 20
_LONGEST = 32_767
"""Characters of one cell, as in a workbook."""


def read(content: bytes, limits: Limits) -> Iterator[list[Any] | dict[str, Any]]:
    """One sheet, named by nothing. Raises Fault."""
    text, budget = _decoded(content), Budget(limits)
    separator, text = _separator(text)
    csv.field_size_limit(_LONGEST)
    yield {"sheet": "", "merges": [], "from_1904": False}
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            told: list[tuple[int, str, str]] = [
                (column, *_told(value)) for column, value in enumerate(values, 1) if value != ""
            ]
            if not told:
                continue
            if number > limits.rows:
                raise Fault("long", most=limits.rows, row=number)
            if told[-1][0] > limits.columns:
                raise Fault("wide", most=limits.columns)
            budget.spend([cell[2] for cell in told])
            yield [number, told]
    except csv.Error as error:
        raise Fault("unreadable") from error


def _told(value: str) -> tuple[str, str]:
    if kept := _KEPT.fullmatch(value.strip()):
        return "t", kept[1]
    return ("f" if value.lstrip().startswith("=") else "t"), value


def _decoded(content: bytes) -> str:
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Fault("encoding")


def _separator(text: str) -> tuple[str, str]:
    """The one that stands most often in the fullest of the first lines, and the text without a line `sep=;`."""
    if said := re.match(r"sep=([,;\t])\r?\n", text):
        return said[1], text[said.end() :]
    first = [re.sub(r'"[^"]*"', "", line) for line in text[:100_000].splitlines()[:_LOOKED_AT]]
    return max(",;\t", key=lambda each: max((line.count(each) for line in first), default=0)), text
