"""`/v1/calendar-days`: where the branch departs from the working calendar."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col, select

from shared import workdays
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.errors import Malformed
from shared.types import Line, Read, Shape

from ..models import CalendarDay
from ..queries import periods
from .given import Day

router = APIRouter(prefix="/v1/calendar-days", tags=["calendar-days"])

Reader = Annotated[Access, may("calendar.read")]
Writer = Annotated[Access, may("calendar.write")]
_LONGEST = 400


class SpanTooLong(Malformed):
    """At most 400 days at once, first to last."""

    zh, en = "日期范围无效,最多 400 天", "The span of days is not valid; 400 at most"


class CalendarDayUpdate(Shape):
    """Whether the day is worked, and why it differs."""

    working: bool
    title: Line


class CalendarDayRead(Read):
    """One day. `overridden` if the branch has said so itself."""

    day: date
    working: bool
    overridden: bool
    title: str | None


@router.get("", summary="工作日历 / Working days")
async def list_calendar_days(
    reader: Reader, view: View, from_on: Day, until_on: Day
) -> list[CalendarDayRead]:
    """Every day of a span with what counts for the caller's branch."""
    if not 0 <= (until_on - from_on).days <= _LONGEST:
        raise SpanTooLong
    query = select(CalendarDay).where(col(CalendarDay.branch_id) == reader.branch_id)
    own = {row.day: row for row in (await view.execute(query)).scalars()}
    overrides = {day: row.working for day, row in own.items()}
    days = [date.fromordinal(number) for number in range(from_on.toordinal(), until_on.toordinal() + 1)]
    return [
        CalendarDayRead(
            day=day,
            working=workdays.is_working_day(day, overrides),
            overridden=day in own,
            title=own[day].title if day in own else None,
        )
        for day in days
    ]


@router.put("/{day}", summary="调整工作日 / Override a day")
async def override_calendar_day(
    day: Day, body: CalendarDayUpdate, writer: Writer, tx: Tx, now: Now
) -> CalendarDayRead:
    """The same request twice has one effect, so neither key nor version is asked for."""
    branch_id: UUID = next(grant.anchor for grant in writer.grants if grant.anchor)
    await tx.merge(
        CalendarDay(
            branch_id=branch_id,
            day=day,
            working=body.working,
            title=body.title,
            by_id=writer.person_id,
            at=now,
        )
    )
    overrides = await periods.overrides(tx, branch_id)
    return CalendarDayRead(day=day, working=overrides[day], overridden=True, title=body.title)
