"""Workbooks from anywhere: read as they are seen, refused quickly when they are a trap; written as text only."""

import asyncio
import io
import itertools
import time
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.cell.cell import Cell as OpenCell

from shared import workbooks
from shared.errors import Busy
from shared.workbooks import Cell, Page, Row, Sheet, WorkbookActive, WorkbookTooLarge, WorkbookUnreadable

_SHEET = "xl/worksheets/sheet1.xml"
_HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def a_workbook(text: str = "甲") -> bytes:
    return workbooks.write([Page("页", [10], [["头"], [text]])])


def by_hand(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    """A workbook as a person's program would write it."""
    book, written = openpyxl.Workbook(), io.BytesIO()
    fill(book)
    book.save(written)
    return written.getvalue()


def with_entry(name: str, content: bytes, *, to: bytes | None = None) -> bytes:
    """A workbook in which one entry is added or replaced."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(to or a_workbook())) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            if entry.filename != name:
                after.writestr(entry, before.read(entry))
        after.writestr(name, content)
    return written.getvalue()


def a_sheet(cells: str, before: str = "") -> bytes:
    return with_entry(_SHEET, f"{before}{_HEAD}<sheetData>{cells}</sheetData></worksheet>".encode())


async def test_filled_cells_are_read_with_their_places_and_kinds() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.title = "题"
        sheet["B2"], sheet["C2"], sheet["D2"], sheet["E2"] = "甲\n乙", 7, 0.1, True
        sheet["B4"], sheet["C4"], sheet["D4"] = "=1+1", 0.5, "#N/A"
        sheet["C4"].number_format = "0%"
        book.create_sheet("空")

    assert await workbooks.read(by_hand(fill)) == [
        Sheet(
            "题",
            (
                Row(
                    2,
                    (
                        Cell(2, "text", "甲\n乙"),
                        Cell(3, "number", "7"),
                        Cell(4, "number", "0.1"),
                        Cell(5, "boolean", "True"),
                    ),
                ),
                Row(4, (Cell(2, "formula", "=1+1"), Cell(3, "formatted", "0.5"), Cell(4, "error", "#N/A"))),
            ),
        ),
        Sheet("空", ()),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "=cmd|'/C calc'!A0", '=HYPERLINK("http://example.com";"x")', "+1", "-1", "@SUM(A1)", "=1"),
        *(
            "#N/A",
            "007",
            "3-4",
            "1e5",
            "TRUE",
            "'quoted",
            "_x0041_",
            "_x000D__x0041_",
            "a\tb\nc",
            "\uffff\ufffe",
        ),
    ],
)
async def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    """OWASP, "CSV injection": also after somebody has edited the cell."""
    written = a_workbook(text)
    [sheet] = await workbooks.read(written)
    assert sheet.rows[1].cells == (Cell(1, "text", text),)
    cell = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0]["A2"]
    assert isinstance(cell, OpenCell)
    assert (cell.data_type, cell.number_format, cell.quotePrefix) == ("s", "@", True)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"\x89PNG\r\n", b"\0" * 1000, "题型,题目\n".encode(), a_workbook()[:-30]],
    ids=["nothing", "first bytes", "a picture", "NUL", "CSV", "cut off"],
)
async def test_what_is_no_workbook_cannot_be_read(content: bytes) -> None:
    with pytest.raises(WorkbookUnreadable):
        await workbooks.read(content)


@pytest.mark.parametrize(
    "name",
    [
        *("xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin"),
        *("xl/connections.xml", "xl/activeX/activeX1.xml", "customUI/customUI.xml", "XL/VBAPROJECT.BIN"),
    ],
)
async def test_a_workbook_that_could_do_something_is_refused(name: str) -> None:
    with pytest.raises(WorkbookActive):
        await workbooks.read(with_entry(name, b"x"))


async def test_a_workbook_that_says_it_has_macros_is_refused() -> None:
    kinds = zipfile.ZipFile(io.BytesIO(a_workbook())).read("[Content_Types].xml")
    said = kinds.replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )
    assert said != kinds
    with pytest.raises(WorkbookActive):
        await workbooks.read(with_entry("[Content_Types].xml", said))


class TestBombs:
    """Each is refused within seconds, far from the service."""

    @pytest.fixture(autouse=True)
    def _quick(self) -> object:
        begun = time.monotonic()
        yield
        assert time.monotonic() - begun < 60

    async def test_a_hundred_megabytes_in_a_hundred_kilobytes_are_too_large(self) -> None:
        bomb = with_entry(_SHEET, _HEAD.encode() + b" " * 100_000_000)
        assert len(bomb) < 1_000_000
        with pytest.raises(WorkbookTooLarge):
            await workbooks.read(bomb)

    async def test_thousands_of_entries_are_too_large(self) -> None:
        written = io.BytesIO(a_workbook())
        with zipfile.ZipFile(written, "a") as packed:
            for number in range(2_000):
                packed.writestr(f"xl/{number}", b"")
        with pytest.raises(WorkbookTooLarge):
            await workbooks.read(written.getvalue())

    async def test_an_entry_that_understates_its_size_is_not_read_beyond_it(self) -> None:
        size, lie = (40_000_000).to_bytes(4, "little"), (4_000).to_bytes(4, "little")
        bomb = with_entry(_SHEET, b" " * 40_000_000)
        assert bomb.count(size) >= 1
        with pytest.raises(WorkbookUnreadable):
            await workbooks.read(bomb.replace(size, lie))

    async def test_entities_are_not_expanded(self) -> None:
        names = "abcdefghij"
        layers = "".join(
            f'<!ENTITY {each} "{f"&{before};" * 10}">' for before, each in itertools.pairwise(names)
        )
        bomb = a_sheet(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>',
            f'<!DOCTYPE x [<!ENTITY a "0123456789">{layers}]>',
        )
        with pytest.raises(WorkbookUnreadable):
            await workbooks.read(bomb)

    async def test_a_file_of_ours_is_not_drawn_in(self) -> None:
        drawn = a_sheet(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>',
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        )
        with pytest.raises(WorkbookUnreadable):
            await workbooks.read(drawn)

    async def test_more_cells_than_anybody_types_are_too_large(self) -> None:
        rows = "".join(f'<row r="{row}">{"<c><v>1</v></c>" * 100}</row>' for row in range(1, 1_001))
        with pytest.raises(WorkbookTooLarge):
            await workbooks.read(a_sheet(rows))

    async def test_one_cell_in_the_last_corner_is_just_one_cell(self) -> None:
        [sheet] = await workbooks.read(a_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
        assert sheet.rows == (Row(1048576, (Cell(16384, "number", "1"),)),)

    @pytest.mark.slow
    async def test_what_takes_too_long_is_ended_and_a_fourth_at_once_is_sent_away(self) -> None:
        rows = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 30_000))
        slow = a_sheet(rows)
        ends = await asyncio.gather(*(workbooks.read(slow) for _ in range(4)), return_exceptions=True)
        assert [type(end) for end in ends] == [WorkbookTooLarge] * 3 + [Busy]
        assert await workbooks.read(a_workbook())
