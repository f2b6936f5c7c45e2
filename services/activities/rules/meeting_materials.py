"""Materials of meetings: what is to be read before is there before, what came of it comes after."""

from shared.errors import Conflict

from ..models import Meeting, MeetingState, Purpose
from .meetings import needs

WHEN = {
    Purpose.PRE_STUDY: (MeetingState.PLANNED, MeetingState.NOTICED),
    Purpose.HANDOUT: (MeetingState.PLANNED, MeetingState.NOTICED, MeetingState.IN_SESSION),
    Purpose.RESULT: (MeetingState.IN_SESSION, MeetingState.MINUTES_DRAFT, MeetingState.MINUTES_SIGNED),
}
"""In which states of the meeting a material of that purpose is attached, and withdrawn."""


class MaterialAttached(Conflict):
    """A meeting has a material once."""

    zh, en = "会议已有这份材料", "The meeting has this material already"


def may_arrange(meeting: Meeting, purpose: Purpose) -> None:
    """Raises MeetingNotInState."""
    needs(meeting, *WHEN[purpose])
