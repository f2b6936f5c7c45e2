"""The bank: questions with their newest versions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Question, QuestionVersion
from ..rules.questions import QuestionMissing


def bank(grants: Sequence[Grant], category: str | None) -> Select[Any, Question, QuestionVersion]:
    """Questions that are not retired, each with its newest version."""
    query = _newest().where(fence(grants, branch=col(Question.branch_id)))
    return query if category is None else query.where(col(Question.category) == category)


async def whole(
    session: AsyncSession, grants: Sequence[Grant], category: str | None
) -> list[tuple[Question, QuestionVersion]]:
    """All of the bank, by category, then from the oldest question on."""
    rows = [(question, version) for _, question, version in await session.execute(bank(grants, category))]
    return sorted(rows, key=lambda row: (row[0].category, row[0].id))


def _newest() -> Select[Any, Question, QuestionVersion]:
    current = and_(
        col(QuestionVersion.question_id) == col(Question.id),
        col(QuestionVersion.number) == col(Question.latest),
    )
    query: Select[Any, Question, QuestionVersion] = select(
        col(Question.id).label("id"), Question, QuestionVersion
    ).join(QuestionVersion, current)
    return query.where(col(Question.retired_at).is_(None))


async def within(
    session: AsyncSession, question_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Question:
    """Raises QuestionMissing."""
    reached = fence(grants, branch=col(Question.branch_id))
    query = select(Question).where(reached, col(Question.id) == question_id)
    found: Question | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise QuestionMissing
    return found


async def versions(session: AsyncSession, question_id: UUID) -> list[QuestionVersion]:
    """Every version, oldest first."""
    query = select(QuestionVersion).where(col(QuestionVersion.question_id) == question_id)
    return list((await session.execute(query.order_by(col(QuestionVersion.number)))).scalars())


async def pool(session: AsyncSession, branch_id: UUID, category: str | None) -> list[QuestionVersion]:
    """What a paper may be drawn from, in a fixed order."""
    query = _newest().where(col(Question.branch_id) == branch_id)
    if category is not None:
        query = query.where(col(Question.category) == category)
    return [version for _, _, version in await session.execute(query.order_by(col(Question.id)))]


async def newest(session: AsyncSession, branch_id: UUID, ids: Sequence[UUID]) -> list[QuestionVersion]:
    """The newest versions of these questions of the branch, in the order asked for. Raises QuestionMissing."""
    query = _newest().where(col(Question.branch_id) == branch_id, col(Question.id).in_(ids))
    found = {question_id: version for question_id, _, version in await session.execute(query)}
    if set(found) != set(ids):
        raise QuestionMissing
    return [found[each] for each in ids]


async def by_ids(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, QuestionVersion]:
    """Versions that papers name."""
    query = select(QuestionVersion).where(col(QuestionVersion.id).in_(ids))
    return {row.id: row for row in (await session.execute(query)).scalars()}
