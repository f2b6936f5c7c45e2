"""`/v1/question-imports` and `/v1/question-exports`: the bank as a GIFT file, in and out."""

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.ids import new_id
from shared.types import Read, Shape, ShortLine, text_fault

from ..models import QuestionVersion
from ..queries import organisations
from ..queries import questions as queries
from ..rules import gift
from ..rules.questions import MOST_AT_ONCE, Draft, Option
from ..usecases import question_imports
from ..usecases.question_imports import Outcome
from .questions import QuestionCreate

router = APIRouter(prefix="/v1", tags=["learning"])

Keeper = Annotated[Access, may("learning.write")]

_MOST_TEXT = 300_000


def _clean(text: str) -> str:
    # Files come from every system: a carriage return is a line break here, and no other control character passes.
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    if fault := text_fault(unix, breaks=True):
        raise PydanticCustomError("text_unclean", "contains {character}", {"character": fault})
    return unix


FileText = Annotated[str, StringConstraints(min_length=1, max_length=_MOST_TEXT), AfterValidator(_clean)]


class QuestionImportCreate(Shape):
    """A GIFT file. `category` is for questions whose file names none; a dry run adds nothing.

    One refused question holds up all of them, unless `partial` asks for those that can be had.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "format": "gift",
                    "category": "安全",
                    "text": "锅炉水位多久核对一次? {\n\t=至少每班一次\n\t~每周一次\n}\n",
                    "dry_run": True,
                }
            ]
        }
    )

    format: Literal["gift"] = "gift"
    category: ShortLine
    text: FileText
    dry_run: bool = False
    partial: bool = False


class ImportRowRead(Read):
    """One question of the file: the line where it begins, what became of it, and why if it was refused."""

    line: int
    outcome: Outcome
    code: str | None
    question_id: UUID | None


class QuestionImportRead(Read):
    """Numbers, and every question in the order of the file."""

    dry_run: bool
    added: int
    refused: int
    rows: Annotated[list[ImportRowRead], Field(max_length=MOST_AT_ONCE)]


@router.post("/question-imports", status_code=201, summary="导入题库 (GIFT) / Import questions")
async def import_questions(
    body: QuestionImportCreate, keeper: Keeper, tx: Tx, now: Now, once: Once
) -> QuestionImportRead:
    """All of them or, if one is refused, none; those whose words the bank has already are left alone."""
    branch_id = await organisations.acting_for(tx, keeper, None)
    rows = await question_imports.take_in(
        tx,
        branch_id,
        gift.read(body.text),
        body.category,
        _fault,
        dry=body.dry_run,
        partial=body.partial,
        by=keeper.person_id,
        at=now,
    )
    read = QuestionImportRead(
        dry_run=body.dry_run,
        added=sum(row.outcome is Outcome.ADDED for row in rows),
        refused=sum(row.outcome is Outcome.REFUSED for row in rows),
        rows=[ImportRowRead(**asdict(row)) for row in rows],
    )
    return await once.keep(read, made=new_id())


@router.get(
    "/question-exports",
    summary="导出题库 (GIFT) / Export questions",
    response_class=PlainTextResponse,
)
async def export_questions(
    keeper: Keeper, view: View, category: ShortLine | None = None
) -> PlainTextResponse:
    """Every question of the own branch that is not retired, as Moodle and others read it."""
    rows = await queries.whole(view, keeper.grants, category)
    told = [(question.category, str(question.id), drafted(version)) for question, version in rows]
    headers = {"Content-Disposition": 'attachment; filename="questions.gift.txt"'}
    return PlainTextResponse(gift.write(told), headers=headers)


def drafted(version: QuestionVersion) -> Draft:
    """What a version asks, as the rules take it."""
    options = tuple(Option(**option) for option in version.options)
    return Draft(version.kind, version.stem, options, version.explanation, version.legal_basis)


def as_created(category: str, draft: Draft) -> QuestionCreate:
    """The question as the door of single ones takes it. Raises pydantic's ValidationError."""
    options = [asdict(option) for option in draft.options]
    return QuestionCreate.model_validate({"category": category} | asdict(draft) | {"options": options})


def _fault(category: str, draft: Draft) -> str | None:
    try:
        as_created(category, draft)
    except ValidationError as error:
        return error.errors()[0]["type"]
    return None
