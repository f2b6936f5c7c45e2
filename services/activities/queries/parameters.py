"""Branch parameters: what a branch changed, and what came of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import ORGANISATION, fence

from ..models import ParameterChange
from ..rules.parameters import History, Parameters
from .organisations import OrganisationMissing

_BRANCH = "branch"


async def branch(session: AsyncSession, branch_id: UUID, grants: Sequence[Grant]) -> UUID:
    """A branch within reach, whether or not it has changed anything. Raises OrganisationMissing."""
    query = select(ORGANISATION.c.id).where(
        ORGANISATION.c.id == branch_id,
        ORGANISATION.c.kind == _BRANCH,
        fence(grants, branch=ORGANISATION.c.id),
    )
    found: UUID | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise OrganisationMissing
    return found


def of_branch(branch_id: UUID) -> Select[ParameterChange]:
    """Everything the branch ever changed."""
    return select(ParameterChange).where(col(ParameterChange.branch_id) == branch_id)


async def changes(session: AsyncSession, branch_id: UUID) -> list[ParameterChange]:
    """The same, oldest first."""
    query = of_branch(branch_id).order_by(col(ParameterChange.number))
    return list((await session.execute(query)).scalars())


async def histories(session: AsyncSession, branch_ids: Collection[UUID]) -> dict[UUID, History]:
    """Of each of these branches, in one statement."""
    query = select(ParameterChange).where(col(ParameterChange.branch_id).in_(branch_ids))
    own: dict[UUID, list[ParameterChange]] = defaultdict(list)
    for change in (await session.execute(query)).scalars():
        own[change.branch_id].append(change)
    return {branch_id: History.of(own[branch_id]) for branch_id in branch_ids}


async def history(session: AsyncSession, branch_id: UUID) -> History:
    """Of one branch."""
    return History.of(await changes(session, branch_id))


async def on(session: AsyncSession, branch_id: UUID, day: date) -> Parameters:
    """What is in force in a branch on a day."""
    return (await history(session, branch_id)).on(day)
