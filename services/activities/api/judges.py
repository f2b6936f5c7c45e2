"""`/v1/evaluations/{id}/judges` and appraisals: who judges, and what each gives once in each category."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.types import Read, Shape

from ..models import Appraisal, AppraisalLine, JudgeCapacity
from ..queries import evaluations
from ..queries import judges as queries
from ..rules import judges as rules
from ..usecases import judges

router = APIRouter(prefix="/v1/evaluations/{evaluation_id}", tags=["evaluations"])

Reader = Annotated[Access, may("evaluation.read")]
Organiser = Annotated[Access, may("evaluation.write")]
Judging = Annotated[Access, may("evaluation.judge")]


class JudgeCreate(Shape):
    """Somebody, and as what."""

    person_id: UUID
    capacity: JudgeCapacity


class JudgesCreate(Shape):
    """Who judges; all of these or none."""

    judges: Annotated[list[JudgeCreate], Field(min_length=1, max_length=100)]


class JudgeRead(Read):
    """A judge, of the branch on the day of the naming."""

    person_id: UUID
    name: str
    branch_id: UUID
    capacity: JudgeCapacity


class JudgesRead(Read):
    """The judges of an evaluation; `appraisals` counts their words in all categories together."""

    items: list[JudgeRead]
    appraisals: int


class ScoreCreate(Shape):
    """What a contender is given: 1 to 10, or 1 as the vote."""

    contender_id: UUID
    score: Annotated[int, Field(ge=1, le=10)]


class AppraisalCreate(Shape):
    """Scores for every contender of the category that one may judge; where it is a vote, 1 for the chosen one."""

    category_id: UUID
    scores: Annotated[list[ScoreCreate], Field(min_length=1, max_length=500)]


class AppraisalLineRead(Read):
    """What a contender was given."""

    contender_id: UUID
    score: int


class AppraisalRead(Read):
    """The caller's own word on a category."""

    id: UUID
    category_id: UUID
    at: datetime
    scores: list[AppraisalLineRead]

    @classmethod
    def of(cls, row: Appraisal, lines: list[AppraisalLine]) -> "AppraisalRead":
        """With its lines."""
        scores = [AppraisalLineRead.model_validate(each) for each in lines]
        return cls(id=row.id, category_id=row.category_id, at=row.at, scores=scores)


class AppraisalsRead(Read):
    """What the caller has given, oldest first."""

    items: list[AppraisalRead]


@router.get("/judges", summary="评委名单 / Judges")
async def list_judges(evaluation_id: UUID, reader: Reader, view: View) -> JudgesRead:
    """By name; what each has given is nobody else's to see."""
    evaluation = await evaluations.one(view, evaluation_id, reader.grants, reader.person_id)
    return await _judges(view, evaluation.id)


@router.post("/judges", status_code=201, summary="指定评委 / Name judges")
async def name_judges(
    evaluation_id: UUID, body: JudgesCreate, organiser: Organiser, tx: Tx, now: Now, today: Today, once: Once
) -> JudgesRead:
    """Members of any branch, in the office named, until judging begins."""
    evaluation = await evaluations.within(tx, evaluation_id, organiser.grants)
    people = [(each.person_id, each.capacity) for each in body.judges]
    await judges.name(tx, evaluation, people, by=organiser.person_id, at=now, today=today)
    return await once.keep(await _judges(tx, evaluation.id), made=evaluation.id)


@router.post("/appraisals", status_code=201, summary="评委评分 / Judge a category")
async def appraise_category(
    evaluation_id: UUID, body: AppraisalCreate, judging: Judging, tx: Tx, now: Now, today: Today, once: Once
) -> AppraisalRead:
    """Once for each category, leaving out what the own branch has put forward."""
    evaluation = await evaluations.seen(tx, evaluation_id, judging.grants, judging.person_id)
    category = await evaluations.category(tx, evaluation.id, body.category_id)
    judge = await queries.one(tx, evaluation.id, judging.person_id)
    if judge is None:
        raise rules.NotAJudge
    scores = [(each.contender_id, each.score) for each in body.scores]
    row = await judges.appraise(tx, evaluation, category, scores, judge=judge, at=now, today=today)
    [own] = [each for each in await queries.of_judge(tx, evaluation.id, judge.person_id) if each[0] is row]
    return await once.keep(AppraisalRead.of(*own), made=row.id)


@router.get("/appraisals", summary="本人评分 / What one has given")
async def list_own_appraisals(evaluation_id: UUID, judging: Judging, view: View) -> AppraisalsRead:
    """The caller's own alone; empty for whoever is no judge."""
    evaluation = await evaluations.one(view, evaluation_id, judging.grants, judging.person_id)
    found = await queries.of_judge(view, evaluation.id, judging.person_id)
    return AppraisalsRead(items=[AppraisalRead.of(*each) for each in found])


async def _judges(session: AsyncSession, evaluation_id: UUID) -> JudgesRead:
    found = await queries.of_evaluation(session, evaluation_id)
    names = await roster.names(session, {row.person_id for row in found})
    items = [
        JudgeRead(
            person_id=row.person_id,
            name=names.get(row.person_id, ""),
            branch_id=row.branch_id,
            capacity=row.capacity,
        )
        for row in found
    ]
    return JudgesRead(items=items, appraisals=len(await queries.appraised(session, evaluation_id)))
