"""Months and quarters by their codes, and spans of days: what cards, letters and records are made for."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from shared.errors import Conflict, Malformed

_MONTH = re.compile(r"(20\d\d|21[0-8]\d)-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(20\d\d|21[0-8]\d)-Q([1-4])")
_DAY = timedelta(days=1)
_MONTHS = 12
_LONGEST_DAYS = 366


class MonthOrQuarterWrong(Malformed):
    """A month is named `2026-11`, a quarter `2026-Q4`."""

    zh, en = "月份写作 2026-11,季度写作 2026-Q4", "A month is named 2026-11, a quarter 2026-Q4"


class SpanWrong(Malformed):
    """A span runs forwards and is a year at most."""

    zh, en = "起止日期颠倒或超过一年", "The span runs backwards, or is longer than a year"


class SpanUnclear(Malformed):
    """Either a period is named or the first and the last day."""

    zh, en = "请给出周期,或同时给出起止日期", "Name either a period, or the first and the last day"


class TimeNotOver(Conflict):
    """What sums up a period waits for its end."""

    zh, en = "该周期尚未结束", "The period is not over"
    detail_zh, detail_en = "最后一天为 {until}", "Its last day is {until}"


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both in it."""

    from_on: date
    until_on: date

    def over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.until_on < today


def named(code: str) -> Span:
    """The month or quarter of this code. Raises MonthOrQuarterWrong."""
    if found := _MONTH.fullmatch(code):
        return _months(int(found[1]), int(found[2]), 1)
    return quarter(code)


def quarter(code: str) -> Span:
    """Raises MonthOrQuarterWrong for anything but a quarter."""
    if found := _QUARTER.fullmatch(code):
        return _months(int(found[1]), 3 * int(found[2]) - 2, 3)
    raise MonthOrQuarterWrong


def between(from_on: date, until_on: date) -> Span:
    """Raises SpanWrong."""
    if not 0 <= (until_on - from_on).days < _LONGEST_DAYS:
        raise SpanWrong
    return Span(from_on, until_on)


def asked(code: str | None, from_on: date | None, until_on: date | None) -> Span:
    """Either the one or the other. Raises SpanUnclear, MonthOrQuarterWrong, SpanWrong."""
    if code is not None and from_on is None and until_on is None:
        return named(code)
    if code is None and from_on is not None and until_on is not None:
        return between(from_on, until_on)
    raise SpanUnclear


def quarters_before(today: date, count: int) -> list[str]:
    """The codes of the last quarters that are over, the newest first."""
    ended = 4 * today.year + (today.month - 1) // 3 - 1
    return [f"{each // 4}-Q{each % 4 + 1}" for each in range(ended, ended - count, -1)]


def must_be_over(span: Span, today: date) -> None:
    """Raises TimeNotOver."""
    if not span.over(today):
        raise TimeNotOver(until=span.until_on.isoformat())


def _months(year: int, first: int, count: int) -> Span:
    after = first + count - 1
    until = date(year + after // _MONTHS, after % _MONTHS + 1, 1) - _DAY
    return Span(date(year, first, 1), until)
