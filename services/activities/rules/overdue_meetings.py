"""Meetings that were due and not held: the list that a branch stands on the day after (rule 21).

Source: Branch Work Regulations 2018, articles 11, 12, 13 and 16.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from ..models import MeetingKind

_QUARTER = 3
_COMMITTEE_FROM = 7
"""Branches with fewer full members have no committee (Branch Work Regulations 2018, chapter 6)."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A calendar month or quarter, both ends in it."""

    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class Overdue:
    """What was due in a span and not held."""

    kind: MeetingKind
    span: Span


def last_month(on: date) -> Span:
    """The last month that was over before this day."""
    until = on.replace(day=1) - _DAY
    return Span(until.replace(day=1), until)


def last_quarter(on: date) -> Span:
    """The last quarter that was over before this day."""
    began = on.replace(month=on.month - (on.month - 1) % _QUARTER, day=1)
    until = began - _DAY
    return Span(until.replace(month=until.month - _QUARTER + 1, day=1), until)


def since(on: date) -> date:
    """The first day of what can be overdue."""
    return min(last_quarter(on).from_on, last_month(on).from_on)


def overdue(
    held: Collection[tuple[MeetingKind, date]], on: date, members: int, full_members: int, *, is_group: bool
) -> list[Overdue]:
    """What a branch or group owes: kind and day of what it has held. Where nobody belongs, nothing is due."""
    if not members:
        return []
    month = last_month(on)
    if is_group:
        due = [(MeetingKind.GROUP, month)]
    else:
        due = [(MeetingKind.MEMBERS, last_quarter(on)), (MeetingKind.THEME_DAY, month)]
        if full_members >= _COMMITTEE_FROM:
            due.append((MeetingKind.COMMITTEE, month))
    return [Overdue(kind, span) for kind, span in due if not _held(kind, span, held)]


def _held(kind: MeetingKind, span: Span, held: Collection[tuple[MeetingKind, date]]) -> bool:
    return any(each is kind and span.from_on <= day <= span.until_on for each, day in held)
