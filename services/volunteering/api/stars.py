"""`/v1/star-levels`: what a total of final hours is called, when the volunteer asks for it. Nobody is compared."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Prose, Read, Shape

from ..models import StarLevel, StarState
from ..queries import stars as queries
from ..rules.stars import concerned
from ..usecases import messages, stars

router = APIRouter(prefix="/v1/star-levels", tags=["star-levels"])

Volunteer = Annotated[Access, may("star_level.apply")]
Reader = Annotated[Access, may("star_level.read")]
Committee = Annotated[Access, may("star_level.decide")]


class StarLevelCreate(Shape):
    """Which level one applies for, and whether the own branch may see it once it is awarded."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"level": 1, "shown": True}]})

    level: Annotated[int, Field(ge=1, le=10)]
    shown: bool = False


class StarLevelUpdate(Shape):
    """Whether the own branch may see it."""

    shown: bool


class StarDecisionCreate(Shape):
    """Awarded or declined, and why."""

    awarded: bool
    reason: Prose


class StarStepRead(Read):
    """One step: who did it, null if it followed from hours taken back; on what total of final minutes; why."""

    state: StarState
    total_minutes: int
    reason: str | None
    by_id: UUID | None
    at: datetime


class StarLevelRead(Read):
    """One level of one person; `needed_minutes` is what it rests on.

    `steps` are for the person and for whoever decides: fellow members see the level and no more.
    """

    id: UUID
    person_id: UUID
    branch_id: UUID
    level: int
    needed_minutes: int
    shown: bool
    state: StarState
    applied_at: datetime
    steps: list[StarStepRead]


@router.get("", summary="星级列表 / Star levels")
async def list_star_levels(
    reader: Reader,
    view: View,
    paged: Paged,
    person_id: UUID | None = None,
    state: StarState | None = None,
) -> Page[StarLevelRead]:
    """One's own, for the committee those of its branch, and what fellow members let be seen; newest first."""
    query = queries.narrowed(queries.visible(reader.grants), person_id, state)
    rows, cursor = await paged.rows(view, query, col(StarLevel.id))
    return Page(items=await _whole(view, rows, reader), next_cursor=cursor)


@router.post("", status_code=201, summary="申请星级 / Apply for a star level")
async def apply_for_star_level(
    body: StarLevelCreate,
    volunteer: Volunteer,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
    response: Response,
) -> StarLevelRead:
    """By the volunteer alone, when the final hours reach the branch's figure for the level."""
    row = await stars.apply(tx, body.level, shown=body.shown, by=volunteer.person_id, at=now, today=today)
    return await once.keep(await _one(tx, row, volunteer), made=row.id, etag=_tagged(response, row))


@router.get("/{star_level_id}", summary="一项星级 / One star level")
async def read_star_level(
    star_level_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> StarLevelRead:
    """With its steps; a withdrawn one says on which total it fell."""
    row = await queries.one(view, star_level_id, reader.grants)
    etag.show(request, response, etag_of(row.id, row.revision))
    return await _one(view, row, reader)


@router.patch("/{star_level_id}", summary="是否展示星级 / Show a star level or not")
async def show_star_level(
    star_level_id: UUID,
    body: StarLevelUpdate,
    volunteer: Volunteer,
    tx: Tx,
    seen: IfMatch,
    response: Response,
) -> StarLevelRead:
    """By whoever holds it, at any time."""
    row = await queries.one(tx, star_level_id, volunteer.grants)
    row = await queries.locked(tx, row.id)
    seen.require(etag_of(row.id, row.revision))
    row = await stars.show(tx, row, shown=body.shown)
    _tagged(response, row)
    return await _one(tx, row, volunteer)


@router.post("/{star_level_id}/decision", status_code=201, summary="审定星级 / Decide about a star level")
async def decide_star_level(
    star_level_id: UUID,
    body: StarDecisionCreate,
    committee: Committee,
    tx: Tx,
    now: Now,
    once: Once,
    to: Messages,
) -> StarLevelRead:
    """By the committee of the branch, and never about one's own."""
    row = await queries.one(tx, star_level_id, committee.grants)
    row = await stars.decide(
        tx, row, awarded=body.awarded, reason=body.reason, by=committee.person_id, at=now
    )
    await messages.star_decided(to, row)
    return await once.keep(await _one(tx, row, committee), made=row.id)


async def _one(session: AsyncSession, row: StarLevel, reader: Access) -> StarLevelRead:
    [found] = await _whole(session, [row], reader)
    return found


async def _whole(session: AsyncSession, rows: Sequence[StarLevel], reader: Access) -> list[StarLevelRead]:
    steps = await queries.steps(session, [row.id for row in rows])
    return [
        StarLevelRead(
            **row.model_dump(include=set(StarLevelRead.model_fields)),
            steps=[StarStepRead.model_validate(step) for step in steps[row.id] if concerned(row, reader)],
        )
        for row in rows
    ]


def _tagged(response: Response, row: StarLevel) -> str:
    tag = response.headers["ETag"] = etag_of(row.id, row.revision)
    return tag
