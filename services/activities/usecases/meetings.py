"""Meetings: planned, noticed, opened, closed, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.clock import day_of
from shared.messages import Messenger
from shared.outbox import Teller

from ..models import Meeting, MeetingCount, MeetingKind, MeetingState, MeetingStep
from ..queries import meetings as queries
from ..queries import motions
from ..queries import sittings as sitting_queries
from ..rules import meetings as rules
from ..rules.motions import none_open
from ..rules.sittings import days_of
from . import attendances, engagements, messages, rolls, sittings, themes
from .sittings import Times

COUNT = MeetingCount.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ONE_MORE = (
    "ON CONFLICT (organisation_id, kind, year) DO UPDATE SET last = meeting_count.last + 1 RETURNING last"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a meeting is to be."""

    kind: MeetingKind
    title: str
    group_id: UUID | None = None
    theme: str | None = None
    agenda: Sequence[dict[str, Any]] = ()
    chair_id: UUID | None = None
    recorder_id: UUID | None = None


async def plan(
    session: AsyncSession,
    branch_id: UUID,
    what: Plan,
    times: Sequence[Times],
    *,
    zone: ZoneInfo,
    by: UUID,
    at: datetime,
) -> Meeting:
    """A meeting with its sittings; a theme day takes the theme that is chosen for its month.

    Raises GroupNeeded, SittingOrder, ZoneUnknown.
    """
    rules.shape(what.kind, what.group_id)
    meeting = Meeting(
        branch_id=branch_id,
        group_id=what.group_id,
        kind=what.kind,
        title=what.title,
        theme=what.theme,
        agenda=list(what.agenda),
        chair_id=what.chair_id,
        recorder_id=what.recorder_id,
        year=day_of(times[0].starts_at if times else at, zone).year,
        planned_by=by,
        planned_at=at,
    )
    if times:
        await themes.take_chosen(session, meeting, times[0].starts_at, zone)
    session.add(meeting)
    await session.flush()
    _record(session, meeting, by, at)
    for each in times:
        await sittings.plan(session, meeting, each, zone)
    return meeting


async def rewrite(session: AsyncSession, meeting: Meeting, what: Plan) -> Meeting:
    """Another plan, while it is one. Raises MeetingNotInState, GroupNeeded."""
    rules.needs(meeting, MeetingState.PLANNED)
    rules.shape(what.kind, what.group_id)
    meeting.kind, meeting.group_id, meeting.title = what.kind, what.group_id, what.title
    meeting.theme, meeting.agenda = what.theme, list(what.agenda)
    meeting.chair_id, meeting.recorder_id = what.chair_id, what.recorder_id
    await session.flush()
    return meeting


async def notice(
    session: AsyncSession, teller: Teller, meeting: Meeting, *, zone: ZoneInfo, by: UUID, at: datetime
) -> Meeting:
    """Give notice: number the meeting and write down its roll as the roster stands for the days of its sittings.

    Raises MeetingNotInState, NoSitting, NoticeTooLate, ThemeNeeded.
    """
    held = (await queries.sittings(session, [meeting.id]))[meeting.id]
    rules.may_notice(meeting, held, at)
    days = days_of(rules.standing(held), zone)
    meeting.year = days[0].year
    meeting.number = await _next_number(session, meeting)
    await rolls.freeze(session, meeting, days)
    await _step(session, meeting, MeetingState.NOTICED, by, at)
    await engagements.tell_noticed(session, teller, meeting.id, at)
    await messages.meeting_called(
        Messenger(session, teller, at, day_of(at, zone)), meeting, rules.standing(held)[0]
    )
    return meeting


async def open_(session: AsyncSession, meeting: Meeting, *, by: UUID, at: datetime) -> Meeting:
    """The chair opens the first sitting. Raises MeetingNotInState."""
    rules.step(meeting, MeetingState.IN_SESSION)
    return await _step(session, meeting, MeetingState.IN_SESSION, by, at)


async def close(
    session: AsyncSession, teller: Teller, meeting: Meeting, *, zone: ZoneInfo, by: UUID, at: datetime
) -> Meeting:
    """The last sitting is over: attendance is settled and told, the minutes are to be drafted.

    Raises MeetingNotInState, TooEarly, VoteOpen, LeavesUndecided.
    """
    held = (await queries.sittings(session, [meeting.id]))[meeting.id]
    rules.may_close(meeting, held, at)
    none_open(await motions.states(session, meeting.id))
    await attendances.settle(session, teller, meeting, held, zone=zone, by=by, at=at)
    await messages.make_ups_due(Messenger(session, teller, at, day_of(at, zone)), meeting)
    return await _step(session, meeting, MeetingState.MINUTES_DRAFT, by, at)


async def sign(session: AsyncSession, meeting: Meeting, *, by: UUID, at: datetime) -> Meeting:
    """Its minutes are signed. Raises MeetingNotInState."""
    rules.step(meeting, MeetingState.MINUTES_SIGNED)
    return await _step(session, meeting, MeetingState.MINUTES_SIGNED, by, at)


async def cancel(
    session: AsyncSession,
    teller: Teller,
    meeting: Meeting,
    reason: str,
    *,
    zone: ZoneInfo,
    by: UUID,
    at: datetime,
) -> Meeting:
    """It will not be held; its sittings stay visible as cancelled. Raises MeetingNotInState."""
    rules.needs(meeting, *rules.BEFORE_IT_IS_HELD)
    noticed = meeting.state is MeetingState.NOTICED
    held = (await queries.sittings(session, [meeting.id]))[meeting.id]
    for sitting_id in sorted(each.id for each in rules.standing(held)):
        sitting = await sitting_queries.locked(session, sitting_id)
        await sittings.call_off(session, teller, meeting, sitting, zone=zone, by=by, at=at)
    await _step(session, meeting, MeetingState.CANCELLED, by, at, reason)
    if noticed:
        await engagements.tell_roll(session, teller, meeting.id, at)
        await messages.meeting_cancelled(Messenger(session, teller, at, day_of(at, zone)), meeting)
    return meeting


async def _next_number(session: AsyncSession, meeting: Meeting) -> int:
    owner = meeting.group_id or meeting.branch_id
    first = {"organisation_id": owner, "kind": meeting.kind.value, "year": meeting.year, "last": 1}
    [row] = await bulk.insert(await session.connection(), COUNT, [first], tail=_ONE_MORE)
    number: int = row.last
    return number


async def _step(
    session: AsyncSession,
    meeting: Meeting,
    to: MeetingState,
    by: UUID,
    at: datetime,
    reason: str | None = None,
) -> Meeting:
    meeting.state = to
    _record(session, meeting, by, at, reason)
    await session.flush()
    return meeting


def _record(
    session: AsyncSession, meeting: Meeting, by: UUID, at: datetime, reason: str | None = None
) -> None:
    session.add(MeetingStep(meeting_id=meeting.id, state=meeting.state, reason=reason, by_id=by, at=at))
