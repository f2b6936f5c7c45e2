"""Promotions on a frozen roll."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Meeting, MeetingState, Promotion, RollLine, RollStanding
from ..rules import meetings as meeting_rules
from ..rules import promotions as rules
from ..rules.rolls import votes


async def promote(
    session: AsyncSession, meeting: Meeting, line: RollLine, approval: str, *, by: UUID, at: datetime
) -> Promotion:
    """The line is a full member's from now on, and has a vote. Raises MeetingNotInState, NotProbationary."""
    meeting_rules.needs(meeting, MeetingState.NOTICED, MeetingState.IN_SESSION)
    rules.may_promote(line)
    promotion = Promotion(roll_line_id=line.id, approval=approval, by_id=by, at=at)
    await add_or_refuse(session, promotion, _twice)
    line.standing, line.may_vote = RollStanding.FULL, votes(RollStanding.FULL)
    await session.flush()
    return promotion


async def _twice() -> Exception:
    return rules.NotProbationary()
