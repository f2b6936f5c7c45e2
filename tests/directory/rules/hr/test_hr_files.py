"""HR's list as a whole: heads found wherever they are, rows taken one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from services.directory.rules.hr import hr_files
from services.directory.rules.hr.hr_columns import columns
from services.directory.rules.hr.hr_files import HrList
from services.directory.rules.hr.hr_heads import (
    HrHeadsDoubled,
    HrHeadsMerged,
    HrHeadsMissing,
    HrHeadsSeveral,
)
from services.directory.rules.hr.hr_records import FIELDS, Spot
from shared.sheets import Cell, Row, Sheet

HEADS = ("姓名", "工号", "手机")
_ID_NUMBER = "11010519491231002X"


def a_sheet(*rows: Sequence[str | Cell | None], name: str = "人员") -> Sheet:
    """A sheet of texts; a cell given whole keeps its kind."""
    return Sheet(
        name,
        tuple(
            Row(
                number,
                tuple(
                    replace(text, column=column) if isinstance(text, Cell) else Cell(column, "text", text)
                    for column, text in enumerate(row, 1)
                    if text is not None
                ),
            )
            for number, row in enumerate(rows, 1)
            if any(row)
        ),
    )


def read(*sheets: Sheet, full: bool = True, width: int | None = None) -> HrList:
    return hr_files.read(sheets, full=full, width=width)


def told(file: HrList) -> list[tuple[int, str, str | None]]:
    return [(row.spot.row, finding.code, finding.column) for row in file.refused for finding in row.findings]


def noted(file: HrList) -> list[tuple[int | None, str, str | None]]:
    return [(note.row, note.finding.code, note.finding.column) for note in file.notes]


def values(file: HrList) -> list[Mapping[str, object]]:
    return [record.values for record in file.records]


def test_rows_become_records_with_their_places() -> None:
    file = read(a_sheet(HEADS, ("王工", "100124", "13800000001"), (), ("李工", "100125", "139 0000 0002")))
    assert values(file) == [
        {"name": "王工", "employee_no": "100124", "phone": "13800000001"},
        {"name": "李工", "employee_no": "100125", "phone": "13900000002"},
    ]
    assert [record.spot for record in file.records] == [Spot("人员", 2), Spot("人员", 4)]
    assert "138" not in str([record.raw for record in file.records])


def test_heads_stand_below_titles_in_any_order_and_language() -> None:
    file = read(
        a_sheet(
            ("动力车间员工花名册",), ("制表：人事科",), ("Status", "Staff No", "姓 名"), ("在职", "7", "王工")
        )
    )
    assert values(file) == [{"active": True, "employee_no": "7", "name": "王工"}]


def test_one_bad_row_never_blocks_another() -> None:
    file = read(a_sheet(HEADS, ("王工", "1", "不知"), ("", "2", ""), ("赵工", "", ""), ("孙工", "4", "")))
    assert [row["name"] for row in values(file)] == ["孙工"]
    assert told(file) == [
        (2, "phone_wrong", "phone"),
        (3, "name_missing", "name"),
        (4, "key_missing", "employee_no"),
    ]
    assert file.refused_keys == {"1", "2"}


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    row = (Cell(1, "formula", "=A1"), Cell(1, "error", "#N/A"), "不知")
    assert told(read(a_sheet(HEADS, row))) == [
        (2, "formula", "name"),
        (2, "cell_error", "employee_no"),
        (2, "phone_wrong", "phone"),
    ]


def test_missing_heads_block_all_and_are_all_named() -> None:
    with pytest.raises(HrHeadsMissing) as refused:
        read(a_sheet(("性别", "手机", "部门"), ("男", "13800000001", "一车间")))
    assert refused.value.detail("zh") == "工作表“人员”缺少 姓名、工号或人员ID。可下载模板对照"
    assert (
        refused.value.detail("en")
        == "sheet “人员” lacks Name, Employee number or Person ID. The template shows how"
    )


def test_a_file_without_any_heads_lacks_them() -> None:
    with pytest.raises(HrHeadsMissing):
        read(a_sheet(("王工", "100124"), ("李工", "100125")))


def test_hr_s_own_key_is_enough() -> None:
    assert values(read(a_sheet(("人员ID", "姓名"), ("H1", "王工")))) == [
        {"external_id": "H1", "name": "王工"}
    ]


def test_doubled_heads_are_named_by_their_columns() -> None:
    with pytest.raises(HrHeadsDoubled) as refused:
        read(a_sheet(("姓名", "工号", "工 号"), ("王工", "1", "2")))
    assert refused.value.detail("zh") == "工作表“人员”第 1 行:B、C 列都是“工号”"


def test_of_two_names_for_one_the_template_s_own_counts() -> None:
    file = read(a_sheet(("姓名", "工号", "职务", "岗位"), ("王工", "1", "班长", "钳工")))
    assert values(file)[0]["post"] == "钳工"
    assert noted(file) == [(None, "column_second", "职务")]


def test_unknown_columns_are_left_aside_and_named() -> None:
    file = read(a_sheet((*HEADS, "备注", "错误"), ("王工", "1", "", Cell(1, "formula", "=1"), "第 2 行:…")))
    assert values(file) == [{"name": "王工", "employee_no": "1", "phone": None}]
    assert noted(file) == [(None, "column_ignored", "备注")]


def test_a_column_of_id_numbers_is_never_read() -> None:
    file = read(a_sheet(("姓名", "工号", "身份证号码"), ("王工", "1", _ID_NUMBER)))
    assert values(file) == [{"name": "王工", "employee_no": "1"}]
    assert noted(file) == [(None, "column_id_number", "身份证号码")]


@pytest.mark.parametrize("heads", [("姓名", "工号", "备注"), ("姓名", "工号", "岗位")])
def test_an_id_number_anywhere_refuses_its_row_without_being_repeated(heads: tuple[str, ...]) -> None:
    file = read(a_sheet(heads, ("王工", "1", f"证件 {_ID_NUMBER}")))
    assert [code for _, code, _ in told(file)] == ["id_number"]
    assert _ID_NUMBER not in str(file)


def test_merged_heads_block_all_but_a_merged_title_does_not() -> None:
    sheet = a_sheet(("花名册",), HEADS, ("王工", "1", ""))
    assert len(read(replace(sheet, merges=((1, 1, 1, 3),))).records) == 1
    with pytest.raises(HrHeadsMerged) as refused:
        read(replace(sheet, merges=((1, 1, 2, 1), (2, 2, 2, 3))))
    assert refused.value.detail("zh") == "工作表“人员”第 2 行:A1:A2、B2:C2;请取消合并,每列一个表头"


def test_merged_cells_below_refuse_their_rows_only() -> None:
    sheet = a_sheet((*HEADS, "备注"), ("王工", "1", ""), ("李工", "2", ""), ("赵工", "3", ""))
    file = read(replace(sheet, merges=((2, 3, 3, 3), (4, 4, 5, 4))))
    assert told(file) == [(2, "cell_merged", "phone"), (3, "cell_merged", "phone")]
    assert [row["name"] for row in values(file)] == ["赵工"]


def test_heads_in_several_rows_block_all() -> None:
    for second in (HEADS, ("姓名", "工号", None)):
        with pytest.raises(HrHeadsSeveral, match="hr_heads_several"):
            read(a_sheet(HEADS, ("王工", "1", ""), second))


def test_an_empty_cell_empties_in_a_full_list_what_may_be_empty_and_in_a_delta_nothing() -> None:
    heads = ("姓名", "工号", "手机", "政治面貌", "党支部", "状态", "岗位")
    sheet = a_sheet(heads, ("王工", "1", "", "", "", "", "无"))
    assert values(read(sheet)) == [{"name": "王工", "employee_no": "1", "phone": None, "post": None}]
    assert values(read(sheet, full=False)) == [{"name": "王工", "employee_no": "1"}]


def test_a_team_is_looked_for_below_its_workshop_unless_it_has_a_code() -> None:
    heads = ("姓名", "工号", "车间", "班组")
    file = read(
        a_sheet(
            heads,
            ("甲", "1", "动力车间", "甲班"),
            ("乙", "2", "动力车间", "T-01"),
            ("丙", "3", "动力车间", ""),
            ("丁", "4", "", "甲班"),
        )
    )
    assert [row["workplace"] for row in values(file)] == ["动力车间/甲班", "T-01", "动力车间", "甲班"]


def test_a_column_of_its_own_says_more_than_another_beside() -> None:
    heads = ("姓名", "工号", "状态", "离职原因")
    file = read(a_sheet(heads, ("甲", "1", "离退", ""), ("乙", "2", "离退", "死亡"), ("丙", "3", "在职", "")))
    assert [row["departure"] for row in values(file)] == ["retired", "died", None]


def test_zeros_are_restored_to_a_width_and_missed_without_one() -> None:
    sheet = a_sheet(("姓名", "工号"), ("甲", "000123"), ("乙", Cell(1, "number", "124")))
    assert noted(read(sheet)) == [(3, "zeros_perhaps_lost", "employee_no")]
    restored = read(sheet, width=6)
    assert [row["employee_no"] for row in values(restored)] == ["000123", "000124"]
    assert noted(restored) == [(3, "zeros_restored", "employee_no")]


def test_several_sheets_are_read_and_those_without_heads_left_aside() -> None:
    file = read(
        a_sheet(HEADS, ("甲", "1", ""), name="一车间"),
        a_sheet(HEADS, ("乙", "2", ""), name="二车间"),
        a_sheet(("合计", "2"), name="汇总"),
        a_sheet(("姓名", "工号"), ("说明", "说明"), name="填写说明"),
    )
    assert [(record.spot.sheet, record.spot.row) for record in file.records if record.spot] == [
        ("一车间", 2),
        ("二车间", 2),
    ]
    assert [(note.sheet, note.finding.code) for note in file.notes] == [("汇总", "sheet_ignored")]


def test_records_name_only_what_records_know() -> None:
    heads = [column.zh for column in columns()]
    [record] = read(a_sheet(heads, ("H1", "1", "王工"))).records
    assert set(record.values) <= set(FIELDS)
