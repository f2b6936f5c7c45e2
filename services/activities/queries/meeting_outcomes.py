"""Outcomes that meetings name."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import MeetingOutcome
from ..rules.meeting_outcomes import MeetingOutcomeMissing


async def of_meeting(session: AsyncSession, meeting_id: UUID) -> list[MeetingOutcome]:
    """Those that stand, oldest first."""
    query = _standing(meeting_id).order_by(col(MeetingOutcome.id))
    return list((await session.execute(query)).scalars())


async def one(session: AsyncSession, meeting_id: UUID, outcome_id: UUID) -> MeetingOutcome:
    """One that stands, under the meeting's lock. Raises MeetingOutcomeMissing."""
    query = _standing(meeting_id).where(col(MeetingOutcome.id) == outcome_id)
    found: MeetingOutcome | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise MeetingOutcomeMissing
    return found


def _standing(meeting_id: UUID) -> Select[MeetingOutcome]:
    return select(MeetingOutcome).where(
        col(MeetingOutcome.meeting_id) == meeting_id, col(MeetingOutcome.withdrawn_at).is_(None)
    )
