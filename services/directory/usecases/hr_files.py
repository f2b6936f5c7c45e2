"""Files that HR sends: read far from everything else, kept sealed, and given back with what was wrong."""

import asyncio
import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import sheets
from shared.db import Database
from shared.sheets import Limits, Sheet

from .. import queries
from ..models import HrFile, HrSyncItem
from ..rules.hr import hr_files as rules
from ..rules.hr import hr_marks
from ..rules.hr.hr_files import HrList
from ..rules.hr.hr_marks import Mark
from ..rules.hr.hr_sync_runs import MOST_RECORDS, HrFileMissing
from ..rules.hr.plan_items import Finding
from ..rules.privacy.sealing import FieldKeys, Unopened, seal, unseal

KEPT = timedelta(days=30)
LIMITS = Limits(rows=MOST_RECORDS + 100)
"""A few rows more than people, for titles and heads."""
_SEALED_AS = "hr_file"


async def read(content: bytes, name: str, *, full: bool, width: int | None) -> HrList:
    """What the file says, row by row. Raises what `shared.sheets.read` and `rules.hr_files.read` raise."""
    found = await sheets.read(content, name, LIMITS)
    return await asyncio.to_thread(rules.read, found, full=full, width=width)


@dataclass(frozen=True)
class Sent:
    """A file and its digest."""

    name: str
    content: bytes
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> "Sent":
        """With the digest."""
        return cls(name, content, hashlib.sha256(content).hexdigest())


async def keep(session: AsyncSession, keys: FieldKeys, sent: Sent, *, by: UUID, at: datetime) -> HrFile:
    """The row of this file; the one that is there already if the same bytes came before."""
    known = await queries.hr_files.same(session, by, sent.sha256)
    if known:
        known.at, known.name = at, sent.name
        return known
    row = HrFile(name=sent.name, size=len(sent.content), sha256=sent.sha256, sealed="", by_id=by, at=at)
    text = base64.b64encode(sent.content).decode()
    row.sealed = seal(keys, text, about=row.id, field=_SEALED_AS)
    session.add(row)
    await session.flush()
    return row


def opened(keys: FieldKeys, row: HrFile) -> bytes:
    """The bytes as they came. Raises HrFileMissing if the keys of then are gone."""
    try:
        return base64.b64decode(unseal(keys, row.sealed, about=row.id, field=_SEALED_AS))
    except Unopened as error:
        raise HrFileMissing from error


async def marked(
    row: HrFile, items: Sequence[HrSyncItem], *, keys: FieldKeys, full: bool, width: int | None
) -> bytes:
    """The file as a workbook with a column of errors. The findings of the plan and those of reading stand together."""
    content = opened(keys, row)
    found = await sheets.read(content, row.name, LIMITS)
    pages = await asyncio.to_thread(_marked, found, items, full=full, width=width)
    return await sheets.write(pages)


def _marked(
    found: Sequence[Sheet], items: Sequence[HrSyncItem], *, full: bool, width: int | None
) -> list[sheets.WrittenPage]:
    read = rules.read(found, full=full, width=width)
    marks = [Mark(note.sheet, note.row, note.finding) for note in read.notes]
    marks += [Mark(item.sheet or "", item.row, _finding(told)) for item in items for told in item.findings]
    marks.sort(key=lambda mark: (mark.sheet, mark.row or 0))
    return hr_marks.pages(found, marks)


def _finding(told: dict[str, object]) -> Finding:
    column = told["column"]
    return Finding(
        str(told["code"]),
        None if column is None else str(column),
        str(told["message_zh"]),
        str(told["message_en"]),
        is_error=bool(told["is_error"]),
    )


async def forget_old(database: Database, at: datetime) -> None:
    """Nobody needs a list of a month ago, and it is full of people."""
    async with database.write() as tx:
        await queries.hr_files.forget_before(tx, at - KEPT)
