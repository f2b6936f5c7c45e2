"""Who was present at a lesson, and what was said of it."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Participant, Rating, RatingReceipt, Review


async def participants(session: AsyncSession, lesson_id: UUID) -> list[UUID]:
    """Those recorded as present, in a fixed order."""
    query = select(col(Participant.person_id)).where(col(Participant.lesson_id) == lesson_id)
    return list((await session.execute(query.order_by(col(Participant.person_id)))).scalars())


async def rated(session: AsyncSession, lesson_id: UUID, person_id: UUID) -> bool:
    """Whether the person has rated it."""
    query = select(col(RatingReceipt.person_id)).where(
        col(RatingReceipt.lesson_id) == lesson_id, col(RatingReceipt.person_id) == person_id
    )
    return (await session.execute(query)).first() is not None


async def ratings(session: AsyncSession, lesson_id: UUID) -> list[Rating]:
    """All of them, in the order of their random ids."""
    query = select(Rating).where(col(Rating.lesson_id) == lesson_id).order_by(col(Rating.id))
    return list((await session.execute(query)).scalars())


async def reviews(session: AsyncSession, lesson_id: UUID) -> list[Review]:
    """Comment and answer, as far as given, oldest first."""
    query = select(Review).where(col(Review.lesson_id) == lesson_id).order_by(col(Review.id))
    return list((await session.execute(query)).scalars())
