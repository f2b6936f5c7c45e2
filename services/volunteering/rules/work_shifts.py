"""Work shifts: what they bar, and when rest before or after them would be short.

What is barred is told to the volunteer alone. Short rest is a warning: the volunteer decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from shared.errors import Conflict, Malformed

from . import spans

NIGHT = time(22), time(6)
"""The night by the clock at the factory; a shift with a minute in it is a night shift."""
SHIFT_MOST = timedelta(hours=24)
REST_MOST = timedelta(hours=24)
"""No branch asks for more rest than this (`rules/parameters.py`)."""
_DAY = timedelta(days=1)


class AtWork(Conflict):
    """Nobody serves while at work, unless the shift was swapped."""

    zh, en = "该时段有工作班次", "You are at work at that time"
    detail_zh = "工作班次:{starts_at} 至 {ends_at};如已换班,请声明"
    detail_en = "From {starts_at} to {ends_at}; say so if it was swapped"


class WorkShiftOutside(Malformed):
    """What is sent begins within the days that it replaces, and is of the persons that it replaces."""

    zh, en = "班次不在所替换的日期或人员范围内", "The shift is not of the days and persons that are replaced"


class WorkShiftOverlaps(Conflict):
    """Nobody works two shifts at once."""

    zh, en = "该人员的工作班次相互重叠", "Two work shifts of the person overlap"
    detail_zh, detail_en = "与 {starts_at} 至 {ends_at} 重叠", "It overlaps {starts_at} to {ends_at}"


class WorkerUnknown(Conflict):
    """Directory has not told of this person."""

    zh, en = "没有这名人员", "No such person"


class DaysBackwards(Malformed):
    """The days that are replaced run forwards, and are no more than two months."""

    zh, en = "日期范围无效,最多 62 天", "The span of days is not valid; 62 at most"


class Span(Protocol):
    """Whatever has a beginning and an end."""

    @property
    def starts_at(self) -> datetime:
        """Its first instant."""

    @property
    def ends_at(self) -> datetime:
        """The instant at which it is over."""


SpanT = TypeVar("SpanT", bound=Span)


class Rest(StrEnum):
    """What there would be too little rest between."""

    AFTER_NIGHT = "after_night_shift"
    BEFORE_WORK = "before_work_shift"


@dataclass(frozen=True, slots=True)
class RestWarning:
    """Less rest than is due: so many minutes are left between the shift and the service."""

    code: Rest
    shift_starts_at: datetime
    shift_ends_at: datetime
    rest_minutes: int


def at_work(shifts: Iterable[SpanT], starts_at: datetime, ends_at: datetime) -> list[SpanT]:
    """Those that have an instant in common with the service; each bars it unless it was swapped."""
    return [each for each in shifts if spans.overlap(starts_at, ends_at, each.starts_at, each.ends_at)]


def not_at_work(shifts: Iterable[Span], starts_at: datetime, ends_at: datetime) -> None:
    """Raises AtWork."""
    for each in at_work(shifts, starts_at, ends_at):
        raise AtWork(starts_at=each.starts_at.isoformat(), ends_at=each.ends_at.isoformat())


def rest_warnings(
    shifts: Iterable[Span], starts_at: datetime, ends_at: datetime, rest_hours: int, zone: ZoneInfo
) -> list[RestWarning]:
    """Night shifts that end, and shifts of any kind that begin, less than `rest_hours` away from the service.

    First one first. A shift that overlaps the service was swapped, so it takes no rest.
    """
    due = timedelta(hours=rest_hours)
    found = []
    for each in sorted(shifts, key=lambda one: one.starts_at):
        since, until = starts_at - each.ends_at, each.starts_at - ends_at
        if timedelta(0) <= since < due and night_minutes(each.starts_at, each.ends_at, zone):
            found.append(_warning(Rest.AFTER_NIGHT, each, since))
        if timedelta(0) <= until < due:
            found.append(_warning(Rest.BEFORE_WORK, each, until))
    return found


def _warning(code: Rest, shift: Span, rest: timedelta) -> RestWarning:
    return RestWarning(code, shift.starts_at, shift.ends_at, rest // timedelta(minutes=1))


def night_minutes(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> int:
    """Minutes of a span that lie in the night."""
    return minutes_within(starts_at, ends_at, NIGHT, zone)


def minutes_within(starts_at: datetime, ends_at: datetime, window: tuple[time, time], zone: ZoneInfo) -> int:
    """Minutes of a span that lie between two times of the clock, on every day that it touches; each counts once.

    A window that ends no later than it begins ends on the next day. Minutes are those that pass, also when the clock
    is put forward or back; of a time that the clock shows twice the first is meant, of one that it leaps over the
    instant at which it would have been without the leap.
    """
    first, last = _day(starts_at, zone) - _DAY, _day(ends_at, zone)
    days = (first + number * _DAY for number in range((last - first).days + 1))
    shared = (_common(starts_at, ends_at, *_on(day, window, zone)) for day in days)
    return sum(shared, timedelta(0)) // timedelta(minutes=1)


def _on(day: date, window: tuple[time, time], zone: ZoneInfo) -> tuple[datetime, datetime]:
    from_, until = window
    return _instant(day, from_, zone), _instant(day if from_ < until else day + _DAY, until, zone)


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _common(starts_at: datetime, ends_at: datetime, other_from: datetime, other_until: datetime) -> timedelta:
    return max(min(ends_at, other_until) - max(starts_at, other_from), timedelta(0))


def may_replace(from_on: date, until_on: date, most: int = 62) -> None:
    """Both days count. Raises DaysBackwards."""
    if not 0 <= (until_on - from_on).days < most:
        raise DaysBackwards


def may_stand(shift: Span, beside: Sequence[Span]) -> None:
    """Raises TimesBackwards, TimesTooLong, WorkShiftOverlaps."""
    spans.may_span(shift.starts_at, shift.ends_at, SHIFT_MOST)
    for other in beside:
        if spans.overlap(shift.starts_at, shift.ends_at, other.starts_at, other.ends_at):
            raise WorkShiftOverlaps(starts_at=other.starts_at.isoformat(), ends_at=other.ends_at.isoformat())


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()
