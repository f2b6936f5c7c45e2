"""Workbooks of before 2007 (.xls): calamine reads the values; here the records are looked through for what it hides.

Sources: [MS-CFB] 2.2–2.6 (the container), [MS-XLS] 2.3 and 2.4 (records). Of the records only numbers of kind, row,
column and style are looked at, never a value.
"""

import struct
from collections.abc import Iterator
from typing import Any

from .confined import Budget, Fault, Limits
from .looks import PLAIN, look
from .values import Seen, lines

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
"""From here on a number of a sector means something else."""
_MACROS = {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA", "Macros"}
_FORMULA, _EOF, _FILEPASS, _1904, _SUPBOOK, _OBPROJ, _BOF = 0x06, 0x0A, 0x2F, 0x22, 0x1AE, 0xD3, 0x809
_BOUNDSHEET, _XF, _FORMAT, _BOOLERR, _MERGES = 0x85, 0xE0, 0x41E, 0x205, 0xE5
_NUMBER, _RK, _MULRK = 0x203, 0x27E, 0xBD
_TEXTS = {0xFD, 0x204, 0xD6}
_CELLS = {_FORMULA, _BOOLERR, _NUMBER, _RK, _MULRK, *_TEXTS}
_OWN, _ADD_IN = 0x0401, 0x3A01


def read(content: bytes, limits: Limits) -> Iterator[list[Any] | dict[str, Any]]:
    """As `xlsx.read`. Raises Fault."""
    try:
        stream = _stream(content)
        book = _Book(stream, limits)
        watched = book.watch()
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Fault("unreadable") from error
    yield from lines(content, watched, Budget(limits), from_1904=book.from_1904)


def encrypted(content: bytes) -> bool:
    """Whether the container holds a workbook of today with a password."""
    try:
        return "EncryptedPackage" in dict(_Container(content).entries)
    except (struct.error, IndexError, UnicodeDecodeError):
        return False


def _stream(content: bytes) -> bytes:
    box = _Container(content)
    entries = dict(box.entries)
    if "EncryptedPackage" in entries:
        raise Fault("encrypted")
    if _MACROS & set(entries) or any(name.startswith("MBD") for name in entries):
        raise Fault("active")
    if "Workbook" not in entries:
        raise Fault("unreadable" if "Book" in entries else "mismatch")
    start, size = entries["Workbook"]
    return box.chain(start)[:size]


class _Container:
    """The sectors of a compound file, and the names in its directory with first sector and size."""

    def __init__(self, content: bytes) -> None:
        self._content, self._sector = content, 1 << struct.unpack_from("<H", content, 0x1E)[0]
        if self._sector not in {512, 4096}:
            raise Fault("unreadable")
        tables, directory = struct.unpack_from("<II", content, 0x2C)
        following = struct.unpack_from("<I", content, 0x44)[0]
        listed = list(struct.unpack_from("<109I", content, 0x4C))
        self._most = len(content) // self._sector + 1
        words = self._sector // 4
        while following < _END and len(listed) < tables <= self._most:
            *more, following = struct.unpack(f"<{words}I", self._at(following))
            listed += more
        self._next: list[int] = []
        for sector in listed[: min(tables, self._most)]:
            self._next += struct.unpack(f"<{words}I", self._at(sector))
        self.entries = list(self._named(self.chain(directory)))

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._content[start : start + self._sector].ljust(self._sector, b"\0")

    def chain(self, sector: int) -> bytes:
        """Everything from this sector on."""
        parts: list[bytes] = []
        while sector < _END:
            if len(parts) > self._most:
                raise Fault("unreadable")  # it goes round
            parts.append(self._at(sector))
            sector = self._next[sector]
        return b"".join(parts)

    @staticmethod
    def _named(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for at in range(0, len(directory) - 127, 128):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            if 2 <= length <= 64:  # noqa: PLR2004 - in bytes, with its end
                name = directory[at : at + length - 2].decode("utf-16-le")
                yield name, struct.unpack_from("<II", directory, at + 116)


class _Book:
    """The records of the stream `Workbook`."""

    def __init__(self, stream: bytes, limits: Limits) -> None:
        self._stream, self._limits, self._cells = stream, limits, 0
        self.from_1904 = False
        self._codes: dict[int, str] = {}
        self._styles: list[int] = []
        self._sheets: list[tuple[int, int, int]] = []

    def _records(self, at: int) -> Iterator[tuple[int, bytes]]:
        """Kind and data of each record of a part, without the parts inside it."""
        depth = 0
        while at + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<HH", self._stream, at)
            depth += (kind == _BOF) - (kind == _EOF)
            if depth <= 1:
                yield kind, self._stream[at + 4 : at + 4 + length]
            if depth <= 0:
                return
            at += 4 + length

    def watch(self) -> list[tuple[int, Seen]]:
        """Place and sight of each worksheet that is not hidden. Raises Fault."""
        for kind, data in self._records(0):
            self._globally(kind, data)
        if len(self._sheets) > self._limits.sheets:
            raise Fault("large")
        looks = [look(each, self._codes) for each in self._styles]
        return [
            (place, self._sheet(at, looks))
            for place, (at, hidden, _) in enumerate(self._sheets)
            if not hidden
        ]

    def _globally(self, kind: int, data: bytes) -> None:
        if kind == _FILEPASS:
            raise Fault("encrypted")
        if kind == _OBPROJ or (kind == _SUPBOOK and data[2:4] not in {b"\x01\x04", b"\x01\x3a"}):
            raise Fault("active")
        if kind == _1904:
            self.from_1904 = data[:1] == b"\x01"
        elif kind == _XF:
            self._styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == _FORMAT:
            number, _, wide = struct.unpack_from("<HHB", data)
            self._codes[number] = data[5:].decode("utf-16-le" if wide & 1 else "latin-1")
        elif kind == _BOUNDSHEET:
            at, hidden, sort = struct.unpack_from("<IBB", data)
            if sort in {1, 6}:
                raise Fault("active")
            if sort == 0:
                self._sheets.append((at, hidden & 3, sort))

    def _sheet(self, at: int, looks: list[str]) -> Seen:
        seen = Seen()
        for kind, data in self._records(at):
            if kind in _CELLS:
                self._cell(kind, data, seen, looks)
            elif kind == _MERGES:
                for each in range(struct.unpack_from("<H", data)[0]):
                    top, bottom, left, right = struct.unpack_from("<4H", data, 2 + 8 * each)
                    seen.merges.append((top + 1, left + 1, bottom + 1, right + 1))
        return seen

    def _cell(self, kind: int, data: bytes, seen: Seen, looks: list[str]) -> None:
        row, column, style = struct.unpack_from("<HHH", data)
        place = row + 1, column + 1
        self._cells += 1
        if place[0] > self._limits.rows:
            raise Fault("long", most=self._limits.rows, row=place[0])
        if place[1] > self._limits.columns:
            raise Fault("wide", most=self._limits.columns)
        if self._cells > self._limits.cells:
            raise Fault("large")
        if kind == _FORMULA:
            seen.formulas.add(place)
        elif kind == _BOOLERR and data[7:8] == b"\x01":
            seen.errors.add(place)
        elif kind == _MULRK:
            for offset in range((len(data) - 6) // 6):
                style = struct.unpack_from("<H", data, 4 + 6 * offset)[0]
                self._look(seen, (place[0], place[1] + offset), looks[style])
        elif kind in {_NUMBER, _RK}:
            self._look(seen, place, looks[style])

    @staticmethod
    def _look(seen: Seen, place: tuple[int, int], found: str) -> None:
        if found != PLAIN:
            seen.looks[place] = found
