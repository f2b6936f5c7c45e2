"""HR's list as a file: from its sheets to records, row by row. Pure; reading the bytes is the use case's work.

One bad row never blocks another; heads that are missing, doubled or merged block all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.sheets import Cell, Row, Sheet

from . import hr_cells, hr_heads
from .hr_cells import Manner, Wrong
from .hr_columns import BY_FIELD
from .hr_faults import remark, wrong
from .hr_heads import Heads
from .hr_records import HrRecord, Spot
from .plan_items import Finding

OWN_SHEETS = frozenset({"填写说明", "Notes", "选项", "错误汇总"})
"""Sheets of our own workbooks that hold no people."""
_MOST_MERGED = 2_000


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that makes no record, and everything that is wrong with it. By `keys` HR knows the person."""

    spot: Spot
    findings: tuple[Finding, ...]
    keys: tuple[str, ...] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be known. `row` is None if it is about a column or a sheet."""

    sheet: str
    row: int | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class HrList:
    """What a file came to. The rows of `records` and `refused` are each in the order of the file."""

    records: tuple[HrRecord, ...]
    refused: tuple[RefusedRow, ...]
    notes: tuple[Note, ...]

    @property
    def refused_keys(self) -> frozenset[str]:
        """Of these people the file speaks, though it cannot be understood: they are not absent."""
        return frozenset(key for row in self.refused for key in row.keys)


@dataclass
class _Reading:
    records: list[HrRecord] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass
class _RowReading:
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)


def read(sheets: Sequence[Sheet], *, full: bool, width: int | None = None) -> HrList:
    """Every filled row below the heads of every sheet. In a full list an empty cell empties what may be empty.

    `width` is how many digits an employee number has. Raises HrHeadsMissing, HrHeadsDoubled, HrHeadsMerged,
    HrHeadsSeveral.
    """
    reading, found = _Reading(), False
    for sheet in sheets:
        if not sheet.rows or sheet.name in OWN_SHEETS:
            continue
        heads = hr_heads.find(sheet)
        if heads is None:
            reading.notes.append(Note(sheet.name, None, remark("sheet_ignored", None)))
            continue
        found = True
        reading.notes += [Note(sheet.name, None, finding) for finding in heads.remarks]
        manner = Manner(width, retyped=sheet.name == "", from_1904=sheet.from_1904)
        _read_sheet(sheet, heads, manner, reading, full=full)
    if not found:
        raise hr_heads.nothing_found(sheets)
    if width is None:
        reading.notes += _zeros_missed(reading.records)
    return HrList(tuple(reading.records), tuple(reading.refused), tuple(reading.notes))


def _read_sheet(sheet: Sheet, heads: Heads, manner: Manner, reading: _Reading, *, full: bool) -> None:
    merged = _merged(sheet, heads)
    for row in sheet.rows:
        if row.number <= heads.row or all(hr_cells.is_empty(cell) for cell in row.cells):
            continue
        spot, one = Spot(sheet.name, row.number), _row(row, heads, manner, full=full)
        one.findings += [wrong("cell_merged", name) for name in merged.get(row.number, ())]
        _check_whole(one)
        if one.findings:
            keys = [one.values.get(name) for name in hr_heads.KEYS]
            name = one.values.get("name")
            reading.refused.append(
                RefusedRow(spot, tuple(one.findings), tuple(key for key in keys if key), name)
            )
        else:
            reading.records.append(HrRecord(one.values, spot, one.raw))
        reading.notes += [Note(sheet.name, row.number, finding) for finding in one.remarks]


def _row(row: Row, heads: Heads, manner: Manner, *, full: bool) -> _RowReading:
    one, filled = _RowReading(), dict[str, Cell]()
    for cell in row.cells:
        name = heads.fields.get(cell.column)
        if cell.column not in heads.closed and hr_cells.forbidden(cell):
            one.findings.append(wrong("id_number", name or heads.heads.get(cell.column)))
        elif name and not hr_cells.is_empty(cell):
            filled[name] = cell
    for name in heads.fields.values():
        if name in filled:
            _take(one, name, filled[name], manner)
        elif full and BY_FIELD[name].emptied:
            one.values.setdefault(name, None)
    _place(one)
    return one


def _take(one: _RowReading, name: str, cell: Cell, manner: Manner) -> None:
    try:
        taken = hr_cells.take(name, cell, manner)
    except Wrong as fault:
        one.findings.append(wrong(fault.code, name))
        return
    for key, value in taken.values.items():
        # What a column says itself counts more than what another says of it beside.
        if key == name or one.values.get(key) is None:
            one.values[key] = value
    one.remarks += [remark(code, name) for code in taken.notes]
    if name != "phone":
        one.raw[name] = cell.text[:100]


def _place(one: _RowReading) -> None:
    """A team is looked for below its workshop, unless it is called by a code."""
    team, above = one.values.pop("team", None), one.values.get("workplace")
    if team is not None:
        one.values["workplace"] = team if team.isascii() or not above else f"{above}/{team}"


def _check_whole(one: _RowReading) -> None:
    told = {finding.column for finding in one.findings}
    if "name" not in one.values and "name" not in told:
        one.findings.append(wrong("name_missing", "name"))
    if not told & set(hr_heads.KEYS) and not any(one.values.get(name) for name in hr_heads.KEYS):
        one.findings.append(wrong("key_missing", "employee_no"))


def _merged(sheet: Sheet, heads: Heads) -> Mapping[int, list[str]]:
    """The fields of each row of which one cannot know what they say."""
    found: dict[int, list[str]] = {}
    for top, left, bottom, right in sheet.merges:
        names = [heads.fields[column] for column in range(left, right + 1) if column in heads.fields]
        for row in range(top, min(bottom, top + _MOST_MERGED) + 1) if names else ():
            found.setdefault(row, []).extend(names)
    return found


def _zeros_missed(records: Iterable[HrRecord]) -> list[Note]:
    """Numbers that are shorter than those of others which begin with a zero."""
    numbers = [(record, str(record.values.get("employee_no") or "")) for record in records]
    lengths = Counter(len(number) for _, number in numbers if number.startswith("0") and number.isdigit())
    if not lengths:
        return []
    usual = lengths.most_common(1)[0][0]
    return [
        Note(record.spot.sheet, record.spot.row, remark("zeros_perhaps_lost", "employee_no"))
        for record, number in numbers
        if record.spot and number.isdigit() and len(number) < usual
    ]
