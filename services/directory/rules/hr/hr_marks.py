"""HR's list as it came, with what was wrong beside each row: every cell text, at its old place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.sheets import Cell, Sheet, WrittenPage

from . import hr_cells, hr_columns, hr_heads
from .hr_columns import BY_FIELD, ERRORS_ZH
from .hr_files import OWN_SHEETS
from .plan_items import Finding

SUMMARY = "错误汇总"
_HIDDEN = "[已隐去 hidden]"
_ERROR = "#ERROR"
_WIDTH, _MARK_WIDTH = 14, 60
_LONGEST_NAME = 31
_UNNAMED = "人员"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something said of a row, or of a whole sheet."""

    sheet: str
    row: int | None
    finding: Finding


def pages(sheets: Sequence[Sheet], marks: Sequence[Mark]) -> list[WrittenPage]:
    """Every sheet with a column of errors, and one that sums them up."""
    by_place: dict[tuple[str, int], list[Finding]] = {}
    for mark in marks:
        if mark.row is not None:
            by_place.setdefault((mark.sheet, mark.row), []).append(mark.finding)
    marked = [_page(sheet, by_place) for sheet in sheets if sheet.rows and sheet.name not in OWN_SHEETS]
    return [*marked, _summary(marks)]


def _page(sheet: Sheet, by_place: Mapping[tuple[str, int], list[Finding]]) -> WrittenPage:
    heads = hr_heads.row_of(sheet)
    ours = [cell.column for cell in heads.cells if hr_columns.is_ours(cell.text)] if heads else []
    last = max(cell.column for row in sheet.rows for cell in row.cells)
    place = ours[0] if ours else last + 1
    closed = (
        {cell.column for cell in heads.cells if hr_columns.of_id_numbers(cell.text)} if heads else set[int]()
    )
    head_row = heads.number if heads else 0

    def written() -> Iterator[list[str | None]]:
        number = 1
        for row in sheet.rows:
            for _ in range(number, row.number):
                yield []
            number = row.number + 1
            texts: list[str | None] = [None] * max(place, last)
            for cell in row.cells:
                hidden = cell.column in closed and row.number != head_row
                texts[cell.column - 1] = _HIDDEN if hidden else _shown(cell)
            found = by_place.get((sheet.name, row.number))
            texts[place - 1] = ERRORS_ZH if row.number == head_row else _told(found or ())
            yield texts

    rows = written()
    first = next(rows)
    widths = [_WIDTH] * max(place, last)
    widths[place - 1] = _MARK_WIDTH
    return WrittenPage(_named(sheet.name), [text or "" for text in first], widths, rows)


def _shown(cell: Cell) -> str:
    if hr_cells.forbidden(cell):
        return _HIDDEN
    return cell.text or (_ERROR if cell.kind == "error" else "")


def _told(findings: Sequence[Finding]) -> str | None:
    return "\n".join(_line(finding) for finding in findings) or None


def _line(finding: Finding) -> str:
    zh, en = _labels(finding.column)
    kind_zh, kind_en = ("错误", "Error") if finding.is_error else ("提示", "Note")
    return f"{kind_zh}{zh and f'·{zh}'}:{finding.zh} | {kind_en}{en and f', {en}'}: {finding.en}"


def _labels(column: str | None) -> tuple[str, str]:
    known = BY_FIELD.get(column or "")
    return (known.zh, known.en) if known else (column or "", column or "")


def _summary(marks: Sequence[Mark]) -> WrittenPage:
    head = ["工作表 Sheet", "行 Row", "列 Column", "类别 Kind", "代码 Code", "说明", "Message"]
    rows = [
        [
            mark.sheet,
            "" if mark.row is None else str(mark.row),
            _labels(mark.finding.column)[0],
            "错误 Error" if mark.finding.is_error else "提示 Note",
            mark.finding.code,
            mark.finding.zh,
            mark.finding.en,
        ]
        for mark in marks
    ]
    return WrittenPage(SUMMARY, head, [16, 8, 16, 12, 20, 50, 50], rows)


def _named(name: str) -> str:
    """A name that a workbook takes."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip()[:_LONGEST_NAME] or _UNNAMED
