"""Duties: as many people as are needed, until the meeting is closed."""

from shared.errors import Conflict, Missing

from ..models import Duty, Meeting, MeetingState, Sitting
from .meetings import needs
from .sittings import goes_on

UNTIL_IT_IS_CLOSED = (MeetingState.PLANNED, MeetingState.NOTICED, MeetingState.IN_SESSION)


class DutyMissing(Missing):
    """No such duty, or not for you."""

    zh, en = "没有这项分工", "No such duty"


class DutyFull(Conflict):
    """As many as are needed have taken it."""

    zh, en = "该分工人数已满", "Enough people have taken the duty"


class DutyHeld(Conflict):
    """Fewer are not needed than have taken it."""

    zh, en = "所需人数不能低于已承担人数", "No fewer people can be needed than have taken the duty"
    detail_zh, detail_en = "已有 {taken} 人承担", "{taken} have taken it"


def may_arrange(meeting: Meeting, sitting: Sitting) -> None:
    """What happens at a sitting is arranged until the meeting is closed. Raises MeetingNotInState, SittingCancelled."""
    needs(meeting, *UNTIL_IT_IS_CLOSED)
    goes_on(sitting)


def may_need(duty: Duty, needed: int) -> None:
    """Raises DutyHeld."""
    if needed < duty.taken:
        raise DutyHeld(taken=duty.taken)


def has_room(duty: Duty) -> None:
    """Raises DutyFull."""
    if duty.taken >= duty.needed:
        raise DutyFull
