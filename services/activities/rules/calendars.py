"""Calendars: sittings as iCalendar (RFC 5545), one VEVENT each and no rule of recurrence, so that all clients agree.

Instants are in UTC. A sitting keeps its UID when it moves; its SEQUENCE rises. A cancelled one stays, as CANCELLED.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event
from icalendar.enums import STATUS, TRANSP

from shared.errors import Conflict, Missing

from ..models import FeedScope, Meeting, Programme, Sitting, SittingState
from .programmes import lines

PRODUCT = "-//Siyou//Activities//ZH"
NAMES = {FeedScope.OWN: "我的组织生活", FeedScope.BRANCH: "党支部活动"}
KEPT = timedelta(days=400)
"""How long a sitting stays in feeds after it has ended."""
MOST_FEEDS = 10

Entry = tuple[Sitting, Meeting, Programme | None]
"""What one event shows."""


class CalendarFeedMissing(Missing):
    """No such feed, or it has been revoked, or its owner has left: all look the same."""

    zh, en = "没有这个日历订阅", "No such calendar feed"


class FeedsMany(Conflict):
    """A person has at most ten feeds; revoke one that is no longer used."""

    zh, en = "日历订阅过多,请先撤销不用的", "Too many calendar feeds; revoke one first"


def may_subscribe(feeds: int) -> None:
    """Raises FeedsMany."""
    if feeds >= MOST_FEEDS:
        raise FeedsMany


def written(scope: FeedScope, entries: Sequence[Entry], at: datetime) -> bytes:
    """A calendar as clients fetch it. With METHOD, DTSTAMP is when it was written (RFC 5545 §3.8.7.2)."""
    calendar = Calendar.new(
        prodid=PRODUCT, method="PUBLISH", name=NAMES[scope], refresh_interval=timedelta(hours=1)
    )
    calendar["REFRESH-INTERVAL"].params["VALUE"] = (
        "DURATION"  # RFC 7986 §5.7 asks for it, the library does not
    )
    calendar.pop("UID", None)  # the library may make one up, another each time
    for sitting, meeting, programme in entries:
        calendar.add_component(_event(sitting, meeting, programme, at))
    body: bytes = calendar.to_ical()
    return body


def _event(sitting: Sitting, meeting: Meeting, programme: Programme | None, at: datetime) -> Event:
    cancelled = sitting.state is SittingState.CANCELLED
    return Event.new(
        uid=str(sitting.id),
        stamp=at,
        start=sitting.starts_at,
        end=sitting.ends_at,
        summary=meeting.title,
        description=_described(sitting, meeting, programme),
        location=sitting.place,
        categories=[meeting.kind.value],
        sequence=sitting.sequence,
        status=STATUS.CANCELLED if cancelled else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT if cancelled else TRANSP.OPAQUE,
    )


def _described(sitting: Sitting, meeting: Meeting, programme: Programme | None) -> str | None:
    """The theme, then what follows what."""
    said = [
        *([meeting.theme] if meeting.theme else []),
        *lines(sitting, programme.parts if programme else []),
    ]
    return "\n".join(said) or None
