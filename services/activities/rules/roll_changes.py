"""What the roster says of a roll: who is due at a meeting on its days, and what of that has changed since the notice.

Nobody is taken out of those entitled to vote for being away: that needs a reason and an approval (`rules/rolls.py`).
Whoever belongs elsewhere on the day has no vote here, and neither has whose vote is suspended.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol
from uuid import UUID

from ..models import Meeting, MeetingKind, RollAbsence, RollStanding
from . import absences
from .absences import Away
from .rolls import votes


class Belonging(NamedTuple):
    """A membership; `departed_on` is when the person left the factory, who is not `active` then."""

    person_id: UUID
    branch_id: UUID
    group_id: UUID | None
    status: str
    from_on: date
    until_on: date | None
    active: bool
    departed_on: date | None


class Seat(NamedTuple):
    """Somebody's days on the committee of a branch."""

    person_id: UUID
    branch_id: UUID
    from_on: date
    until_on: date | None


class Suspended(NamedTuple):
    """Days without a vote; the day of the lifting is the first with one."""

    from_on: date
    lifted_on: date | None


@dataclass(frozen=True, slots=True)
class Roster:
    """What is known of the members of some branches."""

    belongings: Sequence[Belonging]
    seats: Sequence[Seat] = ()
    away: dict[UUID, list[Away]] = field(default_factory=lambda: defaultdict(list))
    suspended: dict[UUID, list[Suspended]] = field(default_factory=lambda: defaultdict(list))


class Due(NamedTuple):
    """One member who belongs to a meeting on its first day."""

    group_id: UUID | None
    standing: RollStanding
    absence: RollAbsence | None
    suspended: bool

    def may_vote(self, standing: RollStanding) -> bool:
        """With the standing of the line: who was promoted on it votes before the roster knows."""
        return votes(standing) and not self.suspended


class OnRoll(Protocol):
    """What of a line the roster can change, and what it goes by."""

    person_id: UUID
    standing: RollStanding
    may_vote: bool
    exempt_reason: str | None
    absence: RollAbsence | None


class Change(NamedTuple):
    """How somebody's line should be from now on; `called` says whether they are expected again."""

    person_id: UUID
    absence: RollAbsence | None
    may_vote: bool
    called: bool


def departed(on: date, *, active: bool, departed_on: date | None) -> bool:
    """Whether somebody had left the factory by a day; without a day, whether they have."""
    return departed_on <= on if departed_on is not None else not active


def due(meeting: Meeting, days: Sequence[date], roster: Roster) -> dict[UUID, Due]:
    """Who belongs to a meeting on the first of its days, in order; none if people come by free choice."""
    first = days[0]
    seated = {
        each.person_id
        for each in roster.seats
        if each.branch_id == meeting.branch_id and _holds(each.from_on, each.until_on, first)
    }
    return {
        each.person_id: _due(each, days, roster)
        for each in roster.belongings
        if each.branch_id == meeting.branch_id
        and _holds(each.from_on, each.until_on, first)
        and (meeting.kind is not MeetingKind.GROUP or each.group_id == meeting.group_id)
        and (meeting.kind is not MeetingKind.COMMITTEE or each.person_id in seated)
    }


def _due(each: Belonging, days: Sequence[date], roster: Roster) -> Due:
    gone = departed(days[0], active=each.active, departed_on=each.departed_on)
    away = RollAbsence.DEPARTED if gone else absences.reason(days, roster.away.get(each.person_id, ()))
    spans = roster.suspended.get(each.person_id, ())
    suspended = any(
        span.from_on <= days[0] and (span.lifted_on is None or days[0] < span.lifted_on) for span in spans
    )
    return Due(each.group_id, RollStanding(each.status), away, suspended)


def _holds(from_on: date, until_on: date | None, day: date) -> bool:
    return from_on <= day and (until_on is None or day <= until_on)


def changes(lines: Iterable[OnRoll], wanted: Mapping[UUID, Due], gone: Collection[UUID]) -> list[Change]:
    """Lines that say otherwise than the roster, guests' never; `gone` have left the factory."""
    found = []
    for line in lines:
        if line.standing is RollStanding.GUEST:
            continue
        here = wanted.get(line.person_id)
        if here is not None:
            absence, may_vote = here.absence, here.may_vote(line.standing)
        else:
            absence = RollAbsence.DEPARTED if line.person_id in gone else RollAbsence.MOVED
            may_vote = False
        if (line.absence, line.may_vote) != (absence, may_vote):
            called = line.absence is not None and absence is None and line.exempt_reason is None
            found.append(Change(line.person_id, absence, may_vote, called))
    return found


def missing(lines: Iterable[OnRoll], wanted: Mapping[UUID, Due]) -> dict[UUID, Due]:
    """Who belongs to the meeting and is not on its roll yet, as a guest neither."""
    here = {line.person_id for line in lines}
    return {person_id: each for person_id, each in wanted.items() if person_id not in here}
