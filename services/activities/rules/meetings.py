"""Meetings: who is expected at which kind, and in which order a meeting goes.

States: PLANNED → NOTICED → IN_SESSION → MINUTES_DRAFT → MINUTES_SIGNED → ARCHIVED; CANCELLED until it is held.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.errors import Conflict, Malformed, Missing

from ..models import Meeting, MeetingKind, MeetingState, Sitting, SittingState

ORDER = (
    MeetingState.PLANNED,
    MeetingState.NOTICED,
    MeetingState.IN_SESSION,
    MeetingState.MINUTES_DRAFT,
    MeetingState.MINUTES_SIGNED,
    MeetingState.ARCHIVED,
)
DUTY = frozenset(MeetingKind) - {MeetingKind.THEMED_ACTIVITY}
"""Kinds at which the people on the roll are expected; to the others one comes by free choice."""
BEFORE_IT_IS_HELD = frozenset({MeetingState.PLANNED, MeetingState.NOTICED})


class MeetingMissing(Missing):
    """No such meeting, or not for you."""

    zh, en = "没有这次会议", "No such meeting"


class MeetingNotInState(Conflict):
    """The meeting is not where this act needs it."""

    zh, en = "会议当前状态不允许此操作", "The meeting is not in a state for this"
    detail_zh, detail_en = "当前为 {state},需为 {needed}", "It is {state}; it must be {needed}"


class GroupNeeded(Malformed):
    """A group meeting names its group; no other kind does."""

    zh, en = "党小组会须指明党小组,其他会议不指明", "A group meeting names its group, and no other kind does"


class ThemeNeeded(Conflict):
    """The theme of a theme day is decided beforehand (article 16)."""

    zh, en = "主题党日须事先确定主题", "The theme of a theme day is decided beforehand"


class NoticeTooLate(Conflict):
    """Notice is given before the first sitting begins."""

    zh, en = "会议通知须在开始之前发出", "Notice is given before the meeting begins"


class NoSitting(Conflict):
    """A meeting without a sitting cannot be noticed."""

    zh, en = "会议尚无场次", "The meeting has no sitting"


class TooEarly(Conflict):
    """A meeting is closed after it has been held, in all its sittings: the others' people are not absent yet."""

    zh, en = "会议尚有场次未开始", "A sitting of the meeting has not begun yet"


def shape(kind: MeetingKind, group_id: UUID | None) -> None:
    """Raises GroupNeeded."""
    if (kind is MeetingKind.GROUP) != (group_id is not None):
        raise GroupNeeded


def needs(meeting: Meeting, *states: MeetingState) -> None:
    """Raises MeetingNotInState."""
    if meeting.state not in states:
        wanted = ", ".join(state.value for state in states)
        raise MeetingNotInState(state=meeting.state.value, needed=wanted)


def step(meeting: Meeting, to: MeetingState) -> None:
    """Raises MeetingNotInState unless `to` is the very next state."""
    needs(meeting, ORDER[ORDER.index(to) - 1])


def standing(sittings: Sequence[Sitting]) -> list[Sitting]:
    """Those not cancelled, first one first."""
    return sorted(
        (each for each in sittings if each.state is not SittingState.CANCELLED),
        key=lambda each: (each.starts_at, each.id),
    )


def may_notice(meeting: Meeting, sittings: Sequence[Sitting], at: datetime) -> None:
    """Raises MeetingNotInState, NoSitting, NoticeTooLate, ThemeNeeded."""
    step(meeting, MeetingState.NOTICED)
    held = standing(sittings)
    if not held:
        raise NoSitting
    if held[0].starts_at <= at:
        raise NoticeTooLate
    if meeting.kind is MeetingKind.THEME_DAY and not meeting.theme:
        raise ThemeNeeded


def may_close(meeting: Meeting, sittings: Sequence[Sitting], at: datetime) -> None:
    """Raises MeetingNotInState, TooEarly."""
    step(meeting, MeetingState.MINUTES_DRAFT)
    held = standing(sittings)
    if not held or held[-1].starts_at > at:
        raise TooEarly
