"""Judges of an evaluation, and what they gave."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Appraisal, AppraisalLine, Judge


async def of_evaluation(session: AsyncSession, evaluation_id: UUID) -> list[Judge]:
    """In a fixed order."""
    query = select(Judge).where(col(Judge.evaluation_id) == evaluation_id).order_by(col(Judge.person_id))
    return list((await session.execute(query)).scalars())


async def one(session: AsyncSession, evaluation_id: UUID, person_id: UUID) -> Judge | None:
    """The person as a judge, if named."""
    query = select(Judge).where(col(Judge.evaluation_id) == evaluation_id, col(Judge.person_id) == person_id)
    found: Judge | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def appraised(session: AsyncSession, evaluation_id: UUID) -> set[tuple[UUID, UUID]]:
    """Judge and category of every appraisal."""
    query = select(col(Appraisal.judge_id), col(Appraisal.category_id))
    found = await session.execute(query.where(col(Appraisal.evaluation_id) == evaluation_id))
    return {(row.judge_id, row.category_id) for row in found}


async def lines(session: AsyncSession, evaluation_id: UUID) -> list[tuple[UUID, int]]:
    """Contender and score of all that was given."""
    query = (
        select(col(AppraisalLine.contender_id), col(AppraisalLine.score))
        .join(Appraisal, col(Appraisal.id) == col(AppraisalLine.appraisal_id))
        .where(col(Appraisal.evaluation_id) == evaluation_id)
    )
    return [(row.contender_id, row.score) for row in await session.execute(query)]


async def of_judge(
    session: AsyncSession, evaluation_id: UUID, judge_id: UUID
) -> list[tuple[Appraisal, list[AppraisalLine]]]:
    """What one judge gave, oldest first, the lines in the order of proposal."""
    query = select(Appraisal).where(
        col(Appraisal.evaluation_id) == evaluation_id, col(Appraisal.judge_id) == judge_id
    )
    appraisals = list((await session.execute(query.order_by(col(Appraisal.id)))).scalars())
    given = select(AppraisalLine).where(col(AppraisalLine.appraisal_id).in_([row.id for row in appraisals]))
    found = list((await session.execute(given.order_by(col(AppraisalLine.contender_id)))).scalars())
    return [(row, [line for line in found if line.appraisal_id == row.id]) for row in appraisals]
