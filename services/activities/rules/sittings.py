"""Sittings: when and where, and how many fit."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from shared.errors import Conflict, Malformed, Missing

from ..models import Sitting, SittingState

LONGEST = timedelta(hours=24)
_ZONES = available_timezones()


class SittingMissing(Missing):
    """No such sitting, or not for you."""

    zh, en = "没有这个场次", "No such sitting"


class SittingOrder(Malformed):
    """A sitting ends after it begins, within a day; one that crosses midnight says so by its dates."""

    zh, en = "场次须先开始后结束,且不超过二十四小时", "A sitting ends after it begins, within 24 hours"


class ZoneUnknown(Malformed):
    """The time zone is not in the IANA database."""

    zh, en = "未知的时区", "No such time zone"


class SittingCancelled(Conflict):
    """What was cancelled stays cancelled."""

    zh, en = "该场次已取消", "The sitting is cancelled"


class PlacesHeld(Conflict):
    """Capacity does not go below the places that people hold."""

    zh, en = "名额不能低于已占用数", "There cannot be fewer places than are taken"
    detail_zh, detail_en = "已占用 {taken} 个", "{taken} are taken"


def days_of(sittings: Iterable[Sitting], zone: ZoneInfo) -> list[date]:
    """The days on which they begin, the first one first."""
    return sorted({each.starts_at.astimezone(zone).date() for each in sittings})


def span(starts_at: datetime, ends_at: datetime) -> None:
    """Raises SittingOrder."""
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise SittingOrder


def zone(name: str) -> ZoneInfo:
    """Raises ZoneUnknown."""
    if name not in _ZONES:
        raise ZoneUnknown
    return ZoneInfo(name)


def goes_on(sitting: Sitting) -> None:
    """Raises SittingCancelled."""
    if sitting.state is SittingState.CANCELLED:
        raise SittingCancelled


def may_hold(sitting: Sitting, capacity: int | None) -> None:
    """Raises PlacesHeld."""
    if capacity is not None and capacity < sitting.taken:
        raise PlacesHeld(taken=sitting.taken)
