"""Lists from anybody's program: each refusal says what to do, and pages are written as they are wanted."""

import io
import struct

import openpyxl
import pytest

from shared import sheets
from shared.errors import Refusal
from shared.sheet_programs.confined import Limits
from shared.sheets import WrittenPage
from shared.workbooks import WorkbookActive, WorkbookTooLarge, WorkbookUnreadable
from tests.support.workbooks import SHEET, a_sheet, by_hand, of_old, with_entry


def as_kept_with_a_password() -> bytes:
    old = of_old(lambda book: book.add_sheet("甲").write(0, 0, "x"))
    name, other = ("Workbook".encode("utf-16-le") + bytes(48), "EncryptedPackage".encode("utf-16-le"))
    at = old.index(name)
    return old[:at] + other.ljust(64, b"\0") + struct.pack("<H", len(other) + 2) + old[at + 66 :]


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("人员.pdf", b"%PDF", sheets.SheetFileKindUnknown),
        ("人员.XLSM", b"PK", WorkbookActive),
        ("人员.xls", b"<html><table>", sheets.SheetFileKindWrong),
        ("人员.csv", b"PK\3\4", sheets.SheetFileKindWrong),
        ("人员.xlsx", as_kept_with_a_password(), sheets.SheetFileEncrypted),
        ("人员.csv", b"\xff\xff\xff", sheets.SheetFileEncoding),
        ("人员.csv", b" \n", sheets.SheetFileEmpty),
        ("人员.csv", b"x\n" * 20_001, sheets.SheetFileLong),
        ("人员.csv", b"x," * 100 + b"x", sheets.SheetFileWide),
        ("人员.xlsx", by_hand(lambda _: None)[:-30], WorkbookUnreadable),
        ("人员.xlsx", with_entry(SHEET, b" " * 100_000_000), WorkbookTooLarge),
    ],
)
async def test_each_refusal_says_what_to_do(name: str, content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        await sheets.read(content, name)
    assert "{" not in refused.value.detail("zh") + refused.value.detail("en")


async def test_a_reader_that_wants_more_memory_than_it_is_given_is_ended() -> None:
    scattered = a_sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="20000"><c r="CV20000"><v>1</v></c></row>'
    )
    assert len((await sheets.read(scattered, "a.xlsx"))[0].rows) == 2
    with pytest.raises(WorkbookTooLarge):
        await sheets.read(scattered, "a.xlsx", Limits(memory=60_000_000))


async def test_a_written_page_offers_lists_of_any_length_and_says_more_in_notes() -> None:
    places = [f"第{number}车间" for number in range(100)]
    written = await sheets.write(
        [
            WrittenPage(
                "人员", ["部门", "姓名"], [20, 10], [["第1车间", "王"]], {1: "workplace"}, {1: "部门"}
            ),
            WrittenPage("说明", ["说明"], [60], [["逐行填写"]]),
        ],
        {"部门": places, "空": []},
    )
    book = openpyxl.load_workbook(io.BytesIO(written))
    first, _, lists = book.worksheets
    assert (book.sheetnames, lists.sheet_state) == (["人员", "说明", "选项"], "hidden")
    [choice] = first.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ("'选项'!$A$2:$A$101", "A2:A20000")
    assert [cell.value for cell in lists["A"]] == ["部门", *places]
    assert first["A1"].comment is not None
    assert first["A1"].comment.text == "workplace"
    cell = first["A2"]
    assert (cell.value, cell.data_type, cell.number_format, cell.quotePrefix) == ("第1车间", "s", "@", True)
    assert [sheet.name for sheet in await sheets.read(written, "人员.xlsx")] == ["人员", "说明"]
