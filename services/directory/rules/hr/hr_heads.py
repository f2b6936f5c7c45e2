"""Where in a sheet of HR's the heads are, and which column is which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shared.errors import Malformed
from shared.sheets import Row, Sheet
from shared.workbooks import letter

from . import hr_columns
from .hr_faults import remark
from .plan_items import Finding

_LOOKED_AT = 20
"""Titles and remarks may stand above the heads, not more of them than this."""
_TOLD_CHARACTERS = 20
_FEW = 2
"""Whoever names this many columns means heads."""
KEYS = ("external_id", "employee_no")


class HrHeadsMissing(Malformed):
    """The heads lack what no list can be without: the name, and a number by which HR knows the person."""

    zh, en = "缺少必需的列", "Columns are missing that every list must have"
    detail_zh = "{places}。可下载模板对照"
    detail_en = "{places_en}. The template shows how"


class HrHeadsDoubled(Malformed):
    """Two columns mean the same, and neither is named as our template names it."""

    zh, en = "列重复", "Columns are there twice"
    detail_zh = "工作表“{sheet}”第 {row} 行:{zh}"
    detail_en = "Sheet “{sheet}”, row {row}: {en}"


class HrHeadsMerged(Malformed):
    """Cells of the heads are merged."""

    zh, en = "表头含合并单元格", "Cells of the heads are merged"
    detail_zh = "工作表“{sheet}”第 {row} 行:{cells};请取消合并,每列一个表头"
    detail_en = "Sheet “{sheet}”, row {row}: {cells}; unmerge them, one head a column"


class HrHeadsSeveral(Malformed):
    """There are heads in several rows."""

    zh, en = "表头不止一行", "There are heads in several rows"
    detail_zh = "工作表“{sheet}”第 {rows} 行都是表头;请只留一行"
    detail_en = "Sheet “{sheet}”: rows {rows} are heads; leave one of them"


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of one sheet: their row, the field of each column, columns never read, and what was left aside."""

    row: int
    fields: Mapping[int, str]
    heads: Mapping[int, str]
    closed: frozenset[int]
    remarks: tuple[Finding, ...]


@dataclass
class _Reading:
    fields: dict[int, str] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    remarks: list[Finding] = field(default_factory=list)


def find(sheet: Sheet) -> Heads | None:
    """The heads, or None if nothing in the sheet looks like them.

    Raises HrHeadsMissing, HrHeadsDoubled, HrHeadsMerged, HrHeadsSeveral.
    """
    row = row_of(sheet)
    if row is None:
        return None
    merged = [each for each in sheet.merges if each[0] <= row.number <= each[2]]
    if merged:
        cells = "、".join(
            f"{letter(left)}{top}:{letter(right)}{bottom}" for top, left, bottom, right in merged
        )
        raise HrHeadsMerged(sheet=sheet.name, row=row.number, cells=cells)
    reading = _read(sheet, row)
    if lacking := _lacking(set(reading.fields.values())):
        raise _missing([(sheet.name, lacking)])
    _check_single(sheet, row, reading.fields)
    return Heads(row.number, reading.fields, reading.heads, frozenset(reading.closed), tuple(reading.remarks))


def nothing_found(sheets: Sequence[Sheet]) -> HrHeadsMissing:
    """For a file without any heads."""
    return _missing([(sheet.name, _lacking(set())) for sheet in sheets])


def shown(text: str) -> str:
    """A head as it may be repeated: short, and without half characters, which would break the answer."""
    return " ".join(text.split())[:_TOLD_CHARACTERS].encode(errors="replace").decode()


def row_of(sheet: Sheet) -> Row | None:
    """The row that names most columns, the first of such."""
    best, most = None, _FEW - 1
    for row in sheet.rows[:_LOOKED_AT]:
        named = sum(cell.kind == "text" and hr_columns.known(cell.text) is not None for cell in row.cells)
        if named > most:
            best, most = row, named
    return best


def _read(sheet: Sheet, row: Row) -> _Reading:
    reading = _Reading()
    named: dict[str, list[int]] = {}
    for cell in row.cells:
        column = hr_columns.known(cell.text)
        reading.heads[cell.column] = shown(cell.text)
        if column:
            named.setdefault(column.field, []).append(cell.column)
        elif hr_columns.of_id_numbers(cell.text):
            reading.closed.add(cell.column)
            reading.remarks.append(remark("column_id_number", shown(cell.text)))
        elif hr_columns.is_ours(cell.text):
            reading.closed.add(cell.column)
        else:
            reading.remarks.append(remark("column_ignored", shown(cell.text)))
    texts = {cell.column: cell.text for cell in row.cells}
    for each, places in named.items():
        column = hr_columns.BY_FIELD[each]
        first = [place for place in places if hr_columns.is_first_name(texts[place], column)]
        if len(places) > 1 and len(first) != 1:
            raise _doubled(sheet, row, column, places)
        chosen = first[0] if first else places[0]
        reading.fields[chosen] = each
        reading.remarks += [
            remark("column_second", reading.heads[place]) for place in places if place != chosen
        ]
    return reading


def _doubled(sheet: Sheet, row: Row, column: hr_columns.Column, places: list[int]) -> HrHeadsDoubled:
    letters = [letter(place) for place in places]
    return HrHeadsDoubled(
        sheet=sheet.name,
        row=row.number,
        zh=f"{'、'.join(letters)} 列都是“{column.zh}”",
        en=f"columns {', '.join(letters)} are all “{column.en}”",
    )


def _check_single(sheet: Sheet, head: Row, fields: Mapping[int, str]) -> None:
    again = [row.number for row in _below(sheet, head) if _repeats(row, fields)]
    if again:
        rows = ", ".join(map(str, [head.number, *again[:5]]))
        raise HrHeadsSeveral(sheet=sheet.name, rows=rows)


def _below(sheet: Sheet, head: Row) -> Iterator[Row]:
    return (row for row in sheet.rows if row.number > head.number)


def _repeats(row: Row, fields: Mapping[int, str]) -> bool:
    """Whether the row names again what its columns are, or names more of them."""
    again = 0
    for cell in row.cells:
        if cell.kind == "text" and (column := hr_columns.known(cell.text)) is not None:
            again += 1 if fields.get(cell.column) in {None, column.field} else 0
    return again >= _FEW


def _lacking(named: set[str]) -> list[tuple[str, str]]:
    names = hr_columns.BY_FIELD
    lacking = [] if "name" in named else [(names["name"].zh, names["name"].en)]
    if not named & set(KEYS):
        number, key = names["employee_no"], names["external_id"]
        lacking.append((f"{number.zh}或{key.zh}", f"{number.en} or {key.en}"))
    return lacking


def _missing(places: Sequence[tuple[str, list[tuple[str, str]]]]) -> HrHeadsMissing:
    return HrHeadsMissing(
        places=";".join(
            f"工作表“{name}”缺少 {'、'.join(zh for zh, _ in lacking)}" for name, lacking in places
        ),
        places_en="; ".join(
            f"sheet “{name}” lacks {', '.join(en for _, en in lacking)}" for name, lacking in places
        ),
    )
