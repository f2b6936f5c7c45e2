"""The national record: hours in halves, five groups, and cells that compute nothing."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.volunteering.models import Category, RecordBasis
from services.volunteering.rules import national_records as rules
from services.volunteering.rules.national_records import Award, Person, Record, Service
from shared import workbooks

SHANGHAI = ZoneInfo("Asia/Shanghai")
WANG = UUID(int=1)


@pytest.mark.parametrize(
    ("minutes", "hours"), [(0, "0.0"), (29, "0.0"), (30, "0.5"), (59, "0.5"), (150, "2.5"), (480, "8.0")]
)
def test_hours_are_whole_halves_and_never_more_than_was_served(minutes: int, hours: str) -> None:
    assert rules.hours(minutes) == hours


@given(st.integers(min_value=0, max_value=1440))
def test_hours_lose_less_than_half_an_hour(minutes: int) -> None:
    whole, half = rules.hours(minutes).split(".")
    assert half in {"0", "5"}
    assert 0 <= minutes - 60 * int(whole) - 6 * int(half) < 30


def a_person(**more: Any) -> Person:
    given: dict[str, Any] = {
        "person_id": WANG,
        "volunteer_number": "V0000001",
        "name": "王建国",
        "sex": "male",
        "born_on": date(1980, 2, 29),
        "party_status": "full",
        "region": "四川省什邡市",
        "skills": ["electrician"],
        "wishes": ["safety", "hardship"],
        "registered_at": datetime(2026, 7, 31, 16, tzinfo=UTC),
    }
    return Person(**(given | more))


def a_service(**more: Any) -> Service:
    given: dict[str, Any] = {
        "person_id": WANG,
        "record_id": UUID(int=2),
        "project_id": UUID(int=3),
        "project": "楼道照明检修",
        "category": "safety",
        "content": "更换灯具。",
        "community": "白果社区",
        "organiser": "动力党支部",
        "responsible": "李华",
        "place": "三号楼",
        "served_on": date(2026, 9, 5),
        "starts_at": datetime(2026, 9, 5, 1, tzinfo=UTC),
        "ends_at": datetime(2026, 9, 5, 3, 30, tzinfo=UTC),
        "minutes": 150,
        "mode": "scanned",
        "rating": 5,
    }
    return Service(**(given | more))


def sheets(record: Record) -> dict[str, list[list[str | None]]]:
    """The cells of every sheet as a foreign reader sees them."""
    book = openpyxl.load_workbook(BytesIO(workbooks.write(rules.pages(record, SHANGHAI))))
    return {
        sheet.title: [
            [cell if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }


def by_head(rows: list[list[str | None]]) -> Mapping[str | None, str | None]:
    """The first row below the heads."""
    return dict(zip(rows[0], rows[1], strict=True))


def test_every_group_has_its_sheet_and_what_is_not_held_stays_empty() -> None:
    award = Award(WANG, 1, datetime(2026, 9, 30, 16, tzinfo=UTC), "动力党支部")
    found = sheets(Record([a_person()], [a_service()], [award]))
    assert list(found) == ["基本信息", "服务记录", "培训记录", "表彰奖励", "评价记录"]
    basic = by_head(found["基本信息"])
    assert (basic["志愿者编号"], basic["姓名"], basic["性别"], basic["出生日期"], basic["政治面貌"]) == (
        "V0000001",
        "王建国",
        "男",
        "1980-02-29",
        "中共党员",
    )
    assert {basic[name] for name in ("证件类型", "证件号码", "联系方式", "学历", "职业")} == {None}
    assert basic["注册日期"] == "2026-08-01"
    service = by_head(found["服务记录"])
    assert (service["服务时长(小时)"], service["开始时间"], service["结束时间"], service["记录方式"]) == (
        "2.5",
        "09:00",
        "11:30",
        "签到签退",
    )
    assert by_head(found["表彰奖励"])["日期"] == "2026-10-01"
    assert by_head(found["评价记录"])["服务评价"] == "5"
    assert len(found["培训记录"]) == 1


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("basis", RecordBasis)
def test_every_category_and_every_basis_has_its_words(category: Category, basis: RecordBasis) -> None:
    found = sheets(Record([a_person()], [a_service(category=category.value, mode=basis.value)], []))
    service = by_head(found["服务记录"])
    assert service["服务类别"] not in {None, category.value}
    assert service["记录方式"] not in {None, basis.value}


STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'", '"', "|", "%"]


@pytest.mark.parametrize("start", STARTS)
def test_a_cell_computes_nothing_whatever_it_begins_with(start: str) -> None:
    evil = f'{start}HYPERLINK("http://x",1+1)|cmd!A0'
    record = Record(
        [a_person(name=evil, region=evil)], [a_service(project=evil, content=evil, place=evil)], []
    )
    written = workbooks.write(rules.pages(record, SHANGHAI))
    book = openpyxl.load_workbook(BytesIO(written))
    cells = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.row > 1)
    with ZipFile(BytesIO(written)) as packed:
        parts = [packed.read(name).decode() for name in packed.namelist() if "worksheets/sheet" in name]
    assert len(parts) == 5
    assert not any("<f>" in part or "<f " in part for part in parts)


def test_numbers_and_ids_are_text() -> None:
    book = openpyxl.load_workbook(
        BytesIO(workbooks.write(rules.pages(Record([a_person()], [a_service()], []), SHANGHAI)))
    )
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2):
            assert {cell.number_format for cell in row if cell.value is not None} <= {"@"}


def test_an_export_has_its_bounds() -> None:
    rules.may_export(1_000, 5_000)
    for people, records in ((1_001, 10), (10, 5_001)):
        with pytest.raises(rules.ExportTooLarge):
            rules.may_export(people, records)
