"""Calendar months: a month later is the same day of it, or its last."""

from calendar import monthrange
from datetime import date, timedelta


def months_later(day: date, months: int) -> date:
    """The day so many months later, or earlier: from 31 January one month later is the last of February."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_month(day: date) -> date:
    """The first day of the month after."""
    return months_later(day.replace(day=1), 1)


def day_before(day: date) -> date:
    """Yesterday, seen from this day."""
    return day - timedelta(days=1)
