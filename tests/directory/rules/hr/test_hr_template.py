"""Lists as we write them: whatever a record says reads back the same."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.directory.models import DepartureReason, DevelopmentStage, PoliticalStatus, Sex
from services.directory.rules.hr import hr_files, hr_template
from services.directory.rules.hr.hr_columns import columns
from services.directory.rules.hr.hr_faults import REMARKS, WRONG
from services.directory.rules.hr.hr_marks import Mark, pages
from services.directory.rules.hr.hr_template import WRITTEN, row, template
from services.directory.rules.hr.hr_words import EMPLOYMENT_TYPES, POST_NAMES
from services.directory.rules.hr.plan_items import Finding
from shared.sheets import Cell, Row, Sheet

_HAN = st.text("王李张建国动力车间锅炉班一二三", min_size=1, max_size=8)
_DAYS = st.dates(date(1921, 7, 1), date(2099, 12, 31))
_NUMBERS = st.text("0123456789", min_size=1, max_size=10)
_PLACES = st.lists(_HAN, min_size=1, max_size=2).map("/".join)
VALUES = {
    "external_id": st.from_regex(r"[A-Z]{1,3}-[0-9]{1,6}", fullmatch=True),
    "employee_no": _NUMBERS,
    "name": _HAN,
    "sex": st.sampled_from([each.value for each in Sex]),
    "birth_on": _DAYS,
    "phone": st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    "email": st.from_regex(r"[a-z]{1,10}@[a-z]{1,10}\.com", fullmatch=True),
    "workplace": _PLACES,
    "post": _HAN,
    "shift": _HAN,
    "employment_type": st.sampled_from(EMPLOYMENT_TYPES),
    "hired_on": st.one_of(
        _DAYS.map(date.isoformat), _DAYS.map(lambda day: f"{day:%Y-%m}"), _DAYS.map(lambda day: f"{day:%Y}")
    ),
    "active": st.booleans(),
    "left_on": _DAYS,
    "departure": st.sampled_from([each.value for each in DepartureReason]),
    "political_status": st.sampled_from([each.value for each in PoliticalStatus]),
    "development_stage": st.sampled_from([each.value for each in DevelopmentStage]),
    "joined_party_on": _DAYS,
    "regularised_on": _DAYS,
    "branch": _HAN,
    "group": _HAN,
    "party_post": st.sampled_from([each.value for each in POST_NAMES]),
}
RECORDS = st.fixed_dictionaries(
    {name: VALUES[name] for name in ("name", "employee_no")},
    optional={name: each for name, each in VALUES.items() if name not in {"name", "employee_no"}},
)


def as_read(*rows: list[str | None]) -> Sheet:
    """What a reader tells of rows that were written as texts."""
    texts: list[list[str | None]] = [[column.zh for column in WRITTEN], *rows]
    lines = (
        Row(number, tuple(Cell(at, "text", text) for at, text in enumerate(line, 1) if text))
        for number, line in enumerate(texts, 1)
    )
    return Sheet(hr_template.SHEET, tuple(lines))


@given(RECORDS)
@settings(max_examples=30, deadline=None)
def test_whatever_a_record_says_reads_back_the_same(values: dict[str, Any]) -> None:
    [record] = hr_files.read([as_read(row(values))], full=False).records
    assert record.values == values


def test_every_field_of_a_record_has_its_column() -> None:
    assert [column.field for column in WRITTEN] == list(VALUES)


def test_every_word_that_a_column_offers_is_understood() -> None:
    _, lists = template(["动力车间"], ["动力支部"], ["第一小组", "第一小组"])
    assert lists["党小组"] == ["第一小组"]
    plain = row({"name": "王工", "employee_no": "1"})
    for place, column in enumerate(WRITTEN):
        for word in lists.get(column.zh, []):
            filled = [*plain[:place], word, *plain[place + 1 :]]
            read = hr_files.read([as_read(filled)], full=False)
            assert (read.refused, read.notes) == ((), ()), word


def test_a_list_comes_back_with_its_rows_in_their_places() -> None:
    cells = (Row(3, (Cell(1, "text", "姓名"), Cell(2, "text", "工号"))), Row(5, (Cell(1, "text", "王工"),)))
    finding = Finding("key_missing", "employee_no", "缺少", "missing")
    [page, summary] = pages([Sheet("一/车间", cells)], [Mark("一/车间", 5, finding)])
    assert (page.name, list(page.head)) == ("一 车间", [])
    assert list(page.rows) == [
        [],
        ["姓名", "工号", "错误"],
        [],
        ["王工", None, "错误·工号:缺少 | Error, Employee number: missing"],
    ]
    assert list(summary.rows) == [["一/车间", "5", "工号", "错误 Error", "key_missing", "缺少", "missing"]]


@pytest.mark.parametrize("column", ["错误", "身份证号"])
def test_what_is_ours_or_nobody_s_is_not_given_back(column: str) -> None:
    cells = [("姓名", "工号", column), ("王工", "1", "11010519491231002X")]
    lines = tuple(
        Row(number, tuple(Cell(at, "text", text) for at, text in enumerate(line, 1)))
        for number, line in enumerate(cells, 1)
    )
    page, _ = pages([Sheet("甲", lines)], [])
    assert "11010519491231002X" not in str(list(page.rows))


def test_the_page_for_hr_names_every_column_and_every_fault() -> None:
    page = (Path(__file__).parents[4] / "docs" / "hr-files.md").read_text(encoding="utf-8")
    for column in columns():
        kept = "emptied" if column.emptied else "*kept*"
        assert f"| {column.zh} | {column.en} | `{column.field}` | {kept} |" in page
    for code, (zh, en) in {**WRONG, **REMARKS}.items():
        assert f"| `{code}` | {zh} | {en} |" in page
