"""Who is in the room: by the check-ins of the sitting that goes on, and by what was marked besides."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import PresenceMark, Scan, ScanVerdict
from ..rules import meetings as meeting_rules
from ..rules import presences as rules
from . import meetings


async def present(session: AsyncSession, meeting_id: UUID, at: datetime) -> set[UUID]:
    """Everyone in the room at this moment."""
    held = (await meetings.sittings(session, [meeting_id]))[meeting_id]
    sitting = rules.going_on(meeting_rules.standing(held), at)
    scans = await _scans(session, sitting.id) if sitting else []
    return rules.inside(scans, await marks(session, meeting_id))


async def _scans(session: AsyncSession, sitting_id: UUID) -> list[Scan]:
    query = select(Scan).where(col(Scan.sitting_id) == sitting_id, col(Scan.verdict) == ScanVerdict.VALID)
    return list((await session.execute(query)).scalars())


async def marks(session: AsyncSession, meeting_id: UUID) -> list[PresenceMark]:
    """Every coming and going that was marked, oldest first."""
    query = select(PresenceMark).where(col(PresenceMark.meeting_id) == meeting_id)
    query = query.order_by(col(PresenceMark.at), col(PresenceMark.id))
    return list((await session.execute(query)).scalars())
