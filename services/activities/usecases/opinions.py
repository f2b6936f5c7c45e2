"""Written opinions: lodged before the meeting."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Choice, Motion, MotionState, WrittenOpinion
from ..queries import meetings, rolls
from ..rules import ballots as ballot_rules
from ..rules import motions as motion_rules
from ..rules import opinions as rules
from ..rules.rolls import entitled
from ..rules.vote_rules import in_force


async def lodge(
    session: AsyncSession,
    motion: Motion,
    choice: Choice,
    text: str,
    *,
    by: UUID,
    at: datetime,
    today: date,
) -> WrittenOpinion:
    """Vote in writing. Raises OpinionNotCounted, OpinionTooLate, MotionNotInState, NotEntitled, OpinionTwice."""
    meeting = await meetings.by_id(session, motion.meeting_id)
    held = (await meetings.sittings(session, [meeting.id]))[meeting.id]
    rules.may_lodge(in_force(motion.kind, today), meeting, held, at)
    motion_rules.needs(motion, MotionState.TABLED)
    lines = entitled(await rolls.of_meeting(session, meeting.id))
    if by not in {line.person_id for line in lines}:
        raise ballot_rules.NotEntitled
    opinion = WrittenOpinion(motion_id=motion.id, choice=choice, text=text, by_id=by, at=at)
    await add_or_refuse(session, opinion, _twice)
    return opinion


async def _twice() -> Exception:
    return rules.OpinionTwice()
