"""Spans of time, half-open: what begins when another ends does not overlap it."""

from datetime import UTC, datetime, timedelta

from shared.errors import Malformed

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHARE = 2**34
"""So many numbers one volunteer has for the seconds of all time that matters."""
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


class TimesBackwards(Malformed):
    """It ends before it begins, or at once; what crosses midnight says so by its dates."""

    zh, en = "结束时间须晚于开始时间", "It must end after it begins"


class TimesTooLong(Malformed):
    """Longer than such a span can be."""

    zh, en = "时间跨度过长", "The span is too long"
    detail_zh, detail_en = "最长 {hours} 小时", "At most {hours} hours"


def overlap(one_from: datetime, one_until: datetime, other_from: datetime, other_until: datetime) -> bool:
    """Whether [from, until) of both have an instant in common."""
    return one_from < other_until and other_from < one_until


def minutes(starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes between two instants, whatever the clocks on the wall did meanwhile."""
    return (ends_at - starts_at) // _MINUTE


def busy(sequence: int, starts_at: datetime, ends_at: datetime) -> tuple[int, int]:
    """The span as numbers that only this volunteer has; the database compares them."""
    first = sequence * SHARE
    return first + (starts_at - _EPOCH) // _SECOND, first - (_EPOCH - ends_at) // _SECOND


def instant(number: int) -> datetime:
    """The instant that one of a volunteer's numbers stands for."""
    return _EPOCH + number % SHARE * _SECOND


def may_span(starts_at: datetime, ends_at: datetime, most: timedelta) -> None:
    """Raises TimesBackwards, TimesTooLong."""
    if ends_at <= starts_at:
        raise TimesBackwards
    if ends_at - starts_at > most:
        raise TimesTooLong(hours=most // timedelta(hours=1))
