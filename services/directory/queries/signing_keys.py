"""Questions about the keys that sign tokens."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import SigningKey


async def in_use(session: AsyncSession) -> Sequence[SigningKey]:
    """Keys whose signatures hold, the newest first: it signs, the others are still published."""
    query = select(SigningKey).where(col(SigningKey.retired_at).is_(None))
    return (await session.exec(query.order_by(col(SigningKey.made_at).desc(), col(SigningKey.kid)))).all()
