"""Corrections that a caller may see."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Correction, Meeting
from .attendances import records


async def of_meeting(session: AsyncSession, meeting: Meeting, grants: Sequence[Grant]) -> list[Correction]:
    """Those of a meeting, oldest first: of whom the caller may see the attendance; its recorder sees all."""
    query = select(Correction).where(col(Correction.meeting_id) == meeting.id)
    if not records(meeting, grants):
        query = query.where(
            fence(
                grants,
                person=col(Correction.person_id),
                group=col(Correction.group_id),
                branch=col(Correction.branch_id),
            )
        )
    return list((await session.execute(query.order_by(col(Correction.id)))).scalars())
