"""`/v1/surveys/{id}/answers` and results: given once, shown when the survey is closed and enough have answered."""

from datetime import datetime
from secrets import SystemRandom
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from sqlmodel import col

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import OnceUnread
from shared.paging import Page, Paged
from shared.types import Points, Prose, Read, Shape

from ..models import SurveyReceipt, SurveyState
from ..queries import survey_answers as queries
from ..queries import surveys
from ..rules import survey_answers as answer_rules
from ..rules import survey_results as results
from ..rules import surveys as rules
from ..usecases import survey_answers
from .surveys import MOST_OPTIONS, MOST_QUESTIONS, Position, Reader, SurveyQuestionRead, Writer

router = APIRouter(prefix="/v1/surveys/{survey_id}", tags=["surveys"])

Asked = Annotated[Access, may("survey.answer")]
Place = Annotated[int, Field(ge=0, lt=MOST_OPTIONS)]


class SurveyAnswerCreate(Shape):
    """The answer to one question: the places of options chosen, counted from 0; a mark from 1 to 5; or words."""

    position: Position
    chosen: Annotated[list[Place] | None, Field(max_length=MOST_OPTIONS)] = None
    mark: Annotated[int | None, Field(ge=1, le=5)] = None
    text: Prose | None = None


class SurveyAnswersCreate(Shape):
    """Every required question once. There is no second time, and of an anonymous survey nothing is given back."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "answers": [
                        {"position": 1, "chosen": [0]},
                        {"position": 2, "mark": 4},
                        {"position": 3, "text": "请把时间避开交接班。"},
                    ]
                }
            ]
        }
    )

    answers: Annotated[list[SurveyAnswerCreate], Field(min_length=1, max_length=MOST_QUESTIONS)]


class SurveyReceiptRead(Read):
    """The answers have been counted; nothing says what they were."""

    survey_id: UUID
    answered: bool


class SurveyNumbersRead(Read):
    """How many answered, how often each option (or mark from 1 to 5) was given, the mean mark to two places.

    A count is null where it would be that of a group below the minimum.
    """

    answered: int
    counts: list[int | None]
    mean: Points | None


class SurveyStratumRead(Read):
    """The numbers of those who chose this option of the dividing question, counted from 0."""

    option: int
    numbers: SurveyNumbersRead


class SurveyQuestionResultRead(Read):
    """What came of one question; numbers are null if too few answered it, strata are left out if too small.

    `texts` come in an order of chance, for the committee of the branch alone.
    """

    question: SurveyQuestionRead
    numbers: SurveyNumbersRead | None
    strata: list[SurveyStratumRead]
    texts: list[str] | None

    @classmethod
    def of(cls, found: results.QuestionResult, *, with_texts: bool) -> "SurveyQuestionResultRead":
        """With words for those who may read them."""
        question = SurveyQuestionRead.model_validate(
            {"position": found.position, **{name: getattr(found.question, name) for name in _ASKED}}
        )
        return cls(
            question=question,
            numbers=SurveyNumbersRead.model_validate(found.numbers) if found.numbers else None,
            strata=[SurveyStratumRead.model_validate(each) for each in found.strata],
            texts=found.texts if with_texts else None,
        )


_ASKED = ("kind", "text", "options", "required")


class SurveyResultsRead(Read):
    """What came of a closed survey. `questions` is null if fewer than `minimum_group` have answered."""

    closed_at: datetime
    asked: int
    answered: int
    minimum_group: int
    questions: list[SurveyQuestionResultRead] | None


class NamedSurveyAnswerRead(Read):
    """The answer to one question."""

    position: int
    chosen: list[int] | None
    mark: int | None
    text: str | None


class NamedSurveyAnswersRead(Read):
    """What somebody answered to a survey that is by name."""

    person_id: UUID
    name: str
    answers: list[NamedSurveyAnswerRead]


@router.post("/answers", status_code=201, summary="提交答卷 / Answer a survey")
async def answer_survey(
    survey_id: UUID, body: SurveyAnswersCreate, asked: Asked, tx: Tx, now: Now, once: OnceUnread
) -> SurveyReceiptRead:
    """Once, by whoever is asked. Nothing that is kept, not even a hash, says who answered what anonymously."""
    survey = await surveys.asked_of(tx, survey_id, asked.grants)
    given = [answer_rules.Given(**each.model_dump()) for each in body.answers]
    await survey_answers.answer(tx, survey, given, by=asked.person_id, at=now)
    return await once.keep(SurveyReceiptRead(survey_id=survey.id, answered=True), made=survey.id)


@router.get("/answers", summary="署名答卷 / Answers by name")
async def list_named_answers(
    survey_id: UUID, writer: Writer, view: View, paged: Paged
) -> Page[NamedSurveyAnswersRead]:
    """For the committee, when a survey that is by name is closed."""
    survey = await surveys.within(view, survey_id, writer.grants, lock=False)
    answer_rules.by_name(survey)
    rules.needs(survey, SurveyState.CLOSED)
    query: Any = queries.people(survey)
    rows, cursor = await paged.whole_rows(view, query, col(SurveyReceipt.person_id))
    people = [row.id for row in rows]
    names = await roster.names(view, set(people))
    given = await queries.named(view, survey, people)
    items = [
        NamedSurveyAnswersRead(
            person_id=each,
            name=names.get(each, ""),
            answers=[NamedSurveyAnswerRead.model_validate(answer) for answer in given[each]],
        )
        for each in people
    ]
    return Page(items=items, next_cursor=cursor)


@router.get("/results", summary="问卷结果 / Results")
async def read_survey_results(survey_id: UUID, reader: Reader, view: View) -> SurveyResultsRead:
    """For everybody who is asked, when the survey is closed and enough have answered."""
    survey = await surveys.one(view, survey_id, reader.grants)
    rules.needs(survey, SurveyState.CLOSED)
    closing = await surveys.closing(view, survey.id)
    assert closing is not None  # noqa: S101 - written in the transaction that closed it
    shown: list[SurveyQuestionResultRead] | None = None
    if closing.answered >= survey.minimum_group:
        with_texts = rules.runs(survey, reader.grants)
        found = results.results(
            rules.questionnaire(survey),
            survey.breakdown_by,
            await queries.of_survey(view, survey),
            survey.minimum_group,
            SystemRandom(),
        )
        shown = [SurveyQuestionResultRead.of(each, with_texts=with_texts) for each in found]
    return SurveyResultsRead(
        closed_at=closing.at,
        asked=closing.asked,
        answered=closing.answered,
        minimum_group=survey.minimum_group,
        questions=shown,
    )
