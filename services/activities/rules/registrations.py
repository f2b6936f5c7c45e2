"""Registrations: who gets a place, who waits, and in which order the queue moves.

States: REQUESTED → CONFIRMED or WAITLISTED; WAITLISTED → OFFERED → CONFIRMED, DECLINED or EXPIRED; EXPIRED → WAITLISTED
at the end of the queue, while places are still offered; any active one → CANCELLED (by the member), REMOVED (by the
organiser), DEPARTED (from the factory or the branch), SITTING_CANCELLED. What has ended stays ended: whoever wants a
place again registers again, at the end of the queue.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from shared.errors import Conflict, Forbidden, Missing

from ..models import Meeting, MeetingState, Queue, Registration, RegistrationState, Sitting, SittingState
from .sittings import goes_on

HOLDING = frozenset({RegistrationState.CONFIRMED, RegistrationState.OFFERED})
"""States in which places are held."""
ACTIVE = HOLDING | {RegistrationState.REQUESTED, RegistrationState.WAITLISTED}
_OPEN = frozenset({MeetingState.NOTICED, MeetingState.IN_SESSION})


class RegistrationMissing(Missing):
    """No such registration, or not for you."""

    zh, en = "没有这项报名", "No such registration"


class RegistrationClosed(Conflict):
    """Registration begins with the notice and ends at its deadline, at the latest when the sitting begins."""

    zh, en = "报名未开放或已截止", "Registration is not open"


class AlreadyRegistered(Conflict):
    """One active registration for each person and sitting."""

    zh, en = "已报名该场次", "You are registered for this sitting already"


class PartyTooLarge(Conflict):
    """More people than the sitting has places at all, or more guests than it allows."""

    zh, en = "人数超出该场次允许的范围", "The party is larger than the sitting allows"
    detail_zh, detail_en = (
        "最多可带 {guests} 人,名额共 {capacity}",
        "At most {guests} guests; {capacity} places",
    )


class RegistrationNotInState(Conflict):
    """The registration is not where this act needs it."""

    zh, en = "报名当前状态不允许此操作", "The registration is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class OwnRegistration(Forbidden):
    """Nobody approves the own registration."""

    zh, en = "不能审批自己的报名", "You cannot approve your own registration"


def closes_at(sitting: Sitting) -> datetime:
    """The first instant at which nobody registers any more."""
    return min(sitting.registers_until or sitting.starts_at, sitting.starts_at)


def may_register(meeting: Meeting, sitting: Sitting, at: datetime) -> None:
    """Raises SittingCancelled, RegistrationClosed."""
    goes_on(sitting)
    if meeting.state not in _OPEN or at >= closes_at(sitting) or sitting.capacity == 0:
        raise RegistrationClosed


def may_bring(sitting: Sitting, guests: int) -> None:
    """Raises PartyTooLarge."""
    fits = sitting.capacity is None or guests < sitting.capacity
    if guests > sitting.guests_most or not fits:
        raise PartyTooLarge(
            guests=sitting.guests_most, capacity="∞" if sitting.capacity is None else sitting.capacity
        )


def free(sitting: Sitting) -> int | None:
    """Places that nobody holds; None if they are not counted."""
    return None if sitting.capacity is None else sitting.capacity - sitting.taken


def admitted(sitting: Sitting, places: int, *, others_wait: bool) -> RegistrationState:
    """Where someone who comes now goes. Under `strict` nobody passes those who wait."""
    left = free(sitting)
    if others_wait and sitting.queue is Queue.STRICT:
        return RegistrationState.WAITLISTED
    return RegistrationState.CONFIRMED if left is None or places <= left else RegistrationState.WAITLISTED


def takes_offers(sitting: Sitting, at: datetime) -> bool:
    """Whether freed places are still offered to those who wait."""
    return sitting.state is not SittingState.CANCELLED and at < closes_at(sitting)


def next_offers(sitting: Sitting, waiting: Sequence[Registration]) -> list[Registration]:
    """Those of the queue, first one first, who are offered what is free.

    `strict` stops at the first party that does not fit, `fill` passes it by.
    """
    left = free(sitting)
    if left is None:
        return list(waiting)
    chosen = []
    for each in waiting:
        if each.places <= left:
            chosen.append(each)
            left -= each.places
        elif sitting.queue is Queue.STRICT:
            break
    return chosen


def offer_ends(sitting: Sitting, at: datetime) -> datetime:
    """Until when an offer made now stands: never beyond the beginning of the sitting."""
    return min(at + timedelta(hours=sitting.offer_hours), sitting.starts_at)


def shown(row: Registration, at: datetime) -> RegistrationState:
    """The state as it is seen now: an offer whose time is over has expired, whether or not anyone has noticed."""
    over = row.offered_until is not None and row.offered_until <= at
    return RegistrationState.EXPIRED if over else row.state


def needs(row: Registration, at: datetime, *states: RegistrationState) -> None:
    """Raises RegistrationNotInState."""
    seen = shown(row, at)
    if seen not in states:
        raise RegistrationNotInState(state=seen.value)


def may_approve(row: Registration, by: UUID) -> None:
    """Raises OwnRegistration."""
    if row.person_id == by:
        raise OwnRegistration


def may_leave(row: Registration, sitting: Sitting, at: datetime) -> None:
    """Until the sitting begins. Raises RegistrationNotInState, RegistrationClosed."""
    needs(row, at, *ACTIVE)
    if at >= sitting.starts_at:
        raise RegistrationClosed
