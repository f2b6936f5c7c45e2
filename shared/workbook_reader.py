"""Reads one workbook from standard input, in a process of its own that may use little; `workbooks.py` starts it.

It prints JSON: `{"sheets": [[name, [[row, [[column, kind, text], …]], …]], …]}`, only filled cells, or
`{"fault": "active" | "large"}`. Whatever else goes wrong ends it with a code that is not 0.
"""

import io
import json
import re
import sys
import warnings
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

if __name__ == "__main__":  # started apart from everything else, it is told where the rest of it lies
    sys.path.append(str(Path(__file__).resolve().parents[1]))

from shared.sheet_programs.confined import Fault, confine
from shared.sheet_programs.package import check

MOST_ENTRIES = 500
MOST_UNPACKED = 20_000_000
MOST_SHEETS = 20
MOST_CELLS = 60_000
SECONDS = 3
BYTES = 500_000_000

_KINDS = {"s": "text", "str": "text", "inlineStr": "text", "b": "boolean", "f": "formula", "e": "error"}
_AS_IT_LOOKS = {"General", "0", "@"}
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Large(Exception):
    """More than any honest workbook holds."""


def main() -> None:
    """Read, print, end."""
    confine(BYTES, SECONDS)
    warnings.simplefilter("ignore")
    try:
        told = _told(sys.stdin.buffer.read())
    except (Large, MemoryError):
        told = {"fault": "large"}
    except Fault as fault:
        if fault.code not in {"large", "active"}:
            raise
        told = {"fault": fault.code}
    sys.stdout.write(json.dumps(told))


def _told(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        check(packed, MOST_ENTRIES, MOST_UNPACKED)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    if len(book.worksheets) > MOST_SHEETS:
        raise Large
    budget = [MOST_CELLS]
    return {"sheets": [[sheet.title, _rows(sheet, budget)] for sheet in book.worksheets]}


def _rows(sheet: Any, budget: list[int]) -> list[Any]:
    sheet.reset_dimensions()  # the size a sheet claims is not to be trusted
    rows = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        filled = [_cell(cell) for cell in cells if cell.value is not None]
        budget[0] -= len(filled)
        if budget[0] < 0:
            raise Large
        if filled:
            rows.append([number, filled])
    return rows


def _cell(cell: Any) -> list[Any]:
    kind = _KINDS.get(cell.data_type)
    if kind is None:
        # A number means what is seen: 0.5 may look like 50 %, and 46000 like a day.
        plain = cell.data_type == "n" and cell.number_format in _AS_IT_LOOKS
        kind = "number" if plain else "formatted"
    value = cell.value
    if kind == "number":
        text = f"{Decimal(repr(value)):f}".removesuffix(".0")
    else:
        text = _CODED.sub(lambda match: chr(int(match[1], 16)), str(value))
    return [cell.column, kind, text]


if __name__ == "__main__":
    main()
