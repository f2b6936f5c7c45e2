"""One cell of HR's list: what factories write, and what it means."""

from datetime import date
from typing import Any

import pytest

from services.directory.rules.hr import hr_cells, hr_faults
from services.directory.rules.hr.hr_cells import Manner, Wrong
from services.directory.rules.hr.hr_columns import columns, known, plain
from shared.sheets import Cell

AS_IT_IS = Manner()


def taken(field: str, text: str, kind: str = "text", manner: Manner = AS_IT_IS) -> Any:
    return dict(hr_cells.take(field, Cell(1, kind, text), manner).values).get(field)


def refused(field: str, text: str, kind: str = "text", manner: Manner = AS_IT_IS) -> str:
    with pytest.raises(Wrong) as fault:
        hr_cells.take(field, Cell(1, kind, text), manner)
    assert fault.value.code in hr_faults.WRONG
    return fault.value.code


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("2012-07-01", "day", "2012-07-01"),
        ("2012-07", "day", "2012-07"),
        ("41091", "number", "2012-07-01"),
        ("41091.35", "number", "2012-07-01"),
        ("41091", "text", "2012-07-01"),
        ("2012.7", "number", "2012-07"),
        ("2012.10", "number", "2012-10"),
        ("2012.12", "number", "2012-12"),
        ("2012", "number", "2012"),
        ("201207", "number", "2012-07"),
        ("20120701", "number", "2012-07-01"),
        ("2012.7", "text", "2012-07"),
        ("2012.1", "text", "2012-01"),
        ("2012-07", "text", "2012-07"),
        ("2012/7/1", "text", "2012-07-01"),
        ("2012/07/01 00:00:00", "text", "2012-07-01"),
        ("2012-07-01T08:30:00", "text", "2012-07-01"),
        ("2012年7月", "text", "2012-07"),
        ("2012年7月1日", "text", "2012-07-01"),
        ("２０１２ 年 7 月 1 日", "text", "2012-07-01"),
        ("2012年", "text", "2012"),
    ],
)
def test_a_day_is_as_exact_as_it_is_written(text: str, kind: str, said: str) -> None:
    assert taken("hired_on", text, kind) == said


@pytest.mark.parametrize(
    "text",
    [
        "2012-13-01",
        "2012-02-30",
        "2012年7月32日",
        "1/7/2012",
        "12年7月",
        "至今",
        "1812-07-01",
        "9999",
        "2012-7-1-1",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert refused("hired_on", text) == "day_wrong"


def test_a_month_that_may_have_lost_its_zero_is_refused_where_it_may() -> None:
    """2012.10 becomes 2012.1 as soon as a program takes it for a number."""
    assert refused("hired_on", "2012.1", "number") == "month_cut"
    assert refused("hired_on", "2012.1", manner=Manner(retyped=True)) == "month_cut"


@pytest.mark.parametrize("field", ["birth_on", "left_on", "joined_party_on", "regularised_on"])
def test_only_the_day_of_hiring_may_be_a_month(field: str) -> None:
    assert refused(field, "2012年7月") == "day_needed"
    assert taken(field, "2012年7月1日") == date(2012, 7, 1)


def test_days_may_count_from_1904() -> None:
    assert taken("hired_on", "39629", "number", Manner(from_1904=True)) == "2012-07-01"


@pytest.mark.parametrize(
    ("text", "kind", "width", "said"),
    [
        ("100124.0", "text", None, "100124"),
        ("100124", "number", None, "100124"),
        (" '000123 ", "text", None, "000123"),
        ("１００１２４", "text", None, "100124"),
        ("123", "number", 6, "000123"),
        ("A-123", "text", 6, "A-123"),
        ("0001234567", "text", 6, "0001234567"),
    ],
)
def test_an_employee_number_is_text(text: str, kind: str, width: int | None, said: str) -> None:
    assert taken("employee_no", text, kind, Manner(width)) == said


def test_restored_zeros_are_told() -> None:
    assert hr_cells.take("employee_no", Cell(1, "number", "123"), Manner(6)).notes == ("zeros_restored",)


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("1.00124E+05", "text", "digits_lost"),
        ("1234567890123457", "number", "digits_lost"),
        ("100124.5", "number", "key_wrong"),
        ("100 124", "text", "key_wrong"),
        ("1" * 41, "text", "too_long"),
        ("A\u202e1", "text", "text_unclean"),
    ],
)
def test_a_number_that_is_none_is_refused(text: str, kind: str, code: str) -> None:
    assert refused("employee_no", text, kind) == code


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "张　三", "张三"),
        ("name", " 阿卜杜拉·买买提 ", "阿卜杜拉·买买提"),
        ("name", "John  Smith", "John Smith"),
        ("sex", "男", "male"),
        ("sex", "F", "female"),
        ("sex", "2", "female"),
        ("phone", "138-0000-0001", "13800000001"),
        ("phone", "+86 138 0000 0001", "13800000001"),
        ("email", " wang@example.com ", "wang@example.com"),
        ("active", "在职", True),
        ("active", "10", True),
        ("active", "试用期", True),
        ("active", "离职", False),
        ("active", "30.0", False),
        ("departure", "到龄退休", "retired"),
        ("departure", "病故", "died"),
        ("political_status", "中共党员", "01"),
        ("political_status", "党员", "01"),
        ("political_status", "预备", "02"),
        ("political_status", "团员", "03"),
        ("political_status", "1", "01"),
        ("political_status", "03", "03"),
        ("political_status", "13.0", "13"),
        ("political_status", "群众（现称普通公民）", "13"),
        ("political_status", "九三学社", "10"),
        ("development_stage", "积极分子", "activist"),
        ("development_stage", "预备党员", None),
        ("party_post", "支部书记", "secretary"),
        ("party_post", "统战委员", None),
        ("post", "维修\n钳工", "维修 钳工"),
    ],
)
def test_words_mean_what_offices_mean(field: str, text: str, said: object) -> None:
    assert taken(field, text) == said


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("sex", "未填", "sex_unknown"),
        ("phone", "138****0001", "phone_wrong"),
        ("phone", "13800000001、13900000002", "phone_wrong"),
        ("email", "wang@", "email_wrong"),
        ("active", "神秘", "state_unknown"),
        ("departure", "其他", "departure_unknown"),
        ("political_status", "14", "political_unknown"),
        ("development_stage", "优秀", "stage_unknown"),
    ],
)
def test_other_words_are_refused_and_never_repeated(field: str, text: str, code: str) -> None:
    assert refused(field, text) == code
    assert text not in " ".join(hr_faults.WRONG[code])


def test_a_state_may_say_why_and_a_status_how_far() -> None:
    retired = hr_cells.take("active", Cell(1, "number", "20"), AS_IT_IS)
    assert retired.values == {"active": False, "departure": "retired"}
    activist = hr_cells.take("political_status", Cell(1, "text", "入党积极分子"), AS_IT_IS)
    assert (activist.values, activist.notes) == ({"development_stage": "activist"}, ("stage_as_status",))
    away = hr_cells.take("active", Cell(1, "text", "产假"), AS_IT_IS)
    assert (away.values, away.notes) == ({"active": True}, ("absence_not_taken",))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("formula", "formula"),
        ("error", "cell_error"),
        ("formatted", "cell_formatted"),
        ("boolean", "cell_formatted"),
        ("day", "day_here"),
    ],
)
def test_a_cell_of_another_kind_is_refused(kind: str, code: str) -> None:
    assert refused("post", "2012-07-01", kind) == code


def test_true_and_false_are_states() -> None:
    assert taken("active", "True", "boolean") is True
    assert taken("active", "False", "boolean") is False


@pytest.mark.parametrize(
    ("text", "kind", "is_one"),
    [
        ("11010519491231002X", "text", True),
        ("号码：11010519491231002x", "text", True),
        ("110105194912310000", "number", True),
        ("110105194912310021", "text", False),
        ("110105194913310000", "number", False),
        ("13800000001", "text", False),
    ],
)
def test_numbers_of_identity_cards_are_seen(text: str, kind: str, is_one: bool) -> None:
    """GB 11643-1999; a workbook that makes a number of one keeps fifteen digits and makes the others zeros."""
    assert hr_cells.forbidden(Cell(1, kind, text)) is is_one


@pytest.mark.parametrize("text", ["-", "/", "无", " ", "N/A", "—"])
def test_there_are_many_ways_to_write_nothing(text: str) -> None:
    assert hr_cells.is_empty(Cell(1, "text", text))


def test_no_name_of_a_column_means_two() -> None:
    names = [
        (plain(name), column.field)
        for column in columns()
        for name in {column.zh, column.en, column.field, *column.others}
    ]
    meanings: dict[str, set[str]] = {}
    for name, field in names:
        meanings.setdefault(name, set()).add(field)
    assert [name for name, fields in meanings.items() if len(fields) > 1] == []


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("工号（必填）", "employee_no"),
        ("＊姓 名", "name"),
        ("手机号码(11位)", "phone"),
        ("E-mail", "email"),
        ("部门/车间", "workplace"),
        ("FStaffNumber", "employee_no"),
        ("Employee Number", "employee_no"),
        ("rEmployState", "active"),
        ("转正日期", None),
        ("备注", None),
    ],
)
def test_heads_are_known_by_many_names(head: str, field: str | None) -> None:
    column = known(head)
    assert (column.field if column else None) == field
