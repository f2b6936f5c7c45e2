"""Topics of a lesson, with their votes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Topic, TopicVote
from ..rules.topics import TopicMissing


async def of_lesson(
    session: AsyncSession, lesson_id: UUID, caller_id: UUID
) -> Sequence[Row[Topic, int, int]]:
    """Topic, votes, and whether one of them is the caller's (0 or 1); most wanted first, then oldest."""
    votes = func.count(col(TopicVote.person_id))
    mine = func.count(col(TopicVote.person_id)).filter(col(TopicVote.person_id) == caller_id)
    query = (
        select(Topic, votes, mine)
        .outerjoin(TopicVote, col(TopicVote.topic_id) == col(Topic.id))
        .where(col(Topic.lesson_id) == lesson_id)
        .group_by(col(Topic.id))
        .order_by(votes.desc(), col(Topic.id))
    )
    return (await session.execute(query)).all()


async def one(session: AsyncSession, lesson_id: UUID, topic_id: UUID) -> Topic:
    """Raises TopicMissing."""
    query = select(Topic).where(col(Topic.id) == topic_id, col(Topic.lesson_id) == lesson_id)
    found: Topic | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise TopicMissing
    return found
