"""Evaluations: opened, brought before the judges, published, cancelled. The evaluation is locked before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import (
    ContenderKind,
    ContenderResult,
    Evaluation,
    EvaluationCategory,
    EvaluationMethod,
    EvaluationState,
    EvaluationStep,
)
from ..queries import contenders as contender_queries
from ..queries import evaluations as queries
from ..queries import judges as judge_queries
from ..rules import evaluations as rules


@dataclass(frozen=True, slots=True)
class Category:
    """What stands in a category and how it is judged."""

    title: str
    kind: ContenderKind
    method: EvaluationMethod
    per_branch: int
    winners: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What an evaluation is called and until when branches propose and judges judge."""

    year: int
    title: str
    proposals_until: datetime
    judging_until: datetime


async def open_(
    session: AsyncSession,
    organisation_id: UUID,
    terms: Terms,
    categories: Sequence[Category],
    *,
    by: UUID,
    at: datetime,
) -> Evaluation:
    """Ask the branches for proposals. Raises EvaluationTimes, CategoriesUnclear, EvaluationTwice."""
    titles = [each.title for each in categories]
    rules.may_open(titles, terms.proposals_until, terms.judging_until, at)
    evaluation = Evaluation(
        organisation_id=organisation_id,
        year=terms.year,
        title=terms.title,
        proposals_until=terms.proposals_until,
        judging_until=terms.judging_until,
        by_id=by,
        at=at,
    )
    await add_or_refuse(session, evaluation, _twice)
    for number, each in enumerate(categories, 1):
        row = EvaluationCategory(
            evaluation_id=evaluation.id,
            number=number,
            title=each.title,
            kind=each.kind,
            method=each.method,
            per_branch=each.per_branch,
            winners=each.winners,
        )
        session.add(row)
    return await _record(session, evaluation, by, at)


async def begin_judging(
    session: AsyncSession, evaluation: Evaluation, *, by: UUID, at: datetime
) -> Evaluation:
    """No more proposals; the judges have their turn. Raises as `rules.evaluations.may_judge`."""
    contenders = await contender_queries.standing(session, evaluation.id)
    rules.may_judge(evaluation, contenders, await _judges(session, evaluation), at)
    evaluation.state = EvaluationState.JUDGING
    return await _record(session, evaluation, by, at)


async def publish(
    session: AsyncSession, evaluation: Evaluation, explanation: str, *, by: UUID, at: datetime
) -> Evaluation:
    """Write down what the judges' word comes to, and show it. Raises EvaluationNotInState, JudgingOpen."""
    contenders = await contender_queries.standing(session, evaluation.id)
    given = await judge_queries.appraised(session, evaluation.id)
    rules.may_publish(evaluation, contenders, await _judges(session, evaluation), given, at)
    lines = await judge_queries.lines(session, evaluation.id)
    for category in await queries.categories(session, evaluation.id):
        here = [each.id for each in contenders if each.category_id == category.id]
        theirs = [line for line in lines if line[0] in here]
        for each in rules.placings(here, theirs, category.winners):
            session.add(
                ContenderResult(
                    contender_id=each.contender_id,
                    evaluation_id=evaluation.id,
                    total=each.total,
                    judges=each.judges,
                    place=each.place,
                )
            )
    evaluation.state, evaluation.explanation = EvaluationState.PUBLISHED, explanation
    return await _record(session, evaluation, by, at)


async def cancel(
    session: AsyncSession, evaluation: Evaluation, reason: str, *, by: UUID, at: datetime
) -> Evaluation:
    """It comes to nothing, and stays visible as cancelled. Raises EvaluationNotInState."""
    rules.needs(evaluation, EvaluationState.COLLECTING, EvaluationState.JUDGING)
    evaluation.state = EvaluationState.CANCELLED
    return await _record(session, evaluation, by, at, reason)


async def _judges(session: AsyncSession, evaluation: Evaluation) -> dict[UUID, UUID]:
    found = await judge_queries.of_evaluation(session, evaluation.id)
    return {judge.person_id: judge.branch_id for judge in found}


async def _record(
    session: AsyncSession, evaluation: Evaluation, by: UUID, at: datetime, reason: str | None = None
) -> Evaluation:
    step = EvaluationStep(evaluation_id=evaluation.id, state=evaluation.state, reason=reason, by_id=by, at=at)
    session.add(step)
    await session.flush()
    return evaluation


async def _twice() -> Exception:
    return rules.EvaluationTwice()
