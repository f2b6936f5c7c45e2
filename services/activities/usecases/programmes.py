"""Programmes: written anew as a whole, within the sitting's times. The meeting and the sitting are locked before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Meeting, Programme, Sitting
from ..queries import duties, rolls
from ..queries import programmes as queries
from ..rules import programmes as rules
from ..rules.duties import may_arrange


async def write(
    session: AsyncSession,
    meeting: Meeting,
    sitting: Sitting,
    parts: Sequence[dict[str, Any]],
    *,
    by: UUID,
    at: datetime,
) -> Programme:
    """The parts in order, until the meeting is closed; calendars are told by the sequence.

    Raises MeetingNotInState, SittingCancelled, ProgrammeTooLong, DutyMissing, SpeakerUnknown.
    """
    may_arrange(meeting, sitting)
    rules.fits(parts, sitting.starts_at, sitting.ends_at)
    here = {each.id for each in await duties.of_sitting(session, sitting.id)}
    speakers = {each["speaker_id"] for each in parts if each["speaker_id"] is not None}
    rules.of_the_sitting(parts, here, await rolls.known_of(session, speakers))
    kept = [
        each | {name: each[name] and str(each[name]) for name in ("duty_id", "speaker_id")} for each in parts
    ]
    row = await queries.of_sitting(session, sitting.id)
    if row is None:
        row = Programme(sitting_id=sitting.id, parts=kept, by_id=by, at=at)
        session.add(row)
    else:
        row.parts, row.by_id, row.at = kept, by, at
    sitting.sequence += 1
    await session.flush()
    return row


async def still_fits(session: AsyncSession, sitting: Sitting, starts_at: datetime, ends_at: datetime) -> None:
    """Whether the sitting may have these times, with the programme it has. Raises ProgrammeTooLong."""
    row = await queries.of_sitting(session, sitting.id)
    if row is not None:
        rules.fits(row.parts, starts_at, ends_at)
