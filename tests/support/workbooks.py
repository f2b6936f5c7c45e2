"""Workbooks as other programs write them, and as nobody should."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import xlwt  # type: ignore[import-untyped] # it has no types

SHEET = "xl/worksheets/sheet1.xml"
_HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def by_hand(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    """A workbook as a person's program would write it."""
    book, written = openpyxl.Workbook(), io.BytesIO()
    fill(book)
    book.save(written)
    return written.getvalue()


def of_old(fill: Callable[[xlwt.Workbook], None]) -> bytes:
    book, written = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    fill(book)
    book.save(written)
    return written.getvalue()


def with_entry(name: str, content: bytes) -> bytes:
    """A workbook in which one entry is added or replaced."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(by_hand(lambda _: None))) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            if entry.filename != name:
                after.writestr(entry, before.read(entry))
        after.writestr(name, content)
    return written.getvalue()


def a_sheet(cells: str, before: str = "") -> bytes:
    return with_entry(SHEET, f"{before}{_HEAD}<sheetData>{cells}</sheetData></worksheet>".encode())
