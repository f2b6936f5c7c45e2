"""Questions about clients."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Client


def listed(*, kind: str | None) -> Select[Any]:
    """All clients, or those of one kind."""
    query = select(Client)
    return query.where(col(Client.kind) == kind) if kind else query


async def by_name(session: AsyncSession, client_id: str) -> Client | None:
    """The client of this name in OAuth."""
    return (await session.exec(select(Client).where(col(Client.client_id) == client_id))).one_or_none()


async def one(session: AsyncSession, client_id: UUID) -> Client | None:
    """The client of this id."""
    return await session.get(Client, client_id)


async def locked(session: AsyncSession, client_id: UUID) -> Client | None:
    """The client, until this transaction ends nobody else's to change."""
    return await session.get(Client, client_id, with_for_update=True, populate_existing=True)
