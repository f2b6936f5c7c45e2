"""Putting one row after the other into a database."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession


async def add(session: AsyncSession, row: Any) -> UUID:
    """Write it, and say its id."""
    session.add(row)
    await session.flush()
    found: UUID = row.id
    return found
