"""Time is a parameter: it is read once per request and handed down."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant, aware UTC."""
    return datetime.now(UTC)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day on which an instant falls at the factory."""
    return instant.astimezone(zone).date()


def now(request: Request) -> datetime:
    """The request's one instant, aware UTC."""
    instant: datetime | None = getattr(request.state, "now", None)
    if instant is None:
        instant = request.app.state.clock()
        request.state.now = instant
    return instant


def today(request: Request) -> date:
    """The request's one day, in the suite's time zone."""
    return day_of(now(request), request.app.state.zone)


Now = Annotated[datetime, Depends(now)]
Today = Annotated[date, Depends(today)]
