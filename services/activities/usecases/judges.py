"""Judges: named by the organiser, and what they give. The evaluation is locked before."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import roster
from shared.auth.principal import Standing
from shared.db import add_or_refuse

from ..models import Appraisal, AppraisalLine, Evaluation, EvaluationCategory, Judge, JudgeCapacity
from ..queries import contenders as contender_queries
from ..rules import judges as rules


async def name(
    session: AsyncSession,
    evaluation: Evaluation,
    people: Sequence[tuple[UUID, JudgeCapacity]],
    *,
    by: UUID,
    at: datetime,
    today: date,
) -> None:
    """All of these, or none. Raises EvaluationNotInState, JudgeUnfit, JudgeTwice."""
    rules.may_name(evaluation)
    if len(dict(people)) < len(people):
        raise rules.JudgeTwice
    for person_id, capacity in sorted(people):
        standing = await roster.standing(session, person_id, today)
        branch_id = _serving(standing, capacity)
        judge = Judge(
            evaluation_id=evaluation.id,
            person_id=person_id,
            branch_id=branch_id,
            capacity=capacity,
            by_id=by,
            at=at,
        )
        await add_or_refuse(session, judge, _named_twice)


def _serving(standing: Standing | None, capacity: JudgeCapacity) -> UUID:
    if standing is None or not standing.active or standing.branch_id is None:
        raise rules.JudgeUnfit
    if not rules.may_serve(capacity, [held.role for held in standing.held]):
        raise rules.JudgeUnfit
    return standing.branch_id


async def appraise(
    session: AsyncSession,
    evaluation: Evaluation,
    category: EvaluationCategory,
    scores: Sequence[tuple[UUID, int]],
    *,
    judge: Judge,
    at: datetime,
    today: date,
) -> Appraisal:
    """One judge's word on one category.

    Raises EvaluationNotInState, JudgingOver, OwnContender, NothingToJudge, AppraisalUnfit, AppraisedTwice.
    """
    rules.may_appraise(evaluation, at)
    standing = await contender_queries.standing(session, evaluation.id)
    here = [each for each in standing if each.category_id == category.id]
    branches = await _branches(session, judge, today)
    lines = rules.lines(category, here, scores, judge_id=judge.person_id, branches=branches)
    appraisal = Appraisal(
        evaluation_id=evaluation.id, category_id=category.id, judge_id=judge.person_id, at=at
    )
    await add_or_refuse(session, appraisal, _appraised_twice)
    for contender_id, score in lines.items():
        session.add(AppraisalLine(appraisal_id=appraisal.id, contender_id=contender_id, score=score))
    await session.flush()
    return appraisal


async def _branches(session: AsyncSession, judge: Judge, today: date) -> set[UUID]:
    """Every branch that is the judge's own: that of the naming, that of today, and where an office is held."""
    own = {judge.branch_id}
    standing = await roster.standing(session, judge.person_id, today)
    if standing is not None:
        own |= {held.organisation_id for held in standing.held if held.organisation_id is not None}
    return own


async def _named_twice() -> Exception:
    return rules.JudgeTwice()


async def _appraised_twice() -> Exception:
    return rules.AppraisedTwice()
