"""`/v1/question-workbooks`: the bank as an Excel workbook, in and out, and an empty one to fill."""

import asyncio
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field, ValidationError

from shared import workbooks
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.ids import new_id
from shared.types import Read, ShortLine
from shared.workbooks import MEDIA_TYPE, Page, Sheet

from ..queries import organisations
from ..queries import questions as queries
from ..rules import question_workbooks as rules
from ..rules.gift import Found
from ..rules.question_workbooks import FAULTS, OPTION_FIELDS, Entry, Fault
from ..rules.questions import MOST_AT_ONCE
from ..usecases import question_imports
from ..usecases.question_imports import Outcome
from .question_imports import as_created, drafted

router = APIRouter(prefix="/v1/question-workbooks", tags=["learning"])

Keeper = Annotated[Access, may("learning.write")]

_BINARY = {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
_ANSWER: dict[int | str, dict[str, Any]] = {200: _BINARY}
_BODY: dict[str, Any] = {"requestBody": {"required": True, **_BINARY}}


class SentenceRead(Read):
    """What is wrong and what is to be done."""

    zh: str
    en: str


class CellFaultRead(Read):
    """One wrong cell. `column` is its letter, null if the sheet has no such column."""

    column: str | None
    code: str
    message: SentenceRead

    @classmethod
    def of(cls, fault: Fault) -> "CellFaultRead":
        """With its sentence."""
        zh, en = FAULTS[fault.code]
        return cls(column=fault.column, code=fault.code, message=SentenceRead(zh=zh, en=en))


class WorkbookRowRead(Read):
    """One question: where it stands, what became of it, and everything that is wrong with it."""

    sheet: str
    row: int
    outcome: Outcome
    question_id: UUID | None
    faults: list[CellFaultRead]


class WorkbookImportRead(Read):
    """Numbers, and every question in the order of the workbook."""

    dry_run: bool
    added: int
    refused: int
    rows: Annotated[list[WorkbookRowRead], Field(max_length=MOST_AT_ONCE)]


async def _sheets(request: Request) -> list[Sheet]:
    return await workbooks.read(await request.body())


# It stands before `Tx`: nobody waits for the database while a workbook is read.
Sheets = Annotated[list[Sheet], Depends(_sheets)]


@router.get(
    "", response_class=Response, responses=_ANSWER, summary="导出题库工作簿 / Export questions as a workbook"
)
async def export_workbook(keeper: Keeper, view: View, category: ShortLine | None = None) -> Response:
    """Every question of the own branch that is not retired, in the columns of the template."""
    rows = await queries.whole(view, keeper.grants, category)
    return await _written(rules.pages([(question.category, drafted(version)) for question, version in rows]))


@router.get(
    "/template", response_class=Response, responses=_ANSWER, summary="题库工作簿模板 / The empty workbook"
)
async def read_template(keeper: Keeper) -> Response:
    """Heads, the kinds to choose from, and a sheet that says how to fill it."""
    del keeper
    return await _written(rules.template())


@router.post(
    "", status_code=201, openapi_extra=_BODY, summary="导入题库工作簿 / Import a workbook of questions"
)
async def import_workbook(
    keeper: Keeper,
    sheets: Sheets,
    tx: Tx,
    now: Now,
    once: Once,
    category: Annotated[ShortLine, Query(description="For rows that name none.")],
    *,
    dry_run: bool = False,
    partial: Annotated[bool, Query(description="Take what can be had, though rows are refused.")] = False,
) -> WorkbookImportRead:
    """The body is the file, at most 1 MB. One refused row holds up all of them, unless `partial` is asked for."""
    branch_id = await organisations.acting_for(tx, keeper, None)
    entries = [_checked(entry, category) for entry in rules.read(sheets)]
    found = [Found(entry.row, entry.category, entry.draft, _first(entry)) for entry in entries]
    rows = await question_imports.take_in(
        tx,
        branch_id,
        found,
        category,
        lambda _category, _draft: None,  # each has been checked with its column
        dry=dry_run,
        partial=partial,
        by=keeper.person_id,
        at=now,
    )
    read = WorkbookImportRead(
        dry_run=dry_run,
        added=sum(row.outcome is Outcome.ADDED for row in rows),
        refused=sum(row.outcome is Outcome.REFUSED for row in rows),
        rows=[
            WorkbookRowRead(
                sheet=entry.sheet,
                row=entry.row,
                outcome=row.outcome,
                question_id=row.question_id,
                faults=[CellFaultRead.of(fault) for fault in entry.faults],
            )
            for entry, row in zip(entries, rows, strict=True)
        ],
    )
    return await once.keep(read, made=new_id())


def _checked(entry: Entry, category: str) -> Entry:
    """The row with what the door of single questions would refuse."""
    if entry.draft is None:
        return entry
    try:
        created = as_created(entry.category or category, entry.draft)
    except ValidationError as error:
        faults = tuple(_placed(entry, each) for each in error.errors())
        return replace(entry, draft=None, faults=faults)
    return replace(entry, draft=created.draft(), category=created.category)


def _placed(entry: Entry, error: Any) -> Fault:
    named, *rest = error["loc"]
    if named == "options" and rest:
        named = OPTION_FIELDS[rest[0]]
    return Fault(entry.columns.get(named), error["type"])


def _first(entry: Entry) -> str | None:
    return entry.faults[0].code if entry.faults else None


async def _written(pages: list[Page]) -> Response:
    content = await asyncio.to_thread(workbooks.write, pages)
    headers = {"Content-Disposition": 'attachment; filename="questions.xlsx"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
