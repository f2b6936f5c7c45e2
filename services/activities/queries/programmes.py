"""Programmes of sittings."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Programme


async def of_sitting(session: AsyncSession, sitting_id: UUID, *, anew: bool = False) -> Programme | None:
    """The sitting's own, if one was written; read `anew` under the sitting's lock."""
    query = select(Programme).where(col(Programme.sitting_id) == sitting_id)
    query = query.execution_options(populate_existing=anew)
    found: Programme | None = (await session.execute(query)).scalar_one_or_none()
    return found
