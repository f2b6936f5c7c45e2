"""`/v1/theme-day-rules`: on which day of the month a branch holds its theme day, and when the next should be."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape

from ..models import ThemeDayRule
from ..queries import organisations
from ..queries import themes as queries
from ..rules.patterns import Monthly, WallTime
from ..usecases import themes
from .given import Day

router = APIRouter(prefix="/v1/theme-day-rules", tags=["themes"])

Reader = Annotated[Access, may("theme.read")]
Planner = Annotated[Access, may("theme_day.plan")]
Committee = Annotated[Access, may("theme.decide")]


class ThemeDayRuleCreate(Shape):
    """The fixed day of every month from `from_on` on, at `clock` of the wall in `time_zone`."""

    pattern: Monthly
    clock: WallTime
    minutes: Annotated[int, Field(ge=15, le=1440)]
    time_zone: Line | None = None
    from_on: Day


class ThemeDayRuleRead(Read):
    """A rule stays on record; the one with the latest `from_on` not after a day holds for that day."""

    id: UUID
    branch_id: UUID
    pattern: dict[str, Any]
    clock: str
    minutes: int
    time_zone: str
    from_on: date
    by_id: UUID
    at: datetime


class NextThemeDayRead(Read):
    """When the next theme day should be, and its theme if one is chosen."""

    on: date
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    theme: str | None


@router.get("", summary="固定主题党日 / Fixed theme days")
async def list_theme_day_rules(reader: Reader, view: View, paged: Paged) -> Page[ThemeDayRuleRead]:
    """Of the own branch, past and coming ones too; newest first."""
    rows, cursor = await paged.rows(view, queries.rules_of(reader.grants), col(ThemeDayRule.id))
    return Page(items=[ThemeDayRuleRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="确定固定主题党日 / Fix the theme day")
async def fix_theme_day(
    body: ThemeDayRuleCreate, committee: Committee, tx: Tx, now: Now, once: Once, request: Request
) -> ThemeDayRuleRead:
    """For the caller's branch; it holds from `from_on` on, until a later rule does."""
    branch_id = await organisations.acting_for(tx, committee, None)
    given = body.model_dump() | {"time_zone": body.time_zone or request.app.state.zone.key}
    row = await themes.fix_day(tx, branch_id, **given, by=committee.person_id, at=now)
    return await once.keep(ThemeDayRuleRead.model_validate(row), made=row.id)


@router.get("/next", summary="下一次主题党日 / The next theme day")
async def propose_theme_day(planner: Planner, view: View, today: Today, request: Request) -> NextThemeDayRead:
    """The rule's first day from tomorrow on in a month that has no theme day yet."""
    branch_id = await organisations.acting_for(view, planner, None)
    zone = request.app.state.zone
    return NextThemeDayRead.model_validate(
        await themes.next_theme_day(view, branch_id, today=today, zone=zone)
    )
