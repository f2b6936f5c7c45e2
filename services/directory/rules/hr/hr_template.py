"""Lists of people as we write them: an empty one to fill, and rows that read back as they were.

Whoever sends results back to HR takes the same heads and words from here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from shared.auth.policy import Role
from shared.sheets import WrittenPage

from ...models import DepartureReason, DevelopmentStage, PoliticalStatus, Sex
from . import hr_words as words
from .hr_columns import Column, columns

SHEET, NOTES = "人员", "填写说明"
WRITTEN: tuple[Column, ...] = tuple(column for column in columns() if column.field != "team")
"""A team stands in our own files below its workshop, as A/B."""
_NEEDED = {"name", "employee_no"}
_NAMES: Mapping[str, Mapping[Any, str]] = {
    "sex": words.SEX_NAMES,
    "active": words.STATE_NAMES,
    "departure": words.DEPARTURE_NAMES,
    "political_status": words.POLITICAL_NAMES,
    "development_stage": words.STAGE_NAMES,
    "party_post": words.POST_NAMES,
}
_CODES: Mapping[str, Any] = {
    "sex": Sex,
    "active": bool,
    "departure": DepartureReason,
    "political_status": PoliticalStatus,
    "development_stage": DevelopmentStage,
    "party_post": Role,
}
_DAYS = {"birth_on", "left_on", "joined_party_on", "regularised_on"}
_DAY_NOTE = "2012-07-01"
_HIRED_NOTE = "2012-07-01 / 2012-07 / 2012"
_PLACE_NOTE = "代码、名称或 车间/班组 · code, title, or workshop/team"
_SAYINGS = (
    (
        "每行一人,第一行是表头,请勿合并单元格、不要使用公式。",
        "One person a row, heads in the first one; no merged cells, no formulas.",
    ),
    (
        "必填:姓名,以及工号或人员ID。列的顺序随意,多余的列会被忽略。",
        "Needed: name, and employee number or person ID. Order is free, other columns are left aside.",
    ),
    (
        "编号与电话请保持文本格式,以免丢失开头的 0。",
        "Keep numbers and telephones as text, lest zeros at the beginning get lost.",
    ),
    (
        "日期写成 2012-07-01;入职日期可只写到月(2012-07)或年。",
        "Days as 2012-07-01; the day of hiring may be a month (2012-07) or a year.",
    ),
    (
        "全量名单中,空单元格会清空该项;下列各项除外:人员ID、工号、姓名、状态、政治面貌、入党时间、转正时间、党支部、党小组、党内职务。",
        "In a full list an empty cell empties the field, but not keys, name, status or anything of the Party.",
    ),
    ("增量名单中,空单元格不改变任何内容。", "In a delta an empty cell changes nothing."),
    ("请勿填写或发送身份证号。", "Never fill in or send ID-card numbers."),
)


def row(values: Mapping[str, Any]) -> list[str | None]:
    """A record's values in the words of a list, in the order of `WRITTEN`."""
    return [_text(column.field, values.get(column.field)) for column in WRITTEN]


def _text(field: str, value: Any) -> str | None:
    if value is None:
        return None
    if field in _NAMES:
        return _NAMES[field].get(_CODES[field](value), str(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def page(rows: Iterable[Sequence[str | None]], lists: Mapping[str, Sequence[str]]) -> WrittenPage:
    """A page of people; a column offers the list that is called like it."""
    return WrittenPage(
        SHEET,
        [column.zh for column in WRITTEN],
        [column.width for column in WRITTEN],
        rows,
        {place: _note(column) for place, column in enumerate(WRITTEN, 1)},
        {place: column.zh for place, column in enumerate(WRITTEN, 1) if column.zh in lists},
    )


def template(
    workplaces: Sequence[str], branches: Sequence[str], groups: Sequence[str]
) -> tuple[list[WrittenPage], dict[str, list[str]]]:
    """An empty page to fill and one that says how, with the lists that columns offer."""
    by_field = {
        **{field: list(dict.fromkeys(names.values())) for field, names in _NAMES.items()},
        "active": ["在职", "离退", "离职"],
        "employment_type": list(words.EMPLOYMENT_TYPES),
        "workplace": list(workplaces),
        "branch": list(branches),
        "group": list(dict.fromkeys(groups)),
    }
    lists = {column.zh: by_field[column.field] for column in WRITTEN if by_field.get(column.field)}
    return [page([], lists), _notes()], lists


def _note(column: Column) -> str:
    said = [column.en]
    if column.field in _NEEDED:
        said.append("必填 · needed")
    if column.field in _DAYS:
        said.append(_DAY_NOTE)
    elif column.field == "hired_on":
        said.append(_HIRED_NOTE)
    elif column.field == "workplace":
        said.append(_PLACE_NOTE)
    return "\n".join(said)


def _notes() -> WrittenPage:
    named = [
        [f"{column.zh}:{'、'.join(column.others[:6])}", f"{column.en} ({column.field})"] for column in WRITTEN
    ]
    said = [*map(list, _SAYINGS), [], ["可识别的表头(部分)", "Heads that are known (some)"], *named]
    return WrittenPage(NOTES, ["填写说明", "How to fill it"], [60, 60], said)
