"""Alerts: months of unexcused absence running. They inform people and change nothing by themselves (rule 24)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from ..models import AttendanceState

LEVELS = (6, 4, 2)
"""Months running at which a further alert stands. Six without good reason are what the Party's rules look at."""
LOOKS_BACK = 24
"""Months that are looked at; a run that long needs no counting further."""


def level(run: int) -> int | None:
    """The highest level that a run of months has reached."""
    return next((each for each in LEVELS if run >= each), None)


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
