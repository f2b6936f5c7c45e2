"""Questions about the keys that sign tokens."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import KeyPurpose, SigningKey

_ALL = select(SigningKey).order_by(col(SigningKey.purpose), col(SigningKey.number))


async def published(session: AsyncSession) -> Sequence[SigningKey]:
    """Every key, those of one purpose from the first to the last."""
    return (await session.exec(_ALL.execution_options(populate_existing=True))).all()


async def locked(session: AsyncSession) -> Sequence[SigningKey]:
    """The same, nobody else's to change; what another added while we waited is there too."""
    await session.exec(_ALL.with_for_update())
    return await published(session)


async def in_use(session: AsyncSession) -> Sequence[SigningKey]:
    """Keys of access tokens that are not retired, the latest first."""
    query = select(SigningKey).where(
        col(SigningKey.retired_at).is_(None), col(SigningKey.purpose) == KeyPurpose.ACCESS
    )
    return (await session.exec(query.order_by(col(SigningKey.number).desc()))).all()
