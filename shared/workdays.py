"""Working days: weekends and public holidays of China, worked weekends, and overrides of whoever asks."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import holidays

_FRIDAY = 4


@lru_cache(maxsize=1)
def _china() -> "holidays.HolidayBase":
    import holidays  # noqa: PLC0415 - the calendars of the whole world take a third of a second of every start

    return holidays.country_holidays("CN")


def is_working_day(day: date, overrides: Mapping[date, bool]) -> bool:
    """Whether offices work on a day. An override says so by itself.

    Source: the State Council's yearly notice as the `holidays` library carries it; where that year's notice is
    not in it yet, statutory days only, which is what the overrides are for.
    """
    if day in overrides:
        return overrides[day]
    china = _china()
    if day in china:
        return False
    return day.weekday() <= _FRIDAY or day in china.weekend_workdays


def after(start: date, count: int, overrides: Mapping[date, bool]) -> date:
    """The `count`-th working day strictly after `start`."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, overrides)
    return day
