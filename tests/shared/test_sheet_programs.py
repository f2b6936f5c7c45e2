"""What the program that reads lists sees: values as they look, formulas as formulas, traps as traps."""

import io
import itertools
import struct
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
import xlwt  # type: ignore[import-untyped] # it has no types
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from shared.sheet_programs import delimited, looks, writer, xls, xlsx
from shared.sheet_programs.confined import Fault, Limits
from tests.support.workbooks import SHEET, a_sheet, by_hand, of_old, with_entry


def test_a_number_is_read_as_it_is_seen() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        values: list[tuple[Any, str]] = [
            (123, "000000"),
            (2012.1, "0.00"),
            (41091, "yyyy-mm-dd"),
            (41091, 'yyyy"年"m"月";@'),
            (41091, "General"),
            (0.5, "0%"),
            (time(8, 30), "h:mm"),
            (datetime(2012, 7, 1, 8, 30), "m/d/yy h:mm"),  # noqa: DTZ001 - as written on paper
            (1e15, "0"),
            (True, "General"),
            (date(2012, 7, 1), "[$-804]yyyy\\-m\\-d;@"),
        ]
        for column, (value, form) in enumerate(values, 1):
            sheet.cell(3, column, value).number_format = form

    lines = list(xlsx.read(by_hand(fill), Limits()))
    assert lines[1:] == [
        [
            3,
            [
                (1, "n", "000123"),
                (2, "n", "2012.10"),
                (3, "d", "2012-07-01"),
                (4, "d", "2012-07"),
                (5, "n", "41091"),
                (6, "o", "0.5"),
                (7, "o", "08:30:00"),
                (8, "d", "2012-07-01"),
                (9, "n", "1000000000000000"),
                (10, "b", "True"),
                (11, "d", "2012-07-01"),
            ],
        ]
    ]


@pytest.mark.parametrize(
    ("number", "seen"),
    [
        (14, looks.DAY),
        (31, looks.DAY),
        (17, looks.MONTH),
        (57, looks.MONTH),
        (20, looks.ODD),
        (49, looks.PLAIN),
    ],
)
def test_formats_without_a_code_are_known_by_their_number(number: int, seen: str) -> None:
    assert looks.look(number, {}) == seen


def test_days_may_count_from_1904() -> None:
    assert looks.number(39629, looks.DAY, from_1904=True) == ("d", "2012-07-01")


def test_formulas_and_errors_are_told_as_such_and_never_as_their_last_value() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["A1"], sheet["B1"], sheet["C1"] = "=1+1", "#N/A", "甲"
        sheet["A2"] = ArrayFormula("A2:A3", "=C1:C2")
        sheet["A3"] = 7
        sheet.merge_cells("B5:C6")

    head, *rows = xlsx.read(by_hand(fill), Limits())
    assert isinstance(head, dict)
    assert head["merges"] == [(5, 2, 6, 3)]
    assert rows == [
        [1, [(1, "f", ""), (2, "e", ""), (3, "t", "甲")]],
        [2, [(1, "f", "")]],
        [3, [(1, "f", "7.0")]],
    ]


def test_old_workbooks_tell_the_same() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("甲")
        for column, (value, form) in enumerate(
            [
                ("王", "general"),
                (100124, "general"),
                (123, "000000"),
                (date(2012, 7, 1), "yyyy-mm-dd"),
                (date(2012, 7, 1), 'yyyy"年"m"月"'),
                (xlwt.Formula("1+1"), "general"),
            ]
        ):
            sheet.write(0, column, value, xlwt.easyxf(num_format_str=form))
        sheet.write_merge(2, 3, 0, 1, "并")
        hidden = book.add_sheet("藏")
        hidden.visibility = 1
        hidden.write(0, 0, "x")

    assert list(xls.read(of_old(fill), Limits())) == [
        {"sheet": "甲", "merges": [(3, 1, 4, 2)], "from_1904": False},
        [
            1,
            [
                (1, "t", "王"),
                (2, "n", "100124"),
                (3, "n", "000123"),
                (4, "d", "2012-07-01"),
                (5, "d", "2012-07"),
                (6, "f", ""),
            ],
        ],
        [3, [(1, "t", "并")]],
    ]


@pytest.mark.parametrize(
    "content",
    [
        "姓名,工号\n王,000123\n".encode("gb18030"),
        "\ufeff姓名;工号\r\n王;000123\r\n".encode(),
        '姓名\t工号\n"王"\t="000123"'.encode(),
        "sep=;\n姓名;工号\n王;000123".encode("utf-16"),
    ],
    ids=["GB18030", "UTF-8 with its mark", "tabs and a kept number", "UTF-16, saying its separator"],
)
def test_text_with_separators_is_read_in_the_ways_it_is_written_here(content: bytes) -> None:
    assert list(delimited.read(content, Limits()))[1:] == [
        [1, [(1, "t", "姓名"), (2, "t", "工号")]],
        [2, [(1, "t", "王"), (2, "t", "000123")]],
    ]


def test_a_formula_in_text_is_a_formula() -> None:
    assert list(delimited.read(b"a,=1+1\n", Limits()))[1:] == [[1, [(1, "t", "a"), (2, "f", "=1+1")]]]


def a_layered_bomb() -> bytes:
    layers = "".join(
        f'<!ENTITY {each} "{f"&{before};" * 10}">' for before, each in itertools.pairwise("abcdefghij")
    )
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'
    return a_sheet(cell, f'<!DOCTYPE x [<!ENTITY a "0123456789">{layers}]>')


def with_a_link() -> bytes:
    written = io.BytesIO(by_hand(lambda _: None))
    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(written, "a") as packed:
        packed.writestr(link, "/etc/passwd")
    return written.getvalue()


def with_ten_thousand_entries() -> bytes:
    written = io.BytesIO(by_hand(lambda _: None))
    with zipfile.ZipFile(written, "a") as packed:
        for number in range(10_000):
            packed.writestr(f"xl/{number}.xml", b"")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (with_entry(SHEET, b" " * 100_000_000), "large"),
        (with_ten_thousand_entries(), "large"),
        (a_layered_bomb(), "unreadable"),
        (with_a_link(), "unreadable"),
        (with_entry("../xl/out.xml", b""), "unreadable"),
        (with_entry("xl/nested.zip", with_entry("x.xml", b"")), "active"),
        (with_entry("xl/vbaProject.bin", b"x"), "active"),
        (with_entry("xl/externalLinks/externalLink1.xml", b"x"), "active"),
        (with_entry("xl/embeddings/oleObject1.bin", b"x"), "active"),
        (a_sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "long"),
        (a_sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "wide"),
        (b"PK\3\4", "unreadable"),
    ],
    ids=[
        *("bomb", "10,000 entries", "entities", "symbolic link", "path outside", "zip in zip", "macro"),
        *("external link", "embedded", "last row", "last column", "cut off"),
    ],
)
def test_a_trap_is_refused_before_anything_of_it_is_unpacked(content: bytes, code: str) -> None:
    with pytest.raises(Fault) as fault:
        list(xlsx.read(content, Limits()))
    assert fault.value.told["fault"] == code


def test_cells_and_characters_are_counted_over_all_sheets() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for sheet in (book.worksheets[0], book.create_sheet()):
            for row in range(1, 6):
                sheet.cell(row, 1, "甲" * 20)

    assert len(list(xlsx.read(by_hand(fill), Limits(characters=200)))) == 12
    for limits in (Limits(characters=199), Limits(cells=9)):
        with pytest.raises(Fault, match="large"):
            list(xlsx.read(by_hand(fill), limits))


_STREAM_END = 512 + 4096


def an_old_one(*records: tuple[int, bytes]) -> bytes:
    """An old workbook with more records at its beginning, which xlwt does not write."""
    plain = of_old(lambda book: book.add_sheet("甲").write(0, 0, "x"))
    first = 512 + 4 + struct.unpack_from("<H", plain, 514)[0]  # behind the record that begins the stream
    added = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)
    return plain[:first] + added + plain[first : _STREAM_END - len(added)] + plain[_STREAM_END:]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (an_old_one((0x2F, bytes(54))), "encrypted"),
        (an_old_one((0xD3, b"")), "active"),
        (an_old_one((0x1AE, b"\1\0\5\0\0abcd")), "active"),
        (an_old_one().replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le")), "mismatch"),
        (xls.MAGIC + bytes(600), "unreadable"),
    ],
    ids=["password", "macros", "link to another workbook", "a text document", "nothing inside"],
)
def test_what_an_old_workbook_hides_is_seen(content: bytes, code: str) -> None:
    with pytest.raises(Fault) as fault:
        list(xls.read(content, Limits()))
    assert fault.value.told["fault"] == code


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=12).map(
    lambda text: text.replace("\r\n", "\n")
)


@given(cells=st.lists(st.lists(TEXTS | st.none(), min_size=2, max_size=2), min_size=1, max_size=30))
@example(cells=[["=1+1", "=cmd|'/C calc'!A0"], ["+1", "-1"], ["@SUM(A1)", "#N/A"], ["007", "3-4"]])
@example(cells=[["_x0041_", "_x000D_"], [" a\tb\nc ", "＝１"], ["\x00\x1f", "\ue000"], ["TRUE", "1e5"]])
@settings(max_examples=30, deadline=None)
def test_whatever_is_written_reads_the_same(cells: list[list[str | None]]) -> None:
    """OWASP, "CSV injection": text stays text whatever it begins with."""
    page = {"name": "页", "head": ["头", "=尾"], "widths": [10, 10]}
    content = writer.workbook({"lists": {}, "pages": [page]}, iter([*cells, None]))
    _, head, *rows = xlsx.read(content, Limits())
    assert head == [1, [(1, "t", "头"), (2, "t", "=尾")]]
    assert rows == [
        [number, [(place, "t", text) for place, text in enumerate(row, 1) if text]]
        for number, row in enumerate(cells, 2)
        if any(row)
    ]
