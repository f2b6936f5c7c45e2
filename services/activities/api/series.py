"""`/v1/series`: meetings planned together by a pattern."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape

from ..models import MeetingKind, MeetingState, Series
from ..queries import organisations
from ..queries import series as queries
from ..rules.patterns import Pattern, WallTime
from ..usecases import series
from .given import Day

router = APIRouter(prefix="/v1/series", tags=["series"])

Reader = Annotated[Access, may("series.read")]
Planner = Annotated[Access, may("series.write")]


class SeriesCreate(Shape):
    """Every day of the pattern from `from_on` to `until_on`, at `clock` of the wall in `time_zone`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "lecture",
                    "title": "每月党课",
                    "pattern": {"every": "month_weekday", "nth": -1, "weekday": 5},
                    "clock": "14:00",
                    "minutes": 90,
                    "place": "车间二楼会议室",
                    "from_on": "2026-10-01",
                    "until_on": "2027-03-31",
                }
            ]
        }
    )

    kind: MeetingKind
    title: Line
    group_id: UUID | None = None
    pattern: Pattern
    clock: WallTime
    minutes: Annotated[int, Field(ge=1, le=1440)]
    time_zone: Line | None = None
    place: Line
    capacity: Annotated[int, Field(ge=0, le=100_000)] | None = None
    from_on: Day
    until_on: Day

    def layout(self, zone: str) -> series.Layout:
        """As the use case takes it."""
        given = self.model_dump(exclude={"until_on"})
        return series.Layout(**(given | {"time_zone": self.time_zone or zone}))


class ExtensionCreate(Shape):
    """Through which day the series goes on."""

    until_on: Day


class PreviewDay(Read):
    """One day of a pattern, as instants."""

    on: date
    starts_at: datetime
    ends_at: datetime


class SeriesPreview(Read):
    """What would be planned, in order."""

    items: list[PreviewDay]


class OccurrenceRead(Read):
    """The meeting planned for a day. It may have moved since; its sittings say when it is."""

    on: date
    meeting_id: UUID
    state: MeetingState


class SeriesSummary(Read):
    """A series, planned through `planned_until`."""

    id: UUID
    branch_id: UUID
    group_id: UUID | None
    kind: MeetingKind
    title: str
    pattern: dict[str, Any]
    clock: str
    minutes: int
    time_zone: str
    place: str
    capacity: int | None
    from_on: date
    planned_until: date


class SeriesRead(SeriesSummary):
    """A series with its meetings, in the order of their days."""

    occurrences: list[OccurrenceRead]


@router.post("/preview", summary="预览系列活动 / Preview a series")
async def preview_series(body: SeriesCreate, planner: Planner, request: Request) -> SeriesPreview:
    """Nothing is written. A time that the clocks skip that day is read with the offset before the change."""
    del planner
    days = series.preview(body.layout(request.app.state.zone.key), body.until_on)
    shown = [PreviewDay(on=day, starts_at=times.starts_at, ends_at=times.ends_at) for day, times in days]
    return SeriesPreview(items=shown)


@router.get("", summary="系列活动列表 / Series")
async def list_series(reader: Reader, view: View, paged: Paged) -> Page[SeriesSummary]:
    """Of the own branch; newest first."""
    rows, cursor = await paged.rows(view, queries.visible(reader.grants), col(Series.id))
    return Page(items=[SeriesSummary.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="新建系列活动 / Plan a series")
async def plan_series(
    body: SeriesCreate, planner: Planner, tx: Tx, now: Now, once: Once, request: Request
) -> SeriesRead:
    """A planned meeting with one sitting for each day; from then on each meeting goes its own way."""
    branch_id = await organisations.acting_for(tx, planner, body.group_id)
    zone = request.app.state.zone
    row = await series.plan(
        tx, branch_id, body.layout(zone.key), body.until_on, zone=zone, by=planner.person_id, at=now
    )
    return await once.keep(await _whole(tx, row), made=row.id)


@router.get("/{series_id}", summary="一个系列活动 / One series")
async def read_series(series_id: UUID, reader: Reader, view: View) -> SeriesRead:
    """With every meeting it has planned, cancelled ones too."""
    return await _whole(view, await queries.one(view, series_id, reader.grants))


@router.post("/{series_id}/extension", status_code=201, summary="延长系列活动 / Extend a series")
async def extend_series(
    series_id: UUID, body: ExtensionCreate, planner: Planner, tx: Tx, now: Now, once: Once, request: Request
) -> SeriesRead:
    """Plans what comes after the last day so far; meetings that were cancelled are not planned again."""
    row = await queries.one(tx, series_id, planner.grants, lock=True)
    zone = request.app.state.zone
    row = await series.extend(tx, row, body.until_on, zone=zone, by=planner.person_id, at=now)
    return await once.keep(await _whole(tx, row), made=row.id)


async def _whole(session: AsyncSession, row: Series) -> SeriesRead:
    planned = await queries.occurrences(session, row.id)
    shown = [
        OccurrenceRead(on=each.on_day, meeting_id=each.meeting_id, state=MeetingState(state))
        for each, state in planned
    ]
    return SeriesRead(**SeriesSummary.model_validate(row).model_dump(), occurrences=shown)
