"""Branch parameters: what a branch changed, and what came of it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.parameters.changes import Changes, within

from ..models import ParameterChange
from ..rules.parameters import BranchMissing, History, Parameters

CHANGES = Changes(ParameterChange, History)
histories, history = CHANGES.histories, CHANGES.history


async def branch(session: AsyncSession, branch_id: UUID, grants: Sequence[Grant]) -> None:
    """A branch within reach, whether or not it has changed anything. Raises BranchMissing."""
    if not await within(session, branch_id, grants):
        raise BranchMissing


async def on(session: AsyncSession, branch_id: UUID, day: date) -> Parameters:
    """What is in force in a branch on a day."""
    return (await history(session, branch_id)).on(day)
