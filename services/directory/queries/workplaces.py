"""Questions about the factory's tree, which everyone who signs in may see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Person, Workplace, WorkplaceKind


def listed(*, kind: str | None, parent_id: UUID | None, branch_id: UUID | None) -> Select[Any]:
    """All workplaces that HR has not closed, or those of one kind, directly below one, or linked to one branch."""
    query = select(Workplace).where(col(Workplace.hr_removed_at).is_(None))
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


async def coded(session: AsyncSession, code: str) -> Workplace | None:
    """What HR calls so, closed or not."""
    return (await session.exec(select(Workplace).where(col(Workplace.code) == code))).first()


async def factories(session: AsyncSession) -> Sequence[Workplace]:
    """The roots, two at most: more are not asked for."""
    query = select(Workplace).where(col(Workplace.kind) == WorkplaceKind.FACTORY.value)
    return (await session.exec(query.where(col(Workplace.hr_removed_at).is_(None)).limit(2))).all()


async def is_used(session: AsyncSession, workplace_id: UUID) -> bool:
    """Whether anybody whom HR keeps works there, or an open workplace stands directly below."""
    people = select(Person.id).where(
        col(Person.workplace_id) == workplace_id, col(Person.hr_removed_at).is_(None)
    )
    below = select(Workplace.id).where(
        col(Workplace.parent_id) == workplace_id, col(Workplace.hr_removed_at).is_(None)
    )
    return bool((await session.exec(select(or_(people.exists(), below.exists())))).one())
