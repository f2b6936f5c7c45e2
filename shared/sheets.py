"""Lists of people and things as everybody sends them: .xlsx, .xls and .csv; and long workbooks to take home.

Both are done by programs in processes of their own (`sheet_programs/`), bounded in memory and time. `workbooks.py` is
for short workbooks of our own making, where a number that does not look plain is refused; here ten thousand rows come
from anybody's program. 10,000 rows of 22 columns are read in 0.7 s of processor time and 38 MB, and
written in 0.5 s and 30 MB.
"""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from . import programs
from .errors import Malformed, Refusal, TooLarge
from .sheet_programs.confined import Limits
from .workbooks import Cell, Row, WorkbookActive, WorkbookTooLarge, WorkbookUnreadable

__all__ = ["Cell", "Limits", "Row", "Sheet", "WrittenPage", "read", "write"]

_PROGRAMS = Path(__file__).with_name("sheet_programs")
_MACROS = {"xlsm", "xltm", "xlsb", "xlam", "xla", "xlt"}
_PATIENCE_SECONDS, _WRITING_SECONDS = 20, 60
_KINDS = {
    "t": "text",
    "n": "number",
    "d": "day",
    "b": "boolean",
    "f": "formula",
    "e": "error",
    "o": "formatted",
}


class SheetFileKindUnknown(Malformed):
    """The name ends in something else."""

    zh, en = "只接受 .xlsx、.xls、.csv 文件", "Only .xlsx, .xls and .csv files are taken"


class SheetFileKindWrong(Malformed):
    """The first bytes say something else than the name, such as a web page that is called .xls."""

    zh, en = "文件内容与扩展名不符", "The content of the file is not what its name says"
    detail_zh = "请用 Excel 或 WPS 打开后另存为 .xlsx,再上传"
    detail_en = "Open it in Excel or WPS, save it as .xlsx, and send that"


class SheetFileEncrypted(Malformed):
    """It can be opened with a password only."""

    zh, en = "文件设有密码", "The file has a password"
    detail_zh = "请取消“用密码进行加密”后再上传"
    detail_en = "Take the password off, and send it again"


class SheetFileEncoding(Malformed):
    """Neither UTF-8 nor GB18030."""

    zh, en = "无法识别文本的编码", "The encoding of the text is not known"
    detail_zh = "请存为“CSV UTF-8”或 .xlsx 后再上传"
    detail_en = "Save it as “CSV UTF-8” or .xlsx, and send it again"


class SheetFileEmpty(Malformed):
    """There is nothing in it."""

    zh, en = "文件是空的", "The file is empty"


class SheetFileLong(TooLarge):
    """A row further down than any list reaches is filled."""

    zh, en = "行数过多", "There are too many rows"
    detail_zh = "第 {row} 行还有内容,每个工作表最多 {most} 行;请分成几个文件,或删除下方多余内容"
    detail_en = "Row {row} is filled, and a sheet may have {most}; send it in parts, or clear what lies below"


class SheetFileWide(TooLarge):
    """A column further to the right than any list reaches is filled."""

    zh, en = "列数过多", "There are too many columns"
    detail_zh, detail_en = "每个工作表最多 {most} 列", "A sheet may have {most} columns"


_FAULTS: dict[str, type[Refusal]] = {
    "active": WorkbookActive,
    "empty": SheetFileEmpty,
    "encoding": SheetFileEncoding,
    "encrypted": SheetFileEncrypted,
    "large": WorkbookTooLarge,
    "long": SheetFileLong,
    "mismatch": SheetFileKindWrong,
    "unreadable": WorkbookUnreadable,
    "wide": SheetFileWide,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that is not hidden, its filled rows from the top; a CSV file is one sheet without a name.

    A number has the text that one sees, as far as zeros go; a cell of kind `day` is `2012-07-01`, or `2012-07` where
    its format shows no day. `merges` are first row, first column, last row, last column. `from_1904`: plain numbers
    that mean days count from there.
    """

    name: str
    rows: tuple[Row, ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    from_1904: bool = False


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page to write, every cell text; `widths` in characters.

    `notes` are comments on cells of the head and `choices` the names of lists, both by column from 1.
    """

    name: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[str | None]]
    notes: dict[int, str] = field(default_factory=dict)
    choices: Mapping[int, str] = field(default_factory=dict)


async def read(content: bytes, name: str, limits: Limits = Limits()) -> list[Sheet]:  # noqa: B008 - it is frozen
    """Every sheet that is not hidden, with its filled cells.

    Raises SheetFileKindUnknown, SheetFileKindWrong, SheetFileEncrypted, SheetFileEncoding, SheetFileEmpty,
    SheetFileLong, SheetFileWide, WorkbookActive, WorkbookTooLarge, WorkbookUnreadable, Busy.
    """
    ending = PurePosixPath(name.strip().lower()).suffix.removeprefix(".")
    if ending in _MACROS:
        raise WorkbookActive
    if ending not in {"xlsx", "xls", "csv"}:
        raise SheetFileKindUnknown
    try:
        printed = await programs.run(
            _PROGRAMS / "reader.py",
            content,
            ending,
            json.dumps(asdict(limits)),
            patience_seconds=_PATIENCE_SECONDS,
        )
    except programs.Overran as error:
        raise WorkbookTooLarge from error
    except programs.Failed as error:
        raise WorkbookUnreadable from error
    return await asyncio.to_thread(_sheets, printed)


def _sheets(printed: bytes) -> list[Sheet]:
    heads, rows = list[dict[str, Any]](), list[list[Row]]()
    told: Any = None
    for line in printed.splitlines():
        told = json.loads(line)
        if isinstance(told, list):
            rows[-1].append(
                Row(told[0], tuple(Cell(place, _KINDS[kind], text) for place, kind, text in told[1]))
            )
        elif "sheet" in told:
            heads.append(told)
            rows.append([])
    if not isinstance(told, dict) or "end" not in told:
        raise _FAULTS[told["fault"]](**told["values"]) if isinstance(told, dict) else WorkbookUnreadable
    return [
        Sheet(head["sheet"], tuple(filled), tuple(map(tuple, head["merges"])), head["from_1904"])
        for head, filled in zip(heads, rows, strict=True)
    ]


async def write(pages: Sequence[WrittenPage], lists: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """A workbook whose every cell is text, whatever its text begins with.

    `lists` are words that columns offer, by name. Raises WorkbookTooLarge, Busy.
    """
    told = await asyncio.to_thread(lambda: b"".join(_lines(pages, lists or {})))
    try:
        return await programs.run(_PROGRAMS / "writer.py", told, patience_seconds=_WRITING_SECONDS)
    except programs.Overran as error:
        raise WorkbookTooLarge from error


def _lines(pages: Sequence[WrittenPage], lists: Mapping[str, Sequence[str]]) -> Iterator[bytes]:
    offered = {name: list(words) for name, words in lists.items() if words}
    yield _line({"lists": offered, "pages": [_told(page, offered) for page in pages]})
    for page in pages:
        yield from map(_line, page.rows)
        yield _line(None)


def _told(page: WrittenPage, offered: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    choices = {column: name for column, name in page.choices.items() if name in offered}
    return {
        "name": page.name,
        "head": list(page.head),
        "widths": list(page.widths),
        "notes": page.notes,
        "choices": choices,
    }


def _line(told: object) -> bytes:
    return json.dumps(told).encode() + b"\n"
