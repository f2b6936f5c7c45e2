"""Written opinions."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import WrittenOpinion


async def of_motion(
    session: AsyncSession, motion_id: UUID, only_by: UUID | None = None
) -> list[WrittenOpinion]:
    """Those to a motion, or one person's alone, oldest first."""
    query = select(WrittenOpinion).where(col(WrittenOpinion.motion_id) == motion_id)
    if only_by is not None:
        query = query.where(col(WrittenOpinion.by_id) == only_by)
    return list((await session.execute(query.order_by(col(WrittenOpinion.id)))).scalars())
