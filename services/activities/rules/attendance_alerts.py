"""Alerts: months of unexcused absence running. They inform people and change nothing by themselves (rule 24)."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Literal
from uuid import UUID

from ..models import AttendanceState

Level = Literal[2, 4, 6]
LEVELS: tuple[Level, ...] = (6, 4, 2)
"""Months running at which a further alert stands. Six without good reason are what the Party's rules look at."""
SIX = LEVELS[0]
_LOOKS_BACK_YEARS = 2
"""A run that long needs no counting further."""


def level(run: int) -> Level | None:
    """The highest level that a run of months has reached."""
    return next((each for each in LEVELS if run >= each), None)


def looks_back(on: date) -> date:
    """The first day whose attendance is asked for."""
    return on.replace(year=on.year - _LOOKS_BACK_YEARS, day=1)


def runs(histories: Iterable[tuple[UUID, date, AttendanceState, bool]], on: date) -> dict[UUID, int]:
    """Months running of each person: person, day, state and made up of each settled attendance."""
    own: dict[UUID, list[tuple[date, AttendanceState, bool]]] = defaultdict(list)
    for person_id, day, state, made_up in histories:
        own[person_id].append((day, state, made_up))
    return {person_id: months_running(history, on) for person_id, history in own.items()}


def months_running(history: Iterable[tuple[date, AttendanceState, bool]], on: date) -> int:
    """Months in a row of nothing but unexcused absence: day, state and made up of each settled attendance.

    A month in which nothing was held neither counts nor breaks the run. The month of `on` is not over: it
    cannot lengthen the run, but whoever came in it has ended it.
    """
    return len(_run(history, on))


def _run(history: Iterable[tuple[date, AttendanceState, bool]], on: date) -> list[tuple[int, int]]:
    """The months of the run, the first one first."""
    lapsed: dict[tuple[int, int], bool] = defaultdict(lambda: True)
    for day, state, made_up in history:
        lapsed[day.year, day.month] &= state is AttendanceState.ABSENT and not made_up
    if not lapsed.pop((on.year, on.month), True):
        return []
    run = list(takewhile(lapsed.__getitem__, sorted(lapsed, reverse=True)))
    return run[::-1]


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A run that has reached six months: its first day, the last day of its sixth month, and its length now."""

    began_on: date
    lapsed_on: date
    months: int


def lapsed(history: Iterable[tuple[date, AttendanceState, bool]], on: date) -> Lapsed | None:
    """Six months running or more, as `months_running` counts them; None for a shorter run."""
    run = _run(history, on)
    if len(run) < SIX:
        return None
    (first_year, first_month), (year, month) = run[0], run[SIX - 1]
    last = monthrange(year, month)[1]
    return Lapsed(date(first_year, first_month, 1), date(year, month, last), len(run))


def told_before(history: Iterable[tuple[date, AttendanceState, bool]], since: date) -> bool:
    """Whether the run is still the one of which was told up to that day: nobody has come since."""
    return all(
        state is AttendanceState.ABSENT and not made_up for day, state, made_up in history if day > since
    )
