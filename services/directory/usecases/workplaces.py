"""Setting up, renaming and linking workplaces."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.ids import new_id
from shared.types import Title

from .. import queries
from ..models import Workplace, WorkplaceKind
from ..rules.life import trees
from ..rules.life import workplaces as rules
from ..rules.life.organisations import OrganisationMissing


async def set_up(
    session: AsyncSession,
    *,
    kind: WorkplaceKind,
    title: Title,
    parent_id: UUID | None,
    branch_id: UUID | None,
    workplace_id: UUID | None = None,
) -> Workplace:
    """A new node below its parent.

    Raises WorkplaceMissing, WorkplaceMisplaced, OrganisationMissing, LinkMisplaced.
    """
    parent = await queries.workplaces.one(session, parent_id) if parent_id else None
    if parent_id and parent is None:
        raise rules.WorkplaceMissing
    rules.check_place(kind, parent)
    await _check_link(session, kind, branch_id)
    own_id = workplace_id or new_id()
    workplace = Workplace(
        id=own_id,
        kind=kind.value,
        title_zh=title.zh,
        title_en=title.en,
        parent_id=parent_id,
        path=trees.path_below(parent.path if parent else None, own_id),
        branch_id=branch_id,
    )
    session.add(workplace)
    await session.flush()
    return workplace


async def change(session: AsyncSession, workplace: Workplace, changes: dict[str, Any]) -> Workplace:
    """`changes` may hold title and branch_id. Raises OrganisationMissing, LinkMisplaced."""
    if "branch_id" in changes:
        await _check_link(session, workplace.kind, changes["branch_id"])
        workplace.branch_id = changes["branch_id"]
    if "title" in changes:
        workplace.title_zh, workplace.title_en = changes["title"]["zh"], changes["title"]["en"]
    workplace.version += 1
    await session.flush()
    return workplace


async def _check_link(session: AsyncSession, kind: str, branch_id: UUID | None) -> None:
    linked = await queries.organisations.one(session, branch_id) if branch_id else None
    if branch_id and linked is None:
        raise OrganisationMissing
    rules.check_link(kind, linked)
