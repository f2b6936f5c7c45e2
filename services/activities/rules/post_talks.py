"""Post talks in a year: how many each member has given, against what the branch expects."""

from datetime import date

from shared.errors import Conflict

EXPECTED = 1
"""Talks of each member in a year where the branch has set nothing else."""


class YearOver(Conflict):
    """A target is set for this year or a coming one."""

    zh, en = "该年度已过", "The year is over"


def may_set(from_year: int, today: date) -> None:
    """Raises YearOver."""
    if from_year < today.year:
        raise YearOver


def counted_on(year: int, today: date) -> date:
    """The day whose members count: the year's last, or today while it has not come."""
    return min(date(year, 12, 31), today)
