"""Questions about the factory's tree, which everyone who signs in may see."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Workplace


def listed(*, kind: str | None, parent_id: UUID | None, branch_id: UUID | None) -> Select[Any]:
    """All workplaces, or those of one kind, directly below one, or linked to one branch."""
    query = select(Workplace)
    if kind:
        query = query.where(col(Workplace.kind) == kind)
    if parent_id:
        query = query.where(col(Workplace.parent_id) == parent_id)
    if branch_id:
        query = query.where(col(Workplace.branch_id) == branch_id)
    return query


async def one(session: AsyncSession, workplace_id: UUID) -> Workplace | None:
    """The workplace."""
    return await session.get(Workplace, workplace_id)


async def locked(session: AsyncSession, workplace_id: UUID) -> Workplace | None:
    """The workplace, until this transaction ends nobody else's to change."""
    return await session.get(Workplace, workplace_id, with_for_update=True, populate_existing=True)
