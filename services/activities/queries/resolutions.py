"""Resolutions that a caller may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Resolution, RollLine
from ..rules.tasks import ResolutionUnknown


def visible(grants: Sequence[Grant], caller_id: UUID) -> Select[Resolution]:
    """Of the own branch, and of the meetings on whose roll the caller stands."""
    reached = fence(grants, group=col(Resolution.group_id), branch=col(Resolution.branch_id))
    lines = select(col(RollLine.meeting_id)).where(col(RollLine.person_id) == caller_id)
    return select(Resolution).where(reached | col(Resolution.meeting_id).in_(lines))


async def one(
    session: AsyncSession, resolution_id: UUID, grants: Sequence[Grant], caller_id: UUID
) -> Resolution:
    """Raises ResolutionUnknown."""
    query = visible(grants, caller_id).where(col(Resolution.id) == resolution_id)
    found: Resolution | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise ResolutionUnknown
    return found
