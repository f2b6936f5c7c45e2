"""`/v1/themes`: proposed for a month's theme day, decided beforehand, followed up afterwards."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import Theme, ThemeState
from ..queries import organisations
from ..queries import themes as queries
from ..usecases import themes

router = APIRouter(prefix="/v1/themes", tags=["themes"])

Reader = Annotated[Access, may("theme.read")]
Proposer = Annotated[Access, may("theme.propose")]
Committee = Annotated[Access, may("theme.decide")]

Month = Annotated[str, Field(pattern=r"^2[01][0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-10"])]


class ThemeCreate(Shape):
    """What the theme day of a month should be about, and why."""

    month: Month
    title: Line
    reason: Prose | None = None


class ThemeDecisionCreate(Shape):
    """Whether this is the month's theme."""

    verdict: Literal["chosen", "not_chosen"]
    reason: Prose | None = None


class FollowUpCreate(Shape):
    """What came of it: what was decided that day, and what has been done since."""

    outcome: Prose


class FollowUpRead(Read):
    """What came of a theme."""

    outcome: str
    by_id: UUID
    at: datetime


class ThemeSummary(Read):
    """A proposal for the theme day of `month`."""

    id: UUID
    branch_id: UUID
    month: str
    title: str
    reason: str | None
    state: ThemeState
    proposed_by: UUID
    proposed_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    decision_reason: str | None


class ThemeRead(ThemeSummary):
    """A proposal with what came of it, oldest first."""

    follow_ups: list[FollowUpRead]


@router.get("", summary="主题列表 / Themes")
async def list_themes(
    reader: Reader, view: View, paged: Paged, month: Month | None = None, state: ThemeState | None = None
) -> Page[ThemeSummary]:
    """Of the own branch; newest first."""
    query = queries.visible(reader.grants, _first(month) if month else None, state)
    rows, cursor = await paged.rows(view, query, col(Theme.id))
    return Page(items=[_summary(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="提出主题 / Propose a theme")
async def propose_theme(
    body: ThemeCreate, proposer: Proposer, tx: Tx, now: Now, today: Today, once: Once
) -> ThemeRead:
    """For a month that is not over."""
    branch_id = await organisations.acting_for(tx, proposer, None)
    month_on, by = _first(body.month), proposer.person_id
    row = await themes.propose(tx, branch_id, month_on, body.title, body.reason, by=by, at=now, today=today)
    return await once.keep(await _whole(tx, row), made=row.id)


@router.get("/{theme_id}", summary="一个主题 / One theme")
async def read_theme(theme_id: UUID, reader: Reader, view: View) -> ThemeRead:
    """With what came of it."""
    return await _whole(view, await queries.one(view, theme_id, reader.grants))


@router.post("/{theme_id}/decision", status_code=201, summary="确定主题 / Decide a theme")
async def decide_theme(
    theme_id: UUID,
    body: ThemeDecisionCreate,
    committee: Committee,
    tx: Tx,
    now: Now,
    once: Once,
    request: Request,
) -> ThemeRead:
    """Before the month's theme day is noticed; a chosen theme becomes that of the month's planned theme days."""
    row = await queries.one(tx, theme_id, committee.grants, lock=True)
    verdict, zone = ThemeState(body.verdict), request.app.state.zone
    row = await themes.decide(tx, row, verdict, body.reason, by=committee.person_id, at=now, zone=zone)
    return await once.keep(await _whole(tx, row), made=row.id)


@router.post("/{theme_id}/follow-ups", status_code=201, summary="主题落实情况 / Follow a theme up")
async def follow_theme_up(
    theme_id: UUID,
    body: FollowUpCreate,
    committee: Committee,
    tx: Tx,
    now: Now,
    once: Once,
    request: Request,
) -> ThemeRead:
    """After its theme day; as often as there is something to tell."""
    row = await queries.one(tx, theme_id, committee.grants)
    zone = request.app.state.zone
    made = await themes.follow_up(tx, row, body.outcome, by=committee.person_id, at=now, zone=zone)
    return await once.keep(await _whole(tx, row), made=made.id)


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _summary(row: Theme) -> ThemeSummary:
    own = {name: getattr(row, name) for name in ThemeSummary.model_fields if name != "month"}
    return ThemeSummary(**own, month=row.month_on.isoformat()[:7])


async def _whole(session: AsyncSession, row: Theme) -> ThemeRead:
    found = await queries.follow_ups(session, row.id)
    shown = [FollowUpRead.model_validate(each) for each in found]
    return ThemeRead(**_summary(row).model_dump(), follow_ups=shown)
