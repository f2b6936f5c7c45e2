"""Questions about refresh tokens."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import TokenFamily


async def one(session: AsyncSession, handle_hash: str) -> TokenFamily | None:
    """The family of this handle, whatever its state."""
    return await session.get(TokenFamily, handle_hash)


async def locked(session: AsyncSession, handle_hash: str) -> TokenFamily | None:
    """The family, until this transaction ends nobody else's to use."""
    return await session.get(TokenFamily, handle_hash, with_for_update=True, populate_existing=True)


async def of_session(session: AsyncSession, session_id: UUID) -> Sequence[TokenFamily]:
    """Families that came of one browser's session and have not ended."""
    query = select(TokenFamily).where(
        col(TokenFamily.session_id) == session_id, col(TokenFamily.ended_at).is_(None)
    )
    return (await session.exec(query)).all()
