"""Assessable months: which months of a period a member can be judged for, and caps in proportion to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Span:
    """A membership in the branch, both ends included; open-ended if `until_on` is None."""

    from_on: date
    until_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def first_days(starts_on: date, ends_on: date) -> list[date]:
    """The first day of every month of a period, in order."""
    days, day = [], starts_on.replace(day=1)
    while day <= ends_on:
        days.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return days


def assessable(spans: Iterable[Span], starts_on: date, ends_on: date) -> int:
    """A month counts for a member who belonged to the branch on its first day.

    So joiners count from the next month, leavers to the end of theirs.
    """
    held = list(spans)
    return sum(any(span.holds(day) for span in held) for day in first_days(starts_on, ends_on))


def scaled_cap(cap: Decimal | None, months: int, of_months: int) -> Decimal | None:
    """A recurring cap for part of a period: cap × months ÷ length, rounded up to half a point."""
    if cap is None or months >= of_months:
        return cap
    share = cap * months / of_months
    return (share / _HALF).to_integral_value(ROUND_CEILING) * _HALF
