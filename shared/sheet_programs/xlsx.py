"""Workbooks of today (.xlsx): calamine reads the values, and one pass over the XML sees what it does not tell.

That is formulas, errors and how numbers look; and it counts before anything is held in memory.
Measured with 10,000 rows of 22 columns: 0.5 s, where openpyxl takes 2.9 s.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat  # entities are refused below, before any is expanded

from defusedxml import ElementTree  # type: ignore[import-untyped] # it has no types

from .confined import Budget, Fault, Limits
from .looks import PLAIN, look
from .package import check
from .values import Seen, lines

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_WIDEST = 16_384


def read(content: bytes, limits: Limits) -> Iterator[list[Any] | dict[str, Any]]:
    """The sheets that are not hidden, as `values.lines` tells them. Raises Fault."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise Fault("unreadable") from error
    with packed:
        check(packed, limits.entries, limits.unpacked)
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"), forbid_dtd=True)
        looks = _looks(packed)
        sheets = _visible(packed, book)
        if len(sheets) > limits.sheets:
            raise Fault("large")
        settings = next((each for each in book if each.tag.endswith("}workbookPr")), None)
        from_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
        watched = [(place, _Watch(looks, limits).over(packed, path)) for place, path in sheets]
    yield from lines(content, watched, Budget(limits), from_1904=from_1904)


def _visible(packed: zipfile.ZipFile, book: Any) -> list[tuple[int, str]]:
    """Place among all sheets, and path, of each worksheet that is seen."""
    related = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    paths = {each.get("Id"): each for each in related if each.get("Type", "").endswith("/worksheet")}
    found = []
    listed = [each for group in book if group.tag.endswith("}sheets") for each in group]
    for place, sheet in enumerate(listed):
        part = paths.get(sheet.get(_RELATION) or sheet.get(_STRICT))
        if part is None:
            continue  # a chart
        if sheet.get("state", "visible") == "visible":
            target = part.get("Target", "")
            found.append((place, target[1:] if target.startswith("/") else f"xl/{target}"))
    return found


def _looks(packed: zipfile.ZipFile) -> list[str]:
    """How numbers look, by the number of the style."""
    if "xl/styles.xml" not in packed.namelist():
        return []
    styles = ElementTree.fromstring(packed.read("xl/styles.xml"), forbid_dtd=True)
    groups = {group.tag.rpartition("}")[2]: group for group in styles}
    codes = {int(each.get("numFmtId", 0)): each.get("formatCode", "") for each in groups.get("numFmts", ())}
    return [look(int(each.get("numFmtId", 0)), codes) for each in groups.get("cellXfs", ())]


class _Watch:
    """One pass over the XML of a sheet; nothing of it is kept but what is out of the ordinary."""

    def __init__(self, looks: list[str], limits: Limits) -> None:
        self._looks, self._limits = looks, limits
        self._row = self._column = self._cells = 0
        self._cell: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._seen = Seen()

    def over(self, packed: zipfile.ZipFile, path: str) -> Seen:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = _refuse
        with packed.open(path) as entry:
            parser.ParseFile(entry)
        return self._seen

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._cell = attributes
            place = attributes.get("r")
            self._column = self._number(place.rstrip("0123456789")) if place else self._column + 1
        elif tag in {"v", "is"}:
            self._fill()
        elif tag == "f":
            self._formula(attributes)
        elif tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", "A1"))

    def _number(self, letters: str) -> int:
        known = self._columns.get(letters)
        if known is None:
            known = 0
            for letter in letters.upper():
                known = known * 26 + ord(letter) - 64
            if not 1 <= known <= _WIDEST:
                raise Fault("unreadable")
            self._columns[letters] = known
        return known

    def _fill(self) -> None:
        self._cells += 1
        if self._row > self._limits.rows:
            raise Fault("long", most=self._limits.rows, row=self._row)
        if self._column > self._limits.columns:
            raise Fault("wide", most=self._limits.columns)
        if self._cells > self._limits.cells:
            raise Fault("large")
        kind = self._cell.get("t", "n")
        if kind == "e":
            self._seen.errors.add((self._row, self._column))
        elif kind == "n" and "s" in self._cell:
            seen = self._looks[int(self._cell["s"])]
            if seen != PLAIN:
                self._seen.looks[self._row, self._column] = seen

    def _formula(self, attributes: dict[str, str]) -> None:
        self._seen.formulas.add((self._row, self._column))
        if "ref" in attributes and attributes.get("t") in {"array", "dataTable"}:
            # One cell of it holds the formula; the others look like values.
            top, left, bottom, right = self._range(attributes["ref"])
            if (bottom - top + 1) * (right - left + 1) > self._limits.cells:
                raise Fault("large")
            self._seen.formulas |= {
                (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
            }

    def _merge(self, reference: str) -> None:
        self._seen.merges.append(self._range(reference))
        if len(self._seen.merges) > self._limits.rows:
            raise Fault("large")

    def _range(self, reference: str) -> tuple[int, int, int, int]:
        first, _, last = reference.replace("$", "").partition(":")
        corners = []
        for each in (first, last or first):
            letters = each.rstrip("0123456789")
            corners += [int(each[len(letters) :]), self._number(letters)]
        top, left, bottom, right = corners
        return top, left, bottom, right


def _refuse(*_: object) -> None:
    raise Fault("unreadable")
