"""Outcomes of meetings: named and withdrawn. The meeting is locked before; no other service is asked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Meeting, MeetingOutcome
from ..rules import meeting_outcomes as rules


async def name(
    session: AsyncSession,
    meeting: Meeting,
    noun: str,
    target_id: UUID,
    title: str,
    *,
    nouns: Collection[str],
    by: UUID,
    at: datetime,
) -> MeetingOutcome:
    """Say what the meeting led to. Raises NounUnknown, MeetingNotInState, OutcomeNamed."""
    rules.known(noun, nouns)
    rules.may_name(meeting)
    row = MeetingOutcome(meeting_id=meeting.id, noun=noun, target_id=target_id, title=title, by_id=by, at=at)
    await add_or_refuse(session, row, _twice)
    return row


async def withdraw(session: AsyncSession, row: MeetingOutcome, *, by: UUID, at: datetime) -> MeetingOutcome:
    """It was named by mistake."""
    row.withdrawn_by, row.withdrawn_at = by, at
    await session.flush()
    return row


async def _twice() -> Exception:
    return rules.OutcomeNamed()
