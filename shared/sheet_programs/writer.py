"""Writes one workbook to standard output, in a process of its own; `shared/sheets.py` starts it.

The first line of standard input is `{"lists": {name: [word, …]}, "pages": [{"name", "head", "widths", "notes",
"choices"}, …]}`; notes and choices go by column from 1. Then come the rows page by page, each a list of texts and
nulls, and a null after each page. openpyxl makes the workbook with its heads, and the rows are put in as they come: so
memory does not grow with them, nothing but heads is ever laid on the disk, and it takes a tenth of the time.
"""

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

if __name__ == "__main__":  # as in the reader
    sys.path.append(str(Path(__file__).resolve().parents[2]))

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from shared.sheet_programs.confined import confine

MEMORY, SECONDS, HEADS = 400_000_000, 30, 5_000_000
LISTS = "选项"
_OFFERED_TO = 20_000
_END, _SIZE = b"</sheetData>", re.compile(rb"<dimension[^>]*/>")
# What XML cannot hold, and what looks like such a code already. Source: ECMA-376 part 1, 22.9.2.19.
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f]")
_NONE = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
"""Halves of characters and what is none: not every reader undoes their codes."""


def main() -> None:
    """Read, write, end."""
    confine(MEMORY, SECONDS, HEADS)
    lines = map(json.loads, sys.stdin.buffer)
    sys.stdout.buffer.write(workbook(next(lines), lines))


def workbook(told: dict[str, Any], lines: Iterator[list[str | None] | None]) -> bytes:
    """What the first line tells of, with the rows of the others."""
    pages, lists, written = told["pages"], told["lists"], io.BytesIO()
    if lists:
        pages.append({"name": LISTS, "head": list(lists), "widths": [20] * len(lists)})
    skeleton, style = _skeleton(pages, lists)
    parts = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(pages) + 1)]
    with zipfile.ZipFile(skeleton) as bare, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as whole:
        for entry in bare.infolist():
            if entry.filename not in parts:
                whole.writestr(entry, bare.read(entry))
        for name in parts:  # in order, as the rows come
            rows = _listed(lists) if lists and name == parts[-1] else _of_page(lines)
            with whole.open(name, "w") as part:
                _fill(part, bare.read(name), rows, style)
    return written.getvalue()


def _of_page(lines: Iterator[list[str | None] | None]) -> Iterator[list[str | None]]:
    for row in lines:
        if row is None:
            return
        yield row


def _listed(lists: dict[str, list[str]]) -> Iterator[list[str | None]]:
    for place in range(max(map(len, lists.values()))):
        yield [words[place] if place < len(words) else None for words in lists.values()]


def _fill(part: IO[bytes], bare: bytes, rows: Iterable[list[str | None]], style: int) -> None:
    before, _, after = _SIZE.sub(b"", bare).partition(_END)
    part.write(before)
    letters = [get_column_letter(column) for column in range(1, 257)]
    for number, row in enumerate(rows, 2):
        cells = "".join(
            f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_coded(text)}</t></is></c>'
            for letter, text in zip(letters, row, strict=False)
            if text is not None
        )
        part.write(f'<row r="{number}">{cells}</row>'.encode())
    part.write(_END + after)


def _coded(text: str) -> str:
    return escape(_CODED.sub(_code, _NONE.sub("\ufffd", text)))


def _code(found: re.Match[str]) -> str:
    return "_x005F_" if found[0] == "_" else f"_x{ord(found[0]):04X}_"


def _skeleton(pages: list[dict[str, Any]], lists: dict[str, list[str]]) -> tuple[io.BytesIO, int]:
    """The workbook with its heads only, and the number of the style of all other cells."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for told in pages:
        _furnish(book.create_sheet(told["name"]), told, lists)
    if lists:
        book.worksheets[-1].sheet_state = "hidden"
    style = _dressed(WriteOnlyCell(book.worksheets[0]), head=False).style_id
    written = io.BytesIO()
    book.save(written)
    return written, style


def _furnish(sheet: Any, told: dict[str, Any], lists: dict[str, list[str]]) -> None:
    sheet.freeze_panes = "A2"
    for column, width in enumerate(told["widths"], 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        # Else a program makes a day of 3-4, and a number of 007.
        sheet.column_dimensions[get_column_letter(column)].number_format = "@"
    for column, text in enumerate(told["head"], 1):
        cell = _dressed(sheet.cell(1, column), head=True)
        cell.value, cell.data_type = _CODED.sub(_code, _NONE.sub("\ufffd", text)), "s"
    for column, text in told.get("notes", {}).items():
        sheet.cell(1, int(column)).comment = Comment(text, "Siyou", width=320, height=90)
    for column, name in told.get("choices", {}).items():
        # Written out in the cell's rule a list has room for 255 characters; on a page of its own for any number.
        source = get_column_letter(list(lists).index(name) + 1)
        area = f"'{LISTS}'!${source}$2:${source}${len(lists[name]) + 1}"
        offered = DataValidation(type="list", formula1=area, allow_blank=True, showErrorMessage=False)
        offered.add(f"{get_column_letter(int(column))}2:{get_column_letter(int(column))}{_OFFERED_TO}")
        sheet.add_data_validation(offered)


def _dressed(cell: Any, *, head: bool) -> Any:
    # A cell of type text is never computed; the prefix and the format keep it so when somebody edits it.
    cell.number_format = "@"
    cell.quotePrefix = not head
    cell.font = Font(bold=head)
    cell.alignment = Alignment(vertical="top", wrap_text=head)
    return cell


if __name__ == "__main__":
    main()
