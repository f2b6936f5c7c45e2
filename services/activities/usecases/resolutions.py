"""Resolutions: made of passed motions, numbered without gaps."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk

from ..models import Meeting, Motion, Resolution, ResolutionCount

COUNT = ResolutionCount.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ONE_MORE = (
    "ON CONFLICT (organisation_id, year) DO UPDATE SET last = resolution_count.last + 1 RETURNING last"
)


async def adopt(
    session: AsyncSession, meeting: Meeting, motion: Motion, *, by: UUID, at: datetime
) -> Resolution:
    """Number what was passed, within the year of the meeting."""
    owner = meeting.group_id or meeting.branch_id
    first = {"organisation_id": owner, "year": meeting.year, "last": 1}
    [row] = await bulk.insert(await session.connection(), COUNT, [first], tail=_ONE_MORE)
    resolution = Resolution(
        meeting_id=meeting.id,
        motion_id=motion.id,
        branch_id=meeting.branch_id,
        group_id=meeting.group_id,
        organisation_id=owner,
        year=meeting.year,
        number=row.last,
        title=motion.title,
        text=motion.text,
        by_id=by,
        at=at,
    )
    session.add(resolution)
    await session.flush()
    return resolution
