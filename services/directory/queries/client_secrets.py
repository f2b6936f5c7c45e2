"""Questions about the secrets of machines."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import ClientSecret


def listed(client_id: UUID) -> Select[Any]:
    """All secrets of a machine, also those that hold no longer."""
    return select(ClientSecret).where(col(ClientSecret.client_id) == client_id)


async def of_client(session: AsyncSession, client_id: UUID) -> Sequence[ClientSecret]:
    """The same, the oldest first."""
    return (await session.execute(listed(client_id).order_by(col(ClientSecret.id)))).scalars().all()


async def one(session: AsyncSession, client_id: UUID, secret_id: UUID) -> ClientSecret | None:
    """A secret of this machine."""
    found = await session.get(ClientSecret, secret_id)
    return found if found and found.client_id == client_id else None
