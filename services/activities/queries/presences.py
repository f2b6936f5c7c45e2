"""Who is in the room."""

from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import PresenceMark


async def numbers(session: AsyncSession, meeting_id: UUID) -> dict[UUID, int]:
    """How many marks each person has; odd is inside."""
    person = col(PresenceMark.person_id)
    query = select(person, func.max(col(PresenceMark.number)))
    query = query.where(col(PresenceMark.meeting_id) == meeting_id).group_by(person)
    return {who: last for who, last in await session.execute(query)}  # noqa: C416 - rows are not pairs for dict()


async def present(session: AsyncSession, meeting_id: UUID) -> set[UUID]:
    """Everyone in the room at this moment."""
    return {who for who, last in (await numbers(session, meeting_id)).items() if last % 2}


async def marks(session: AsyncSession, meeting_id: UUID) -> list[PresenceMark]:
    """Every coming and going, oldest first."""
    query = select(PresenceMark).where(col(PresenceMark.meeting_id) == meeting_id)
    query = query.order_by(col(PresenceMark.at), col(PresenceMark.id))
    return list((await session.execute(query)).scalars())
