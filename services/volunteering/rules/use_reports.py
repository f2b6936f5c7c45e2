"""Use reports: at least every three months while a drive has gifts in hand, and once at its end.

Source: Charity Law art. 79 (written for public drives; a good measure for others), art. 80 (tell donors promptly).
"""

import calendar
from datetime import date

MONTHS = 3


def due_after(day: date) -> date:
    """Three months later; the last day of a month that has no such day."""
    years, month = divmod(day.month - 1 + MONTHS, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
