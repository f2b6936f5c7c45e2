"""Series: planned by a pattern, extended, and otherwise left to their meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import MeetingKind, Occurrence, Series
from ..rules import meetings as meeting_rules
from ..rules import patterns
from ..rules import series as rules
from ..rules import sittings as sitting_rules
from . import meetings
from .meetings import Plan
from .sittings import Times


@dataclass(frozen=True, slots=True)
class Layout:
    """What every meeting of a series is to be, and when."""

    kind: MeetingKind
    title: str
    pattern: dict[str, Any]
    clock: str
    minutes: int
    time_zone: str
    place: str
    from_on: date
    group_id: UUID | None = None
    capacity: int | None = None


def preview(layout: Layout, until: date) -> list[tuple[date, Times]]:
    """Days and times, nothing written. Raises GroupNeeded, ZoneUnknown, SeriesTooLong."""
    meeting_rules.shape(layout.kind, layout.group_id)
    zone = sitting_rules.zone(layout.time_zone)
    found = []
    for day in patterns.days(patterns.kept(layout.pattern), layout.from_on, until):
        starts_at = patterns.at_clock(day, layout.clock, zone)
        ends_at = starts_at + timedelta(minutes=layout.minutes)
        found.append((day, Times(starts_at, ends_at, layout.place, layout.time_zone, layout.capacity)))
    return found


async def plan(
    session: AsyncSession,
    branch_id: UUID,
    layout: Layout,
    until: date,
    *,
    zone: ZoneInfo,
    by: UUID,
    at: datetime,
) -> Series:
    """A series with a planned meeting for each of its days. Raises GroupNeeded, ZoneUnknown, SeriesTooLong."""
    days = preview(layout, until)
    series = Series(
        branch_id=branch_id,
        group_id=layout.group_id,
        kind=layout.kind,
        title=layout.title,
        pattern=layout.pattern,
        clock=layout.clock,
        minutes=layout.minutes,
        time_zone=layout.time_zone,
        place=layout.place,
        capacity=layout.capacity,
        from_on=layout.from_on,
        planned_until=until,
        planned_by=by,
        planned_at=at,
    )
    session.add(series)
    await session.flush()
    await _fill(session, series, days, zone=zone, by=by, at=at)
    return series


async def extend(
    session: AsyncSession, series: Series, until: date, *, zone: ZoneInfo, by: UUID, at: datetime
) -> Series:
    """Plan on, after the last day planned so far: what was cancelled or moved stays as it is.

    Raises SeriesReachesThere, SeriesTooLong.
    """
    rules.may_extend(series, until)
    days = preview(_layout(series), until)
    new = [(day, times) for day, times in days if day > series.planned_until]
    series.planned_until = until
    await _fill(session, series, new, zone=zone, by=by, at=at)
    return series


def _layout(series: Series) -> Layout:
    return Layout(
        kind=series.kind,
        title=series.title,
        pattern=series.pattern,
        clock=series.clock,
        minutes=series.minutes,
        time_zone=series.time_zone,
        place=series.place,
        from_on=series.from_on,
        group_id=series.group_id,
        capacity=series.capacity,
    )


async def _fill(
    session: AsyncSession,
    series: Series,
    days: Sequence[tuple[date, Times]],
    *,
    zone: ZoneInfo,
    by: UUID,
    at: datetime,
) -> None:
    what = Plan(kind=series.kind, title=series.title, group_id=series.group_id)
    for day, times in days:
        meeting = await meetings.plan(session, series.branch_id, what, [times], zone=zone, by=by, at=at)
        session.add(Occurrence(series_id=series.id, on_day=day, meeting_id=meeting.id))
    await session.flush()
