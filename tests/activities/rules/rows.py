"""Rows for rules: built in memory, never stored."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.activities.models import (
    Meeting,
    MeetingKind,
    MeetingState,
    Motion,
    MotionKind,
    RollLine,
    RollStanding,
)
from services.activities.rules.rolls import votes
from shared.ids import named_id

NOON = datetime(2026, 9, 15, 4, tzinfo=UTC)


def who(key: object) -> UUID:
    """The id of whoever is called so."""
    return named_id("rules", str(key))


def a_meeting(**more: Any) -> Meeting:
    """A members' meeting in session; the chair is `chair`, the recorder `recorder`."""
    given: dict[str, Any] = {
        "branch_id": who("branch"),
        "kind": MeetingKind.MEMBERS,
        "title": "党员大会",
        "agenda": [],
        "chair_id": who("chair"),
        "recorder_id": who("recorder"),
        "state": MeetingState.IN_SESSION,
        "year": 2026,
        "planned_by": who("chair"),
        "planned_at": NOON,
    }
    return Meeting(**(given | more))


def a_motion(kind: MotionKind = MotionKind.ORDINARY, *candidates: str, **more: Any) -> Motion:
    """A motion of that kind."""
    given: dict[str, Any] = {
        "meeting_id": who("meeting"),
        "branch_id": who("branch"),
        "number": 1,
        "kind": kind,
        "title": "表决事项",
        "text": "同意。",
        "secret": False,
        "candidates": [str(who(key)) for key in candidates],
        "drafted_by": who("chair"),
        "drafted_at": NOON,
    }
    return Motion(**(given | more))


def a_line(key: object, standing: RollStanding = RollStanding.FULL, **more: Any) -> RollLine:
    """One line of the roll."""
    given: dict[str, Any] = {
        "meeting_id": who("meeting"),
        "branch_id": who("branch"),
        "person_id": who(key),
        "standing": standing,
        "may_vote": votes(standing),
    }
    return RollLine(**(given | more))


def a_roll(size: int) -> list[RollLine]:
    """So many full members, called by their numbers."""
    return [a_line(number) for number in range(size)]
