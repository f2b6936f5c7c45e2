"""`/v1/surveys`: drafted by the committee, published, closed by hand or by time."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field, JsonValue
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape, ShortLine

from ..models import Survey, SurveyAudience, SurveyClosing, SurveyQuestionKind, SurveyState
from ..queries import organisations, survey_answers
from ..queries import surveys as queries
from ..rules import surveys as rules
from ..usecases import surveys
from .given import Moment

router = APIRouter(prefix="/v1/surveys", tags=["surveys"])

Reader = Annotated[Access, may("survey.read")]
Writer = Annotated[Access, may("survey.write")]
MOST_QUESTIONS = 50
MOST_OPTIONS = 20
Position = Annotated[int, Field(ge=1, le=MOST_QUESTIONS)]

_EXAMPLE: dict[str, JsonValue] = {
    "title": "第三季度组织生活满意度",
    "purpose": "改进下季度的主题党日安排;只看汇总,不看个人。",
    "anonymous": True,
    "audience": "branch",
    "opens_at": "2026-09-20T12:00:00+08:00",
    "closes_at": "2026-09-27T12:00:00+08:00",
    "minimum_group": 5,
    "questions": [
        {"kind": "single", "text": "你在哪个班组?", "options": ["锅炉班", "空压班", "电工班"]},
        {"kind": "scale", "text": "对主题党日的总体评价"},
        {"kind": "text", "text": "还有什么建议?", "required": False},
    ],
    "breakdown_by": 1,
}


class SurveyQuestionCreate(Shape):
    """One question. `single` and `multiple` have options; `scale` is a mark from 1 to 5; `text` are words."""

    kind: SurveyQuestionKind
    text: Line
    options: Annotated[list[ShortLine], Field(max_length=MOST_OPTIONS, default_factory=list)]
    required: bool = True


class SurveyCreate(Shape):
    """A survey of the caller's branch.

    `minimum_group` is how many people at least stand behind whatever is shown; null takes the suite's floor.
    `breakdown_by` is the position, from 1, of a required single choice by which the other answers are broken down.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    title: Line
    purpose: Prose
    anonymous: bool = True
    audience: SurveyAudience
    opens_at: Moment
    closes_at: Moment
    minimum_group: Annotated[int | None, Field(ge=1, le=10_000)] = None
    questions: Annotated[list[SurveyQuestionCreate], Field(min_length=1, max_length=MOST_QUESTIONS)]
    breakdown_by: Position | None = None

    def inquiry(self, floor: int) -> surveys.Inquiry:
        """As the use case takes it."""
        return surveys.Inquiry(
            title=self.title,
            purpose=self.purpose,
            anonymous=self.anonymous,
            audience=self.audience,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            minimum_group=floor if self.minimum_group is None else self.minimum_group,
            questions=[
                rules.SurveyQuestion(each.kind, each.text, tuple(each.options), each.required)
                for each in self.questions
            ],
            breakdown_by=self.breakdown_by,
        )


class SurveyQuestionRead(Read):
    """One question. Options are chosen by their places, counted from 0."""

    position: int
    kind: SurveyQuestionKind
    text: str
    options: list[str]
    required: bool


class SurveyRead(Read):
    """A survey as whoever is asked sees it. `answered` says whether the caller has."""

    id: UUID
    branch_id: UUID
    title: str
    purpose: str
    anonymous: bool
    audience: SurveyAudience
    opens_at: datetime
    closes_at: datetime
    minimum_group: int
    questions: list[SurveyQuestionRead]
    breakdown_by: int | None
    state: SurveyState
    published_at: datetime | None
    answered: bool

    @classmethod
    def of(cls, row: Survey, *, answered: bool) -> "SurveyRead":
        """For one caller."""
        own = {name: getattr(row, name) for name in cls.model_fields if name not in {"questions", "answered"}}
        questions = [
            SurveyQuestionRead(position=position, **each) for position, each in enumerate(row.questions, 1)
        ]
        return cls(**own, questions=questions, answered=answered)


class SurveyParticipationRead(Read):
    """How many have answered and how many are asked. Nobody is named: to answer is nobody's duty.

    When the survey is closed, both are as they stood then; else as the roster stands today.
    """

    answered: int
    asked: int
    closed_at: datetime | None

    @classmethod
    def of(cls, closing: SurveyClosing) -> "SurveyParticipationRead":
        """As it stood in the end."""
        return cls(answered=closing.answered, asked=closing.asked, closed_at=closing.at)


@router.get("", summary="问卷列表 / Surveys")
async def list_surveys(
    reader: Reader, view: View, paged: Paged, state: SurveyState | None = None
) -> Page[SurveyRead]:
    """Of the own branch and for all staff, newest first; drafts for the committee that writes them."""
    query = queries.visible(reader.grants)
    if state is not None:
        query = query.where(col(Survey.state) == state)
    rows, cursor = await paged.rows(view, query, col(Survey.id))
    answered = await survey_answers.answered_by(view, [row.id for row in rows], reader.person_id)
    items = [SurveyRead.of(row, answered=row.id in answered) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("", status_code=201, summary="起草问卷 / Draft a survey")
async def draft_survey(
    body: SurveyCreate, writer: Writer, tx: Tx, now: Now, once: Once, request: Request
) -> SurveyRead:
    """For the caller's branch. Nobody is asked before it is published."""
    branch_id = await organisations.acting_for(tx, writer, None)
    floor = _floor(request)
    row = await surveys.draft(tx, branch_id, body.inquiry(floor), floor=floor, by=writer.person_id, at=now)
    return await once.keep(SurveyRead.of(row, answered=False), made=row.id)


@router.get("/{survey_id}", summary="一份问卷 / One survey")
async def read_survey(
    survey_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> SurveyRead:
    """With its questions, and who would see what."""
    row = await queries.one(view, survey_id, reader.grants)
    shown = await _shown(view, row, reader)
    etag.show(request, response, _tag(row, answered=shown.answered))
    return shown


@router.put("/{survey_id}", summary="修改问卷草稿 / Rewrite a draft")
async def redraft_survey(
    survey_id: UUID,
    body: SurveyCreate,
    writer: Writer,
    tx: Tx,
    seen: IfMatch,
    request: Request,
    response: Response,
) -> SurveyRead:
    """Before it is published; never after."""
    row = await queries.within(tx, survey_id, writer.grants, lock=True)
    seen.require(_tag(row, answered=(await _shown(tx, row, writer)).answered))
    floor = _floor(request)
    row = await surveys.redraft(tx, row, body.inquiry(floor), floor=floor)
    response.headers["ETag"] = _tag(row, answered=False)
    return SurveyRead.of(row, answered=False)


@router.post("/{survey_id}/publication", status_code=201, summary="发布问卷 / Publish")
async def publish_survey(
    survey_id: UUID, writer: Writer, tx: Tx, now: Now, once: Once, request: Request
) -> SurveyRead:
    """From now on neither its questions nor its promises change."""
    row = await queries.within(tx, survey_id, writer.grants, lock=True)
    row = await surveys.publish(tx, row, floor=_floor(request), by=writer.person_id, at=now)
    return await once.keep(SurveyRead.of(row, answered=False), made=row.id)


@router.post("/{survey_id}/closing", status_code=201, summary="截止问卷 / Close")
async def close_survey(
    survey_id: UUID, writer: Writer, tx: Tx, now: Now, once: Once, request: Request
) -> SurveyParticipationRead:
    """Before its time; when its time is over it closes by itself. It is not opened again."""
    row = await queries.within(tx, survey_id, writer.grants, lock=True)
    closing = await surveys.close(tx, row, zone=request.app.state.zone, by=writer.person_id, at=now)
    return await once.keep(SurveyParticipationRead.of(closing), made=row.id)


@router.get("/{survey_id}/participation", summary="答卷进度 / Participation")
async def read_participation(
    survey_id: UUID, writer: Writer, view: View, today: Today
) -> SurveyParticipationRead:
    """Two numbers, no names: neither of who has answered nor of who has not."""
    row = await queries.within(view, survey_id, writer.grants, lock=False)
    if closing := await queries.closing(view, row.id):
        return SurveyParticipationRead.of(closing)
    answered = await survey_answers.count(view, row.id)
    asked = await queries.asked(view, row, today)
    return SurveyParticipationRead(answered=answered, asked=asked, closed_at=None)


async def _shown(session: AsyncSession, row: Survey, access: Access) -> SurveyRead:
    answered = await survey_answers.answered_by(session, [row.id], access.person_id)
    return SurveyRead.of(row, answered=row.id in answered)


def _tag(row: Survey, *, answered: bool) -> str:
    return etag_of(row.id, row.revision, answered)


def _floor(request: Request) -> int:
    floor: int = request.app.state.settings.survey_minimum_group
    return floor
