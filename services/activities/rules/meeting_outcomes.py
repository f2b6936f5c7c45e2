"""Outcomes of meetings: references by the suite's own words; nobody asks the other service."""

from collections.abc import Collection

from shared.errors import Conflict, Malformed, Missing

from ..models import Meeting, MeetingState
from .meetings import needs

ONCE_IT_HAS_BEGUN = (
    MeetingState.IN_SESSION,
    MeetingState.MINUTES_DRAFT,
    MeetingState.MINUTES_SIGNED,
    MeetingState.ARCHIVED,
)


class MeetingOutcomeMissing(Missing):
    """The meeting names no such outcome."""

    zh, en = "没有这项活动成果", "No such outcome"


class OutcomeNamed(Conflict):
    """A meeting names an outcome once."""

    zh, en = "会议已列出这项成果", "The meeting names this outcome already"


class NounUnknown(Malformed):
    """Outcomes are named by the nouns of the suite's addresses."""

    zh, en = "系统中没有这类对象", "The suite has no such noun"
    detail_zh, detail_en = "{noun} 不是 /v1/ 之后的词", "{noun} is no word after /v1/"


def may_name(meeting: Meeting) -> None:
    """Raises MeetingNotInState."""
    needs(meeting, *ONCE_IT_HAS_BEGUN)


def known(noun: str, nouns: Collection[str]) -> None:
    """Raises NounUnknown."""
    if noun not in nouns:
        raise NounUnknown(noun=noun)
