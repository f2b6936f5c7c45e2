"""Minutes: drafted, checked, signed and locked, added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant

from ..models import (
    Meeting,
    MeetingState,
    Minutes,
    MinutesAddendum,
    MinutesState,
    MinutesStep,
    MinutesVersion,
)
from ..queries import minutes as queries
from ..rules import meetings as meeting_rules
from ..rules import minutes as rules
from . import meetings


@dataclass(frozen=True, slots=True)
class Text:
    """What minutes say beside what the meeting's own records hold."""

    summary: str
    discussion: Sequence[dict[str, Any]]
    dissent: str | None


async def draft(
    session: AsyncSession,
    meeting: Meeting,
    text: Text,
    *,
    after: int,
    by: UUID,
    grants: Sequence[Grant],
    at: datetime,
) -> Minutes:
    """A new version, after the one that the drafter has seen (0 for the first); it is to be checked anew.

    Raises NotTheRecorder, NotPresiding, MinutesLocked, MinutesOutdated, MeetingNotInState.
    """
    rules.may_draft(meeting, by, grants)
    minutes = await queries.of_meeting(session, meeting.id)
    rules.unlocked(minutes, after)
    meeting_rules.needs(meeting, MeetingState.IN_SESSION, MeetingState.MINUTES_DRAFT)
    if minutes is None:
        minutes = Minutes(meeting_id=meeting.id, branch_id=meeting.branch_id, version=0)
        session.add(minutes)
        await session.flush()
    minutes.version = after + 1
    session.add(
        MinutesVersion(
            minutes_id=minutes.id,
            number=minutes.version,
            summary=text.summary,
            discussion=list(text.discussion),
            dissent=text.dissent,
            by_id=by,
            at=at,
        )
    )
    return await _step(session, minutes, MinutesState.DRAFT, by, at)


async def check(
    session: AsyncSession,
    meeting: Meeting,
    *,
    version: int,
    accepted: bool,
    reason: str | None,
    by: UUID,
    at: datetime,
) -> Minutes:
    """Find them right, or send them back with a reason.

    Raises MinutesMissing, MinutesLocked, MinutesOutdated, MinutesNotInState, OwnMinutes, ReturnReasonNeeded,
    MeetingNotInState.
    """
    minutes = await queries.there(session, meeting.id)
    rules.may_check(minutes, version, by, await queries.drafters(session, minutes.id))
    meeting_rules.needs(meeting, MeetingState.MINUTES_DRAFT)
    if not accepted:
        rules.may_return(reason)
    to = MinutesState.CHECKED if accepted else MinutesState.RETURNED
    return await _step(session, minutes, to, by, at, reason)


async def sign(
    session: AsyncSession,
    meeting: Meeting,
    *,
    version: int,
    by: UUID,
    grants: Sequence[Grant],
    at: datetime,
) -> Minutes:
    """The chair signs; from now on they are locked, and the meeting's minutes are signed.

    Raises NotTheChair, MinutesMissing, MinutesLocked, MinutesOutdated, MinutesNotInState.
    """
    rules.may_sign(meeting, by, grants)
    minutes = await queries.there(session, meeting.id)
    rules.at_step(minutes, MinutesState.CHECKED, version)
    await _step(session, minutes, MinutesState.SIGNED, by, at)
    await meetings.sign(session, meeting, by=by, at=at)
    return minutes


async def add(
    session: AsyncSession, meeting: Meeting, text: str, reason: str, *, by: UUID, at: datetime
) -> MinutesAddendum:
    """Add to signed minutes, in the own name and with a reason. Raises MinutesMissing, MinutesNotInState."""
    minutes = await queries.there(session, meeting.id)
    rules.at_step(minutes, MinutesState.SIGNED, minutes.version)
    number = 1 + len(await queries.addenda(session, minutes.id))
    addendum = MinutesAddendum(
        minutes_id=minutes.id, number=number, text=text, reason=reason, by_id=by, at=at
    )
    session.add(addendum)
    await session.flush()
    return addendum


async def _step(
    session: AsyncSession,
    minutes: Minutes,
    to: MinutesState,
    by: UUID,
    at: datetime,
    reason: str | None = None,
) -> Minutes:
    minutes.state = to
    session.add(
        MinutesStep(minutes_id=minutes.id, version=minutes.version, state=to, reason=reason, by_id=by, at=at)
    )
    await session.flush()
    return minutes
