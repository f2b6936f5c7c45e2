"""`/v1/hr-files` and what comes back of them: `/v1/hr-sync-runs/{id}/marked-file`."""

import asyncio
import io
from collections.abc import Sequence
from typing import Any

import httpx2
import openpyxl
import pytest
from sqlalchemy import text

from services.directory.usecases import hr_files
from shared import sheets
from tests.directory.house import House, both, code_of
from tests.directory.world import ident

HEADS = ("姓名", "工号", "手机", "部门", "状态", "备注")
_ID_NUMBER = "11010519491231002X"
PHONE = "13800000001"
_WORKSHOP = "packing workshop 单位"


def a_csv(*rows: Sequence[str], heads: Sequence[str] = HEADS) -> bytes:
    return "\r\n".join(",".join(row) for row in (heads, *rows)).encode("gb18030")


GOOD = ("新来者", "900001", PHONE, "power workshop", "在职", "=1+1")
BAD = ("写错者", "900002", "不知", "power workshop", "神秘", "")
LIST = a_csv(GOOD, BAD)


async def upload(
    house: House, by: str | None = "hr", content: bytes = LIST, name: str = "人员.csv", key: str = "upload-1"
) -> httpx2.Response:
    headers = house.by(by) | {"Idempotency-Key": key}
    return await house.client.post("/v1/hr-files", params={"name": name}, content=content, headers=headers)


async def planned(house: House, file_id: str | None, **more: Any) -> dict[str, Any]:
    body = {"mode": "delta", "dry_run": True, "file_id": file_id} | more
    run: dict[str, Any] = (await house.post("/v1/hr-sync-runs", body, "hr")).json()
    async with asyncio.timeout(10):
        while run["state"] in {"staged", "planning"}:  # by the worker in the background
            await asyncio.sleep(0.01)
            run = (await house.get(f"/v1/hr-sync-runs/{run['id']}", "hr")).json()
    return run


class TestUpload:
    async def test_strangers_and_secretaries_send_no_lists(self, house: House) -> None:
        assert (await upload(house, None)).status_code == 401
        assert code_of(await upload(house, "secretary")) == "forbidden"

    @pytest.mark.parametrize(
        ("name", "content", "status", "code"),
        [
            ("人员.pdf", LIST, 422, "sheet_file_kind_unknown"),
            ("人员.xlsx", LIST, 422, "sheet_file_kind_wrong"),
            ("人员.xlsm", b"PK", 422, "workbook_active"),
            ("人员.csv", a_csv(heads=("姓名", "手机")), 422, "hr_heads_missing"),
            ("人员.csv", a_csv(heads=("姓名", "工号", "工号")), 422, "hr_heads_doubled"),
        ],
    )
    async def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
        self, house: House, name: str, content: bytes, status: int, code: str
    ) -> None:
        answer = await upload(house, name=name, content=content)
        assert (answer.status_code, code_of(answer)) == (status, code)

    async def test_a_name_that_is_no_line_is_malformed(self, house: House) -> None:
        assert (await upload(house, name="a\u0000.csv")).status_code == 422

    @both
    async def test_a_list_is_kept_sealed_and_once_and_says_at_once_what_is_wrong(self, house: House) -> None:
        made = (await upload(house)).json()
        assert (made["name"], made["rows"], made["refused_rows"]) == ("人员.csv", 1, 1)
        told = [(each["row"], each["column"], each["code"], each["is_error"]) for each in made["findings"]]
        assert told == [
            (3, "phone", "phone_wrong", True),
            (3, "active", "state_unknown", True),
            (None, "备注", "column_ignored", False),
        ]
        again = (await upload(house, key="upload-2")).json()
        assert again["id"] == made["id"]
        async with house.database.read() as view:
            [sealed] = (await view.execute(text("SELECT sealed FROM hr_file"))).scalars()
        assert PHONE not in sealed
        assert "写错者" not in sealed


class TestRun:
    async def test_another_sender_s_file_is_missing(self, house: House) -> None:
        made = (await upload(house, "system")).json()
        answer = await house.post("/v1/hr-sync-runs", {"mode": "delta", "file_id": made["id"]}, "hr")
        assert (answer.status_code, code_of(answer)) == (404, "hr_file_missing")

    @both
    async def test_good_rows_are_planned_and_bad_ones_told_in_place(self, house: House) -> None:
        made = (await upload(house, content=a_csv((*GOOD[:3], "", *GOOD[4:]), BAD))).json()
        run = await planned(house, made["id"])
        assert (run["state"], run["failure"], run["counts"]["create"], run["counts"]["rejected"]) == (
            "planned",
            None,
            1,
            1,
        )
        items = (await house.get(f"/v1/hr-sync-runs/{run['id']}/items?kind=rejected", "hr")).json()["items"]
        [item] = items
        assert (item["row"], item["key"], item["code"]) == (3, "900002", "phone_wrong")
        assert [finding["code"] for finding in item["findings"]] == ["phone_wrong", "state_unknown"]

    async def test_who_stands_in_a_bad_row_is_not_absent(self, house: House) -> None:
        """A full list that speaks of somebody wrongly still speaks of him."""
        async with house.database.write() as tx:
            await tx.execute(text("UPDATE person SET employee_no = '900002' WHERE name = '王小二'"))
        made = (await upload(house, content=a_csv((*GOOD[:3], "", *GOOD[4:]), BAD))).json()
        run = await planned(house, made["id"], mode="full")
        left = await house.get(f"/v1/hr-sync-runs/{run['id']}/items?kind=deactivate&limit=200", "hr")
        names = {item["name"] for item in left.json()["items"]}
        assert "王小二" not in names
        assert "钱多" in names


class TestMarkedFile:
    async def test_without_a_token_or_a_role_nothing_is_shown(self, house: House) -> None:
        path = f"/v1/hr-sync-runs/{ident('run')}/marked-file"
        assert (await house.get(path, None)).status_code == 401
        assert (await house.get(path, "secretary")).status_code == 403

    async def test_only_the_sender_gets_it_back_and_only_while_it_is_kept(self, house: House) -> None:
        path = f"/v1/hr-sync-runs/{ident('run')}/marked-file"
        assert code_of(await house.get(path, "hr")) == "hr_sync_run_missing"
        run = await planned(house, (await upload(house)).json()["id"])
        path = f"/v1/hr-sync-runs/{run['id']}/marked-file"
        assert code_of(await house.get(path, "system")) == "hr_file_missing"
        assert (await house.get(path, "hr")).status_code == 200
        await hr_files.forget_old(house.database, house.watch() + hr_files.KEPT * 2)
        assert code_of(await house.get(path, "hr")) == "hr_file_missing"

    async def test_it_is_a_workbook_of_texts_with_a_column_of_errors(self, house: House) -> None:
        heads = (*HEADS[:5], "身份证号")
        content = a_csv(("=1+1", "900001", "", "无此车间", "在职", _ID_NUMBER), BAD, heads=heads)
        run = await planned(house, (await upload(house, content=content)).json()["id"])
        answer = await house.get(f"/v1/hr-sync-runs/{run['id']}/marked-file", "hr")
        sheet, summary = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[0] == [*heads, "错误"]
        assert rows[1][:6] == ["=1+1", "900001", None, "无此车间", "在职", "[已隐去 hidden]"]
        assert sheet["A2"].data_type == "s"
        assert "错误·姓名:不接受公式, 请粘贴为值 | Error, Name: Formulas are not taken" in str(rows[1][6])
        assert str(rows[2][6]).count("错误·") == 2
        assert summary.title == "错误汇总"
        assert ["身份证号", "提示 Note", "column_id_number"] in [
            [cell.value for cell in row[2:5]] for row in summary.iter_rows(min_row=2)
        ]

    async def test_corrected_it_can_be_sent_again(self, house: House) -> None:
        run = await planned(house, (await upload(house)).json()["id"])
        marked = (await house.get(f"/v1/hr-sync-runs/{run['id']}/marked-file", "hr")).content
        again = (await upload(house, content=marked, name="改.xlsx", key="upload-2")).json()
        assert (again["rows"], again["refused_rows"]) == (1, 1)
        assert "错误" not in [finding["column"] for finding in again["findings"]]


class TestTemplate:
    async def test_without_a_token_or_a_role_nothing_is_shown(self, house: House) -> None:
        assert (await house.get("/v1/hr-files/template", None)).status_code == 401
        assert (await house.get("/v1/hr-files/template", "secretary")).status_code == 403

    @both
    async def test_filled_by_a_person_it_reads_back_as_filled(self, house: House) -> None:
        answer = await house.get("/v1/hr-files/template", "hr")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert book.sheetnames == ["人员", "填写说明", "选项"]
        lists = {column[0].value: [cell.value for cell in column[1:]] for column in book["选项"].iter_cols()}
        assert lists["部门/车间"][:2] == [_WORKSHOP, f"{_WORKSHOP}/packing team 单位"]
        assert lists["性别"][:2] == ["男", "女"]
        sheet = book["人员"]
        columns = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
        filled: dict[str, Any] = {"姓名": "王工", "工号": "000123", "入职日期": "2012-07", "手机": PHONE}
        filled |= {"政治面貌": lists["政治面貌"][0], "部门/车间": lists["部门/车间"][1]}
        for head, value in filled.items():
            sheet.cell(2, columns[head], value)
        saved = io.BytesIO()
        book.save(saved)
        read = await hr_files.read(saved.getvalue(), "填.xlsx", full=False, width=None)
        assert (read.refused, read.notes) == ((), ())
        assert [record.values for record in read.records] == [
            {
                "employee_no": "000123",
                "name": "王工",
                "phone": PHONE,
                "workplace": f"{_WORKSHOP}/packing team 单位",
                "hired_on": "2012-07",
                "political_status": "01",
            }
        ]
        assert [sheet.name for sheet in await sheets.read(answer.content, "空.xlsx")] == ["人员", "填写说明"]
