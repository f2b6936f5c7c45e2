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
from typing import Any

import openpyxl

MOST_ENTRIES = 500
MOST_UNPACKED = 20_000_000
MOST_SHEETS = 20
MOST_CELLS = 60_000
SECONDS = 3
BYTES = 500_000_000

# Macros and forms, other workbooks, embedded files, queries: nothing of it is run or fetched; it is refused unread.
_ACTIVE = re.compile(
    r"vbaproject|^customui|^xl/(externallinks|embeddings|activex|ctrlprops|macrosheets|dialogsheets|querytables"
    r"|connections\.xml|datamodel|model/)",
    re.IGNORECASE,
)
_KINDS = {"s": "text", "str": "text", "inlineStr": "text", "b": "boolean", "f": "formula", "e": "error"}
_AS_IT_LOOKS = {"General", "0", "@"}
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Large(Exception):
    """More than any honest workbook holds."""


def main() -> None:
    """Read, print, end."""
    _confine()
    warnings.simplefilter("ignore")
    try:
        told = _told(sys.stdin.buffer.read())
    except (Large, MemoryError):
        told = {"fault": "large"}
    sys.stdout.write(json.dumps(told))


def _confine() -> None:
    # Elsewhere the limits are not kept or not known; there the deadline of the starter has to do.
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _told(content: bytes) -> dict[str, Any]:
    # A ZIP entry is never read beyond the size it declares, so the sum bounds what unpacking can come to.
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = packed.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Large
        if any(_ACTIVE.search(entry.filename) for entry in entries):
            return {"fault": "active"}
        if b"macroEnabled" in packed.read("[Content_Types].xml"):
            return {"fault": "active"}
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
