"""When a meeting binds somebody on its roll, so that nothing else is taken on for that time."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from ..models import MeetingState, RollStanding


class OnRoll(NamedTuple):
    """One line of a roll with all that decides when it binds; `starts_at` and `ends_at` of the only sitting left.

    `version` rises with every change of any of it.
    """

    line_id: UUID
    person_id: UUID
    version: int
    standing: RollStanding
    exempt: bool
    on_leave: bool
    state: MeetingState
    sittings: int
    starts_at: datetime | None
    ends_at: datetime | None


def bound(line: OnRoll) -> tuple[datetime, datetime] | None:
    """From when to when it binds. With two sittings people choose, so nobody is bound before they have."""
    free = line.exempt or line.on_leave
    if free or line.sittings != 1 or line.state is MeetingState.CANCELLED or not noticed(line):
        return None
    return None if line.starts_at is None or line.ends_at is None else (line.starts_at, line.ends_at)


def noticed(line: OnRoll) -> bool:
    """Whether anybody was told yet of the meeting."""
    return line.state is not MeetingState.PLANNED


def firm(standing: RollStanding) -> bool:
    """Whether one is expected; a guest is only invited."""
    return standing is not RollStanding.GUEST
