"""A meeting or motion in the hands of whoever presides, locked in the one order: meeting, then motion."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Access

from ..models import Meeting, Motion
from ..rules.presiding import may_preside
from . import meetings, motions


async def meeting(session: AsyncSession, meeting_id: UUID, access: Access) -> Meeting:
    """Raises MeetingMissing, NotPresiding."""
    found = await meetings.one(session, meeting_id, access.grants, access.person_id, lock=True)
    may_preside(found, access.person_id, access.grants)
    return found


async def motion(session: AsyncSession, motion_id: UUID, access: Access) -> tuple[Meeting, Motion]:
    """Raises MotionMissing, NotPresiding. Nobody casts a ballot until the caller's transaction ends."""
    seen = await motions.seen(session, motion_id, access.grants, access.person_id)
    held = await meeting(session, seen.meeting_id, access)
    return held, await motions.locked(session, motion_id)
