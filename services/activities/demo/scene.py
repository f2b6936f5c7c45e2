"""What every part of the demo needs: the transaction, the people, the day on which one looks, and the calendar."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Role
from shared.outbox import Teller

from ..rules import patterns
from .people import Cast

_SEED = "动力车间"
_WEEKEND = 5


@dataclass(frozen=True)
class Scene:
    """Nothing here happens later than the morning of `on`."""

    session: AsyncSession
    teller: Teller
    zone: ZoneInfo
    cast: Cast
    on: date

    def is_past(self, day: date) -> bool:
        """Whether what is done on that day has been done."""
        return day < self.on

    def at(self, day: date, clock: str = "17:30") -> datetime:
        """The wall clock at the factory."""
        return patterns.at_clock(day, clock, self.zone)

    def one(self, role: Role) -> UUID:
        """Whoever holds the role in the branch."""
        return self.cast.one(role)

    def chance(self, *words: object) -> Random:
        """The same luck for the same thing, whenever one looks."""
        return Random(" ".join(map(str, (_SEED, *words))))  # noqa: S311 - a demo, not a secret

    def done(self, role: Role, day: date) -> dict[str, Any]:
        """Who did it and when."""
        return {"by": self.one(role), "at": self.at(day)}


def months(on: date) -> list[date]:
    """First days of the months of the demo: at least two back, so that the quarter before has its last, to the next."""
    found = [on.replace(day=1)]
    while len(found) <= max(2, (on.month - 1) % 3 + 1):
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return [*found, next_month(found[-1])]


def next_month(month_on: date) -> date:
    """The first day of the month after."""
    return month_on + timedelta(days=monthrange(month_on.year, month_on.month)[1])


def nth(month_on: date, number: Literal[1, 2, 3, 4], weekday: int) -> date:
    """The first, second … such weekday of a month; 1 is Monday."""
    pattern = patterns.MonthlyWeekday(every="month_weekday", nth=number, weekday=weekday)
    return patterns.days(pattern, month_on, next_month(month_on) - timedelta(days=1))[0]


def workday(day: date) -> date:
    """That day, or the Monday after."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _WEEKEND else day
