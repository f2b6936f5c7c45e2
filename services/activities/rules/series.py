"""Series: planned by a pattern, and longer by more of it."""

from datetime import date

from shared.errors import Conflict, Missing

from ..models import Series


class SeriesMissing(Missing):
    """No such series, or not for you."""

    zh, en = "没有这个系列活动", "No such series"


class SeriesReachesThere(Conflict):
    """A series only grows: what is planned is changed meeting by meeting."""

    zh, en = "系列活动已排到该日之后", "The series is planned beyond that day already"
    detail_zh, detail_en = "已排到 {until}", "It is planned through {until}"


def may_extend(series: Series, until: date) -> None:
    """Raises SeriesReachesThere."""
    if until <= series.planned_until:
        raise SeriesReachesThere(until=series.planned_until.isoformat())
