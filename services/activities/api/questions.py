"""`/v1/questions`: the bank, for those who keep it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field, JsonValue
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape, ShortLine

from ..models import Question, QuestionKind, QuestionVersion
from ..queries import organisations
from ..queries import questions as queries
from ..rules.questions import MOST_OPTIONS, Draft, Option
from ..usecases import questions

router = APIRouter(prefix="/v1/questions", tags=["learning"])

Keeper = Annotated[Access, may("learning.write")]


_EXAMPLE: dict[str, JsonValue] = {
    "kind": "true_false",
    "stem": "空压机空载运行也耗电。",
    "options": [{"text": "正确", "right": True}, {"text": "错误", "right": False}],
    "explanation": "空载电流约为满载的三成",
}


class OptionShape(Shape):
    """One possible answer."""

    text: Line
    right: bool


class QuestionVersionCreate(Shape):
    """What is asked. A true-false question has the options 正确 and 错误, in this order."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    kind: QuestionKind
    stem: Prose
    options: Annotated[list[OptionShape], Field(min_length=2, max_length=MOST_OPTIONS)]
    explanation: Prose | None = None
    legal_basis: Line | None = None

    def draft(self) -> Draft:
        """As the rules take it."""
        options = tuple(Option(option.text, option.right) for option in self.options)
        return Draft(self.kind, self.stem, options, self.explanation, self.legal_basis)


class QuestionCreate(QuestionVersionCreate):
    """A question and where it belongs."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_EXAMPLE, "category": "安全"}]})

    category: ShortLine


class OptionRead(Read):
    """One possible answer."""

    text: str
    right: bool


class QuestionVersionRead(Read):
    """What one version asks."""

    number: int
    kind: QuestionKind
    stem: str
    options: list[OptionRead]
    explanation: str | None
    legal_basis: str | None
    by_id: UUID
    at: datetime


class QuestionRead(Read):
    """A question in its newest version."""

    id: UUID
    branch_id: UUID
    category: str
    retired_at: datetime | None
    version: QuestionVersionRead

    @classmethod
    def of(cls, row: Question, version: QuestionVersion) -> "QuestionRead":
        """With that version."""
        return cls(
            id=row.id,
            branch_id=row.branch_id,
            category=row.category,
            retired_at=row.retired_at,
            version=QuestionVersionRead.model_validate(version),
        )


class QuestionHistoryRead(Read):
    """A question with every version, oldest first."""

    id: UUID
    category: str
    retired_at: datetime | None
    versions: list[QuestionVersionRead]


@router.get("", summary="题库 / The bank")
async def list_questions(
    keeper: Keeper, view: View, paged: Paged, category: ShortLine | None = None
) -> Page[QuestionRead]:
    """Of the own branch, newest first; retired ones are left out."""
    query: Any = queries.bank(keeper.grants, category)
    rows, cursor = await paged.whole_rows(view, query, col(Question.id))
    return Page(items=[QuestionRead.of(row, version) for _, row, version in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="新增题目 / Add a question")
async def add_question(body: QuestionCreate, keeper: Keeper, tx: Tx, now: Now, once: Once) -> QuestionRead:
    """To the bank of the caller's branch."""
    branch_id = await organisations.acting_for(tx, keeper, None)
    row = await questions.add(tx, branch_id, body.category, body.draft(), by=keeper.person_id, at=now)
    return await once.keep(await _read(tx, row), made=row.id)


@router.get("/{question_id}", summary="一道题 / One question")
async def read_question(question_id: UUID, keeper: Keeper, view: View) -> QuestionHistoryRead:
    """With every version."""
    row = await queries.within(view, question_id, keeper.grants)
    versions = [QuestionVersionRead.model_validate(each) for each in await queries.versions(view, row.id)]
    return QuestionHistoryRead(id=row.id, category=row.category, retired_at=row.retired_at, versions=versions)


@router.post("/{question_id}/versions", status_code=201, summary="修订题目 / Correct a question")
async def correct_question(
    question_id: UUID, body: QuestionVersionCreate, keeper: Keeper, tx: Tx, now: Now, once: Once
) -> QuestionRead:
    """Papers already drawn keep their version."""
    row = await queries.within(tx, question_id, keeper.grants, lock=True)
    row = await questions.correct(tx, row, body.draft(), by=keeper.person_id, at=now)
    return await once.keep(await _read(tx, row), made=row.id)


@router.post("/{question_id}/retirement", status_code=201, summary="停用题目 / Retire a question")
async def retire_question(question_id: UUID, keeper: Keeper, tx: Tx, now: Now, once: Once) -> QuestionRead:
    """It is drawn no more."""
    row = await queries.within(tx, question_id, keeper.grants, lock=True)
    row = await questions.retire(tx, row, at=now)
    return await once.keep(await _read(tx, row), made=row.id)


async def _read(session: AsyncSession, row: Question) -> QuestionRead:
    return QuestionRead.of(row, (await queries.versions(session, row.id))[-1])
