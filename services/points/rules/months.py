"""Assessable months: which months of a period a member can be judged for, and caps in proportion to them.

A long absence takes away the months that it mostly fills, and so does sickness. Who retires is judged to the end of
the month; of whoever resigns, is dismissed, moves away or dies nothing more is counted. Who moves from one of our
branches to another is judged by both, by each for its own months.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

_HALF = Decimal("0.5")
_LENT, _SICK, _RETIRED = "secondment", "sick_leave", "retired"
_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Span:
    """A membership in the branch, both ends included; open-ended if `until_on` is None."""

    from_on: date
    until_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def touches(self, first: date, last: date) -> bool:
        """Whether any of these days lies within."""
        return self.from_on <= last and (self.until_on is None or first <= self.until_on)


@dataclass(frozen=True, slots=True)
class Away(Span):
    """An absence as directory tells it. Who is lent out is not away: attendance there counts here."""

    kind: str

    @property
    def is_long(self) -> bool:
        """Whether it can take a month away: sickness always, anything else if it lasts more than a month."""
        if self.kind == _LENT:
            return False
        lasts = None if self.until_on is None else (self.until_on - self.from_on).days + 1
        return self.kind == _SICK or lasts is None or lasts > _LONGEST_MONTH

    def days_in(self, first: date, last: date) -> int:
        """How many days of it lie within."""
        until = last if self.until_on is None else min(self.until_on, last)
        return max(0, (until - max(self.from_on, first)).days + 1)


def counts_until(departed_on: date | None, reason: str | None) -> date | None:
    """The last day on which anything counts; None for whoever is here."""
    if departed_on is None or reason != _RETIRED:
        return departed_on
    return _last_day(departed_on)


def has_gone(departed_on: date | None, reason: str | None, by: date) -> bool:
    """Whether somebody has left by that day so that there is no result: resigned, dismissed, moved away or dead."""
    return departed_on is not None and reason != _RETIRED and departed_on <= by


def _last_day(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _mostly_away(away: Iterable[Away], first: date) -> bool:
    """Whether long absences fill more than half of the month; no two of them share a day."""
    last = _last_day(first)
    missed = sum(each.days_in(first, last) for each in away if each.is_long)
    return 2 * missed > last.day


def first_days(starts_on: date, ends_on: date) -> list[date]:
    """The first day of every month of a period, in order."""
    days, day = [], starts_on.replace(day=1)
    while day <= ends_on:
        days.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return days


def assessable(spans: Iterable[Span], starts_on: date, ends_on: date, away: Iterable[Away] = ()) -> int:
    """A month counts for a member who belonged to the branch on its first day and was not mostly away in it.

    So joiners count from the next month, leavers to the end of theirs.
    """
    held, missed = list(spans), list(away)
    return sum(
        any(span.holds(day) for span in held) and not _mostly_away(missed, day)
        for day in first_days(starts_on, ends_on)
    )


class Place(NamedTuple):
    """What a branch and a period have of a member: there to the end, or moved on to another branch of ours.

    `came` tells that the member moved in during the period.
    """

    stays: bool
    moved_on: bool
    came: bool


def place_in(here: Sequence[Span], elsewhere: Sequence[Span], starts_on: date, ends_on: date) -> Place:
    """`here` are the days in the branch, oldest first and at least one; `elsewhere` those in other branches."""
    last = here[-1].until_on
    stays = last is None or last >= ends_on
    moved_on = (
        last is not None
        and starts_on <= last < ends_on
        and any(last < o.from_on <= ends_on for o in elsewhere)
    )
    came = any(
        span.until_on is not None and starts_on <= span.until_on and span.until_on < each.from_on <= ends_on
        for span in elsewhere
        for each in here
    )
    return Place(stays, moved_on, came)


def scaled_cap(cap: Decimal | None, months: int, of_months: int) -> Decimal | None:
    """A recurring cap for part of a period: cap × months ÷ length, rounded up to half a point."""
    if cap is None or months >= of_months:
        return cap
    share = cap * months / of_months
    return (share / _HALF).to_integral_value(ROUND_CEILING) * _HALF
