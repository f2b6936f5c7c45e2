"""Projects that a caller may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Reach
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Category, Project, ProjectState, ProjectStep, Shift, ShiftState
from ..rules.projects import OPEN_TO_ALL, ProjectMissing


def visible(grants: Sequence[Grant]) -> Select[Project]:
    """All of the own branch or community; of others what takes volunteers, or did.

    To a community its own alone: what others do elsewhere is none of its business.
    """
    sides = [grant for grant in grants if grant.reach is not Reach.ALL]
    everybody = any(grant.reach is Reach.ALL for grant in grants)
    open_to_all = col(Project.state).in_(sorted(OPEN_TO_ALL)) if everybody else false()
    return select(Project).where(or_(_reached(sides), open_to_all))


def _reached(grants: Sequence[Grant]) -> ColumnElement[bool]:
    return fence(grants, branch=col(Project.branch_id), community=col(Project.community_id))


async def one(session: AsyncSession, project_id: UUID, grants: Sequence[Grant]) -> Project:
    """Raises ProjectMissing."""
    return await _found(session, visible(grants).where(col(Project.id) == project_id))


async def within(
    session: AsyncSession, project_id: UUID, grants: Sequence[Grant], *, lock: bool = True
) -> Project:
    """One that the rights reach, under lock, for whoever acts on it. Raises ProjectMissing."""
    query = select(Project).where(_reached(grants), col(Project.id) == project_id)
    return await _found(session, query.with_for_update() if lock else query)


async def _found(session: AsyncSession, query: Select[Project]) -> Project:
    found: Project | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise ProjectMissing
    return found


def narrowed(
    query: Select[Project],
    state: ProjectState | None,
    category: Category | None,
    community_id: UUID | None,
    branch_id: UUID | None,
) -> Select[Project]:
    """Narrowed by what a list may be asked for."""
    wanted = {
        col(Project.state): state,
        col(Project.category): category,
        col(Project.community_id): community_id,
        col(Project.branch_id): branch_id,
    }
    return query.where(*(column == value for column, value in wanted.items() if value is not None))


async def steps(session: AsyncSession, project_id: UUID) -> list[ProjectStep]:
    """How it came to where it is, oldest first."""
    query = select(ProjectStep).where(col(ProjectStep.project_id) == project_id)
    return list((await session.execute(query.order_by(col(ProjectStep.id)))).scalars())


async def last_ends_at(session: AsyncSession, project_id: UUID) -> datetime | None:
    """When the last shift that goes on ends."""
    query = select(func.max(Shift.ends_at)).where(
        col(Shift.project_id) == project_id, col(Shift.state) != ShiftState.CANCELLED
    )
    found: datetime | None = (await session.execute(query)).scalar()
    return found
