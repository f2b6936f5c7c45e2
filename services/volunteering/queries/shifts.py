"""Shifts with their roles, as their projects may be seen."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Project, Shift, ShiftRole
from ..rules.shifts import ShiftMissing
from . import projects


def visible(grants: Sequence[Grant]) -> Select[Shift]:
    """Those of the projects that may be seen."""
    seen = projects.visible(grants).with_only_columns(col(Project.id))
    return select(Shift).where(col(Shift.project_id).in_(seen))


async def one(session: AsyncSession, shift_id: UUID, grants: Sequence[Grant]) -> Shift:
    """Raises ShiftMissing."""
    return await _found(session, visible(grants).where(col(Shift.id) == shift_id))


async def within(
    session: AsyncSession, shift_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Shift:
    """One that the rights reach, for whoever acts on it. Raises ShiftMissing."""
    reached = fence(grants, branch=col(Shift.branch_id), community=col(Shift.community_id))
    query = select(Shift).where(reached, col(Shift.id) == shift_id)
    return await _found(session, query.with_for_update() if lock else query)


async def _found(session: AsyncSession, query: Select[Shift]) -> Shift:
    found: Shift | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise ShiftMissing
    return found


def narrowed(
    query: Select[Shift], project_id: UUID | None, after: datetime | None, before: datetime | None
) -> Select[Shift]:
    """Narrowed by project and by when they begin."""
    if project_id is not None:
        query = query.where(col(Shift.project_id) == project_id)
    if after is not None:
        query = query.where(col(Shift.starts_at) >= after)
    return query if before is None else query.where(col(Shift.starts_at) < before)


async def roles(session: AsyncSession, shift_ids: Collection[UUID]) -> dict[UUID, list[ShiftRole]]:
    """The roles of shifts, in the order in which they were named."""
    query = select(ShiftRole).where(among(session, col(ShiftRole.shift_id), shift_ids))
    found: dict[UUID, list[ShiftRole]] = defaultdict(list)
    for row in (await session.execute(query.order_by(col(ShiftRole.id)))).scalars():
        found[row.shift_id].append(row)
    return found


async def of_project(session: AsyncSession, project_id: UUID) -> list[Shift]:
    """Those of a project, locked in the order of their ids."""
    query = select(Shift).where(col(Shift.project_id) == project_id).order_by(col(Shift.id))
    return list((await session.execute(query.with_for_update())).scalars())


async def by_ids(session: AsyncSession, ids: Collection[UUID]) -> list[Shift]:
    """Shifts that other rows led to."""
    query = select(Shift).where(among(session, col(Shift.id), ids))
    return list((await session.execute(query)).scalars())
