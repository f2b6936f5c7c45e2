"""Sittings: added, moved, cancelled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.messages import Messenger
from shared.outbox import Teller

from ..models import Meeting, MeetingState, Queue, Sitting, SittingState
from ..queries import parameters
from ..rules import meetings as meeting_rules
from ..rules import sittings as rules
from . import attendances, engagements, messages, places, programmes, undertakings

_UNTIL_IT_IS_CLOSED = (MeetingState.PLANNED, MeetingState.NOTICED, MeetingState.IN_SESSION)


@dataclass(frozen=True, slots=True)
class Times:
    """When, where and for how many. `offer_hours` None are the branch's, on the day of the sitting."""

    starts_at: datetime
    ends_at: datetime
    place: str
    time_zone: str
    capacity: int | None = None
    queue: Queue = Queue.STRICT
    registers_until: datetime | None = None
    offer_hours: int | None = None
    guests_most: int = 0
    needs_approval: bool = False


async def add(
    session: AsyncSession, teller: Teller, meeting: Meeting, times: Times, *, zone: ZoneInfo, at: datetime
) -> Sitting:
    """One more sitting; where there was one, people choose from now on. The meeting is locked."""
    sitting = await plan(session, meeting, times, zone)
    await engagements.tell_roll(session, teller, meeting.id, at)
    to = Messenger(session, teller, at, day_of(at, zone))
    await messages.sitting_changed(to, meeting, sitting, before=None)
    return sitting


async def plan(session: AsyncSession, meeting: Meeting, times: Times, zone: ZoneInfo) -> Sitting:
    """A sitting of a meeting that is not held yet. Raises MeetingNotInState, SittingOrder, ZoneUnknown."""
    meeting_rules.needs(meeting, *meeting_rules.BEFORE_IT_IS_HELD)
    rules.span(times.starts_at, times.ends_at)
    rules.zone(times.time_zone)
    sitting = Sitting(
        meeting_id=meeting.id,
        branch_id=meeting.branch_id,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        time_zone=times.time_zone,
        place=times.place,
        capacity=times.capacity,
        queue=times.queue,
        registers_until=times.registers_until,
        offer_hours=await _offer_hours(session, meeting, times, zone),
        guests_most=times.guests_most,
        needs_approval=times.needs_approval,
    )
    session.add(sitting)
    await session.flush()
    return sitting


async def change(
    session: AsyncSession,
    teller: Teller,
    meeting: Meeting,
    sitting: Sitting,
    times: Times,
    *,
    zone: ZoneInfo,
    at: datetime,
) -> Sitting:
    """Move it or change its places; calendars are told by the sequence, and those who wait get what is freed.

    Both rows are locked.

    Raises MeetingNotInState, SittingCancelled, SittingOrder, ZoneUnknown, ProgrammeTooLong, PlacesHeld.
    """
    meeting_rules.needs(meeting, *_UNTIL_IT_IS_CLOSED)
    rules.goes_on(sitting)
    rules.span(times.starts_at, times.ends_at)
    rules.zone(times.time_zone)
    await programmes.still_fits(session, sitting, times.starts_at, times.ends_at)
    await places.lapse(session, sitting, at)
    rules.may_hold(sitting, times.capacity)
    before = messages.where(sitting)
    moved = (sitting.starts_at, sitting.ends_at) != (times.starts_at, times.ends_at)
    sitting.starts_at, sitting.ends_at = times.starts_at, times.ends_at
    sitting.place, sitting.time_zone = times.place, times.time_zone
    sitting.capacity, sitting.queue = times.capacity, times.queue
    sitting.registers_until = times.registers_until
    sitting.offer_hours = await _offer_hours(session, meeting, times, zone)
    sitting.guests_most = times.guests_most
    sitting.needs_approval = times.needs_approval
    sitting.sequence += 1
    await session.flush()
    if moved:
        await engagements.tell_moved(session, teller, sitting, at)
        await engagements.tell_roll(session, teller, meeting.id, at)
    to = Messenger(session, teller, at, day_of(at, zone))
    await messages.sitting_changed(to, meeting, sitting, before)
    await places.settle(to, sitting)
    return sitting


async def _offer_hours(session: AsyncSession, meeting: Meeting, times: Times, zone: ZoneInfo) -> int:
    if times.offer_hours is not None:
        return times.offer_hours
    return (await parameters.on(session, meeting.branch_id, day_of(times.starts_at, zone))).offer_hours


async def cancel(
    session: AsyncSession,
    teller: Teller,
    meeting: Meeting,
    sitting: Sitting,
    *,
    zone: ZoneInfo,
    by: UUID,
    at: datetime,
) -> Sitting:
    """One of them will not take place; where one is left, that binds whoever is expected. Both rows are locked."""
    await call_off(session, teller, meeting, sitting, zone=zone, by=by, at=at)
    await engagements.tell_roll(session, teller, meeting.id, at)
    await messages.sitting_cancelled(Messenger(session, teller, at, day_of(at, zone)), meeting, sitting)
    return sitting


async def call_off(
    session: AsyncSession,
    teller: Teller,
    meeting: Meeting,
    sitting: Sitting,
    *,
    zone: ZoneInfo,
    by: UUID,
    at: datetime,
) -> None:
    """It will not take place: registrations and duties end, and whoever had checked in has not come.

    Both rows are locked.

    Raises MeetingNotInState, SittingCancelled.
    """
    meeting_rules.needs(meeting, *_UNTIL_IT_IS_CLOSED)
    rules.goes_on(sitting)
    sitting.state = SittingState.CANCELLED
    sitting.sequence += 1
    await session.flush()
    await places.call_off(session, teller, sitting, by=by, at=at)
    await undertakings.call_off(session, sitting, by=by, at=at)
    await attendances.leave_out(session, meeting, sitting, zone)
