"""Workbooks (.xlsx) that people send and take home: read far from everything else, written as text only.

A reader is a process of its own with little memory and time: one megabyte of workbook can hold a hundred.
Source: openpyxl's documentation, "Security"; ECMA-376 part 1, 18.18.19 and 22.9.2.19 (how text is coded).
"""

import asyncio
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import programs
from .errors import Malformed, TooLarge

# Here openpyxl is loaded by the first workbook that is written: it would take a tenth of a second of every start.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from openpyxl.cell import Cell as WrittenCell
    from openpyxl.worksheet.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_READER = Path(__file__).with_name("workbook_reader.py")
_PATIENCE_SECONDS = 15
_CODE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MOST_LISTED = 1_000


class WorkbookUnreadable(Malformed):
    """What came is no workbook, or a broken or encrypted one."""

    zh, en = "无法读取该工作簿", "The workbook cannot be read"
    detail_zh = "请另存为未加密的 .xlsx 文件后再上传"
    detail_en = "Save it as an .xlsx file without a password, and send it again"


class WorkbookActive(Malformed):
    """It holds macros, forms, embedded files, queries, or links to other workbooks."""

    zh, en = "工作簿含宏、外部链接或嵌入对象", "The workbook holds macros, external links or embedded objects"
    detail_zh = "请把内容复制到新的 .xlsx 文件中再上传"
    detail_en = "Copy the cells into a new .xlsx file, and send that"


class WorkbookTooLarge(TooLarge):
    """Unpacked it is larger than anything a person would write, or reading it takes too long."""

    zh, en = "工作簿展开后过大", "The workbook is too large when unpacked"


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell. `kind`: text, number, boolean, formula, error, or formatted (a day, a percentage …)."""

    column: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row with at least one filled cell; its number is the one at its left edge."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, its filled rows from the top."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet to write. `widths` are in characters; `choices` are the values that a column offers."""

    name: str
    widths: Sequence[int]
    rows: Sequence[Sequence[str | None]]
    choices: tuple[int, Sequence[str]] | None = None


def letter(column: int) -> str:
    """A, B, … Z, AA: what stands at the top of a column."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


async def read(content: bytes) -> list[Sheet]:
    """Every sheet with its filled cells. Raises WorkbookUnreadable, WorkbookActive, WorkbookTooLarge, Busy."""
    try:
        printed = await programs.run(_READER, content, patience_seconds=_PATIENCE_SECONDS)
    except programs.Overran as error:
        raise WorkbookTooLarge from error
    except programs.Failed as error:
        raise WorkbookUnreadable from error
    return await asyncio.to_thread(_sheets, printed)


def _sheets(printed: bytes) -> list[Sheet]:
    told = json.loads(printed)
    if "fault" in told:
        raise {"active": WorkbookActive, "large": WorkbookTooLarge}[told["fault"]]
    return [
        Sheet(name, tuple(Row(number, tuple(Cell(*cell) for cell in cells)) for number, cells in rows))
        for name, rows in told["sheets"]
    ]


def write(pages: Sequence[Page]) -> bytes:
    """A workbook whose every cell is text, whatever its text begins with; the first row of a page is its head."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    looks: dict[bool, Any] = {}
    for page in pages:
        sheet = book.create_sheet(page.name)
        _furnish(sheet, page)
        for number, row in enumerate(page.rows, 1):
            for column, text in enumerate(row, 1):
                if text is not None:
                    _fill(sheet.cell(number, column), text, looks, head=number == 1)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _furnish(sheet: "Worksheet", page: Page) -> None:
    sheet.freeze_panes = "A2"
    for column, width in enumerate(page.widths, 1):
        sheet.column_dimensions[letter(column)].width = width
        # Else a program makes a day of 3-4, and a number of 007.
        sheet.column_dimensions[letter(column)].number_format = "@"
    if page.choices:
        from openpyxl.worksheet.datavalidation import DataValidation

        column, choices = page.choices
        offered = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        offered.add(f"{letter(column)}2:{letter(column)}{_MOST_LISTED + 1}")
        sheet.add_data_validation(offered)


def _fill(cell: "WrittenCell", text: str, looks: dict[bool, Any], *, head: bool) -> None:
    coded = _CODE_LIKE.sub("_x005F_", text).replace("\ufffe", "_xFFFE_").replace("\uffff", "_xFFFF_")
    cell.value = coded
    cell.data_type = "s"  # openpyxl takes "=1" for a formula and "#N/A" for an error
    styled: Any = cell  # its types do not know the style as a whole
    if head not in looks:
        _dress(cell, head=head)
        looks[head] = styled._style  # noqa: SLF001 - as openpyxl's own copies do
    # To look each part of it up again for every cell would take most of the time.
    styled._style = looks[head]  # noqa: SLF001 - as above


def _dress(cell: "WrittenCell", *, head: bool) -> None:
    from openpyxl.styles import Alignment, Font

    # A cell of type text is never computed; the prefix and the format keep it so when somebody edits it.
    cell.number_format = "@"
    cell.quotePrefix = not head
    cell.font = Font(bold=head)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
