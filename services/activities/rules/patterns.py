"""Patterns: on which days something comes again. They help to plan; what is planned is then the truth.

A wall clock keeps its time across a change of the offset. A time that does not exist that day is read with the
offset before the change (02:30 becomes 03:30), a time that comes twice means the first (RFC 5545 §3.3.5).
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, TypeAdapter

from shared.errors import Malformed
from shared.types import Shape

Weekday = Annotated[int, Field(ge=1, le=7, description="1 is Monday, 7 is Sunday (ISO 8601).")]
WallTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["14:00"])]
LONGEST = timedelta(days=3 * 366)


class SeriesTooLong(Malformed):
    """A series is planned for at most three years, first day first."""

    zh, en = "起止日期颠倒或超过三年", "The days are in the wrong order or more than three years apart"


class Weekly(Shape):
    """Every week, or every so many, on a weekday; counted from the first day on."""

    every: Literal["week"]
    weekday: Weekday
    weeks: Annotated[int, Field(ge=1, le=8)] = 1


class MonthlyWeekday(Shape):
    """The n-th such weekday of every month; -1 is the last. A month without a fifth has none."""

    every: Literal["month_weekday"]
    nth: Literal[1, 2, 3, 4, 5, -1]
    weekday: Weekday


class MonthlyDay(Shape):
    """A fixed day of every month. Where the month is shorter it is the month's last day, so no month is without."""

    every: Literal["month_day"]
    day: Annotated[int, Field(ge=1, le=31)]


class LastDay(Shape):
    """The last day of every month."""

    every: Literal["month_end"]


Pattern = Annotated[Weekly | MonthlyWeekday | MonthlyDay | LastDay, Field(discriminator="every")]
Monthly = Annotated[MonthlyWeekday | MonthlyDay | LastDay, Field(discriminator="every")]
_KEPT: TypeAdapter[Weekly | MonthlyWeekday | MonthlyDay | LastDay] = TypeAdapter(Pattern)


def kept(data: object) -> Weekly | MonthlyWeekday | MonthlyDay | LastDay:
    """A pattern as it was written down."""
    return _KEPT.validate_python(data)


def days(pattern: Weekly | MonthlyWeekday | MonthlyDay | LastDay, first: date, last: date) -> list[date]:
    """The pattern's days from `first` to `last`, both included, in order. Raises SeriesTooLong."""
    if not timedelta(0) <= last - first <= LONGEST:
        raise SeriesTooLong
    found = _weeks(pattern, first) if isinstance(pattern, Weekly) else _months(pattern, first)
    return [day for day in takewhile(lambda day: day <= last, found) if day >= first]


def next_day(pattern: MonthlyWeekday | MonthlyDay | LastDay, after: date) -> date:
    """The first day of a monthly pattern later than a day."""
    return next(day for day in _months(pattern, after) if day > after)


def at_clock(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """The instant at which the wall clock shows this on that day."""
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)


def _weeks(pattern: Weekly, first: date) -> Iterator[date]:
    day = first + timedelta(days=(pattern.weekday - first.isoweekday()) % 7)
    while True:
        yield day
        day += timedelta(weeks=pattern.weeks)


def _months(pattern: MonthlyWeekday | MonthlyDay | LastDay, first: date) -> Iterator[date]:
    year, month = first.year, first.month
    while True:
        day = _in_month(pattern, year, month)
        if day is not None:
            yield day
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004 - December


def _in_month(pattern: MonthlyWeekday | MonthlyDay | LastDay, year: int, month: int) -> date | None:
    length = monthrange(year, month)[1]
    if isinstance(pattern, LastDay):
        return date(year, month, length)
    if isinstance(pattern, MonthlyDay):
        return date(year, month, min(pattern.day, length))
    if pattern.nth == -1:
        end = date(year, month, length)
        return end - timedelta(days=(end.isoweekday() - pattern.weekday) % 7)
    number = 1 + (pattern.weekday - date(year, month, 1).isoweekday()) % 7 + 7 * (pattern.nth - 1)
    return date(year, month, number) if number <= length else None
