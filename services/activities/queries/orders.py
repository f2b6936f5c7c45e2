"""Orders of a lesson on the menu."""

from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import LessonOrder


async def standing(session: AsyncSession, lesson_id: UUID) -> int:
    """How many people want the lesson."""
    query = select(func.count()).where(
        col(LessonOrder.lesson_id) == lesson_id, col(LessonOrder.withdrawn_at).is_(None)
    )
    found: int = (await session.execute(query)).scalar_one()
    return found


async def of_person(session: AsyncSession, lesson_id: UUID, person_id: UUID) -> LessonOrder | None:
    """The person's standing order, if any."""
    query = select(LessonOrder).where(
        col(LessonOrder.lesson_id) == lesson_id,
        col(LessonOrder.person_id) == person_id,
        col(LessonOrder.withdrawn_at).is_(None),
    )
    found: LessonOrder | None = (await session.execute(query)).scalar_one_or_none()
    return found
