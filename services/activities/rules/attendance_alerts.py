"""Alerts: months of unexcused absence running. They inform people and change nothing by themselves (rule 24)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Literal
from uuid import UUID

from ..models import AttendanceState

Level = Literal[2, 4, 6]
LEVELS: tuple[Level, ...] = (6, 4, 2)
"""Months running at which a further alert stands. Six without good reason are what the Party's rules look at."""
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
    lapsed: dict[tuple[int, int], bool] = defaultdict(lambda: True)
    for day, state, made_up in history:
        lapsed[day.year, day.month] &= state is AttendanceState.ABSENT and not made_up
    if not lapsed.pop((on.year, on.month), True):
        return 0
    run = 0
    for month in sorted(lapsed, reverse=True):
        if not lapsed[month]:
            break
        run += 1
    return run
