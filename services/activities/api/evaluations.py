"""`/v1/evaluations`: what was best in a year, from the call for proposals to the published result."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Points, Prose, Read, Shape, ShortLine

from ..models import (
    Contender,
    ContenderKind,
    ContenderResult,
    Evaluation,
    EvaluationCategory,
    EvaluationMethod,
    EvaluationState,
)
from ..queries import contenders
from ..queries import evaluations as queries
from ..rules import evaluations as rules
from ..usecases import evaluations
from .given import Moment

router = APIRouter(prefix="/v1/evaluations", tags=["evaluations"])

Reader = Annotated[Access, may("evaluation.read")]
Organiser = Annotated[Access, may("evaluation.write")]
Year = Annotated[int, Field(ge=2000, le=2199)]
_HUNDREDTHS = Decimal("0.01")
_EXAMPLE: dict[str, Any] = {
    "organisation_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10",
    "year": 2026,
    "title": "年度四个最优",
    "categories": [
        {"title": "最优党课", "kind": "lesson", "method": "score"},
        {"title": "最优主题党日", "kind": "theme_day", "method": "score"},
        {"title": "最优支部工作手册", "kind": "text", "method": "vote"},
        {"title": "最优活动阵地", "kind": "text", "method": "vote"},
    ],
    "proposals_until": "2026-12-11T18:00:00+08:00",
    "judging_until": "2026-12-25T18:00:00+08:00",
}


class CategoryCreate(Shape):
    """One category: what stands in it, how it is judged, how many come from each branch and are called best."""

    title: ShortLine
    kind: ContenderKind
    method: EvaluationMethod
    per_branch: Annotated[int, Field(ge=1, le=5)] = 1
    winners: Annotated[int, Field(ge=1, le=20)] = 1


class EvaluationCreate(Shape):
    """An evaluation of a branch, or of an organisation above branches. Its categories are its own."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    organisation_id: UUID
    year: Year
    title: Line
    categories: Annotated[list[CategoryCreate], Field(min_length=1, max_length=12)]
    proposals_until: Moment
    judging_until: Moment


class PublicationCreate(Shape):
    """What the organiser says to the result."""

    explanation: Prose


class EvaluationCancellationCreate(Shape):
    """Why it comes to nothing."""

    reason: Prose


class CategoryRead(Read):
    """One category."""

    id: UUID
    title: str
    kind: ContenderKind
    method: EvaluationMethod
    per_branch: int
    winners: int


class EvaluationStepRead(Read):
    """Who brought the evaluation into a state, when and why."""

    state: EvaluationState
    by_id: UUID
    at: datetime
    reason: str | None


class EvaluationSummary(Read):
    """An evaluation; `explanation` comes with the publication."""

    id: UUID
    organisation_id: UUID
    year: int
    title: str
    state: EvaluationState
    proposals_until: datetime
    judging_until: datetime
    explanation: str | None


class EvaluationRead(EvaluationSummary):
    """An evaluation with its categories in their order and every step it has taken."""

    categories: list[CategoryRead]
    steps: list[EvaluationStepRead]


class PlacingRead(Read):
    """What a contender was given in all, by how many judges who could, and on average to two places.

    `place` is set for the best alone; those who tie share it.
    """

    contender_id: UUID
    branch_id: UUID
    title: str
    total: int
    judges: int
    mean: Points | None
    place: int | None

    @classmethod
    def of(cls, row: Contender, result: ContenderResult) -> "PlacingRead":
        """With the mean as it is shown; the place came from the exact one."""
        mean = Decimal(result.total) / result.judges if result.judges else None
        return cls(
            contender_id=row.id,
            branch_id=row.branch_id,
            title=row.title,
            total=result.total,
            judges=result.judges,
            mean=None if mean is None else mean.quantize(_HUNDREDTHS, ROUND_HALF_UP),
            place=result.place,
        )


class CategoryResultRead(Read):
    """One category: the best first, then the others in the order of proposal."""

    category: CategoryRead
    items: list[PlacingRead]


class PublicationRead(Read):
    """The result with the organiser's explanation. It speaks of contenders, of no person and no judge."""

    evaluation_id: UUID
    explanation: str | None
    categories: list[CategoryResultRead]


@router.get("", summary="评选列表 / Evaluations")
async def list_evaluations(
    reader: Reader,
    view: View,
    paged: Paged,
    year: Year | None = None,
    state: EvaluationState | None = None,
) -> Page[EvaluationSummary]:
    """Of the own organisation, of those above and below it, and those one judges; newest first."""
    query = queries.narrowed(await queries.visible(view, reader.grants, reader.person_id), year, state)
    rows, cursor = await paged.rows(view, query, col(Evaluation.id))
    return Page(items=[EvaluationSummary.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="发起评选 / Open an evaluation")
async def open_evaluation(
    body: EvaluationCreate, organiser: Organiser, tx: Tx, now: Now, once: Once
) -> EvaluationRead:
    """For the organiser's branch or organisation, or one below it. One of a title in a year."""
    organisation_id = await queries.organiser(tx, body.organisation_id, organiser.grants)
    terms = evaluations.Terms(body.year, body.title, body.proposals_until, body.judging_until)
    categories = [evaluations.Category(**each.model_dump()) for each in body.categories]
    row = await evaluations.open_(tx, organisation_id, terms, categories, by=organiser.person_id, at=now)
    return await once.keep(await whole(tx, row), made=row.id)


@router.get("/{evaluation_id}", summary="一项评选 / One evaluation")
async def read_evaluation(
    evaluation_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> EvaluationRead:
    """With its categories and steps."""
    row = await queries.one(view, evaluation_id, reader.grants, reader.person_id)
    etag.show(request, response, etag_of(row.id, row.revision))
    return await whole(view, row)


@router.post("/{evaluation_id}/judging", status_code=201, summary="开始评审 / Begin judging")
async def begin_judging(
    evaluation_id: UUID, organiser: Organiser, tx: Tx, now: Now, once: Once
) -> EvaluationRead:
    """When proposals are over and every contender has a judge from elsewhere."""
    row = await queries.within(tx, evaluation_id, organiser.grants)
    row = await evaluations.begin_judging(tx, row, by=organiser.person_id, at=now)
    return await once.keep(await whole(tx, row), made=row.id)


@router.post("/{evaluation_id}/publication", status_code=201, summary="公布结果 / Publish the result")
async def publish_evaluation(
    evaluation_id: UUID, body: PublicationCreate, organiser: Organiser, tx: Tx, now: Now, once: Once
) -> PublicationRead:
    """When every judge has judged, or the time is over. The result is computed, and never changes."""
    row = await queries.within(tx, evaluation_id, organiser.grants)
    row = await evaluations.publish(tx, row, body.explanation, by=organiser.person_id, at=now)
    return await once.keep(await _published(tx, row), made=row.id)


@router.get("/{evaluation_id}/publication", summary="评选结果 / The result")
async def read_publication(evaluation_id: UUID, reader: Reader, view: View) -> PublicationRead:
    """Once it is published."""
    row = await queries.one(view, evaluation_id, reader.grants, reader.person_id)
    rules.needs(row, EvaluationState.PUBLISHED)
    return await _published(view, row)


@router.post("/{evaluation_id}/cancellation", status_code=201, summary="取消评选 / Cancel an evaluation")
async def cancel_evaluation(
    evaluation_id: UUID,
    body: EvaluationCancellationCreate,
    organiser: Organiser,
    tx: Tx,
    now: Now,
    once: Once,
) -> EvaluationRead:
    """Until it is published. It stays visible as cancelled."""
    row = await queries.within(tx, evaluation_id, organiser.grants)
    row = await evaluations.cancel(tx, row, body.reason, by=organiser.person_id, at=now)
    return await once.keep(await whole(tx, row), made=row.id)


async def whole(session: AsyncSession, row: Evaluation) -> EvaluationRead:
    """As one evaluation is shown."""
    steps = [EvaluationStepRead.model_validate(each) for each in await queries.steps(session, row.id)]
    found = [CategoryRead.model_validate(each) for each in await queries.categories(session, row.id)]
    summary = EvaluationSummary.model_validate(row).model_dump()
    return EvaluationRead(**summary, categories=found, steps=steps)


async def _published(session: AsyncSession, row: Evaluation) -> PublicationRead:
    results = await contenders.results(session, row.id)
    standing = [each for each in await contenders.standing(session, row.id) if each.id in results]
    standing.sort(key=lambda each: (results[each.id].place is None, results[each.id].place or 0, each.id))
    return PublicationRead(
        evaluation_id=row.id,
        explanation=row.explanation,
        categories=[_category(each, standing, results) for each in await queries.categories(session, row.id)],
    )


def _category(
    category: EvaluationCategory, standing: list[Contender], results: dict[UUID, ContenderResult]
) -> CategoryResultRead:
    here = [each for each in standing if each.category_id == category.id]
    return CategoryResultRead(
        category=CategoryRead.model_validate(category),
        items=[PlacingRead.of(each, results[each.id]) for each in here],
    )
