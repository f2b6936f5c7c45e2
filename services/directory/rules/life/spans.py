"""Spans of days. Both ends belong to a span; without an end it runs on; one that ends too early is empty."""

from datetime import date, timedelta
from typing import Protocol

_DAY = timedelta(days=1)


class Span(Protocol):
    """Anything dated from a day until a day."""

    from_on: date
    until_on: date | None


def is_empty(span: Span) -> bool:
    """Whether it was withdrawn: it holds no day."""
    return span.until_on is not None and span.until_on < span.from_on


def holds(span: Span, on: date) -> bool:
    """Whether the day belongs to it."""
    return span.from_on <= on and (span.until_on is None or on <= span.until_on)


def overlap(one: Span, from_on: date, until_on: date | None) -> bool:
    """Whether the span shares a day with another that is not empty."""
    begins_in_time = until_on is None or one.from_on <= until_on
    return not is_empty(one) and begins_in_time and (one.until_on is None or from_on <= one.until_on)


def may_end(span: Span, until_on: date) -> bool:
    """An ending only shortens; the day before the first withdraws the whole span."""
    shortens = span.until_on is None or until_on < span.until_on
    return shortens and until_on >= span.from_on - _DAY


def cut(span: Span, last: date) -> bool:
    """Let it run until this day at most; one that begins later is withdrawn. Says whether it ran longer before."""
    if is_empty(span) or (span.until_on is not None and span.until_on <= last):
        return False
    span.until_on = max(last, span.from_on - _DAY)
    return True
