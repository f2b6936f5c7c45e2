"""`/v1/demands`: what communities need, from the first word to what came of it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once, OnceFor
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape, ShortLine

from ..models import Category, Demand, DemandKind, DemandState, Urgency
from ..queries import demands as queries
from ..queries import organisations
from ..rules import demands as rules
from ..usecases import demands
from ..usecases.demands import Act
from .given import Day, Moment
from .volunteers import Skill

router = APIRouter(prefix="/v1/demands", tags=["demands"])

Reader = Annotated[Access, may("demand.read")]
Officer = Annotated[Access, may("demand.write")]


class DemandWrite(Shape):
    """What is needed, how soon, for whom (by a pseudonym) and when.

    `quantity` is how many people or pieces are needed. `expires_on` is the last day on which it can be claimed.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "service",
                    "category": "safety",
                    "urgency": "normal",
                    "title": "老旧楼道照明检修",
                    "description": "三号楼十二个单元楼道灯不亮。",
                    "beneficiary": "三号楼住户",
                    "skill": "electrician",
                    "quantity": 3,
                    "wanted_from": "2026-12-05T09:00:00+08:00",
                    "wanted_until": "2026-12-05T12:00:00+08:00",
                    "expires_on": "2026-12-01",
                }
            ]
        }
    )

    kind: DemandKind
    category: Category
    urgency: Urgency = Urgency.NORMAL
    title: Line
    description: Prose
    beneficiary: ShortLine | None = None
    skill: Skill | None = None
    quantity: Annotated[int, Field(ge=1, le=1000)] = 1
    wanted_from: Moment
    wanted_until: Moment
    expires_on: Day

    def wanted(self) -> demands.Wanted:
        """As the use case takes it."""
        return demands.Wanted(**self.model_dump())


class DemandClosureCreate(Shape):
    """How well it was met, from 1 to 5, and in words."""

    rating: Annotated[int, Field(ge=1, le=5)]
    reason: Line | None = None


class DemandCancellationCreate(Shape):
    """Why it is no longer needed."""

    reason: Line


class DemandRead(Read):
    """One demand. `beneficiary`, who collected and who verified it are for the community alone."""

    id: UUID
    community_id: UUID
    kind: DemandKind
    category: Category
    urgency: Urgency
    title: str
    description: str
    beneficiary: str | None
    skill: str | None
    quantity: int
    taken: int
    wanted_from: datetime
    wanted_until: datetime
    expires_on: date
    state: DemandState
    collected_by: UUID | None
    collected_at: datetime
    verified_by: UUID | None
    verified_alone: bool
    rating: int | None


_FOR_OFFICERS = ("beneficiary", "collected_by", "verified_by")


class DemandStepRead(Read):
    """How a demand came into a state. `by_id` null: time, or what became of its project."""

    state: DemandState
    reason: str | None
    by_id: UUID | None
    at: datetime


class DemandSteps(Read):
    """Oldest first."""

    items: list[DemandStepRead]


@router.post("", status_code=201, summary="收集需求 / Collect a demand")
async def collect_demand(
    body: DemandWrite, officer: Officer, tx: Tx, now: Now, today: Today, once: Once
) -> DemandRead:
    """By an officer of the community, also for a resident who has said so."""
    community_id, act = organisations.acting_community(officer), _act(officer, now, today)
    row = await demands.collect(tx, community_id, body.wanted(), officer.person_id, act)
    return await _kept(row, officer, today, once)


@router.get("", summary="需求清单 / Demands")
async def list_demands(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    community_id: UUID | None = None,
    kind: DemandKind | None = None,
    category: Category | None = None,
    state: DemandState | None = None,
) -> Page[DemandRead]:
    """To everybody at the factory what is published; to officers all of their own community. Newest first."""
    query = queries.narrowed(queries.visible(reader.grants, today), community_id, kind, category, state)
    rows, cursor = await paged.rows(view, query, col(Demand.id))
    return Page(items=[_read(row, reader, today) for row in rows], next_cursor=cursor)


@router.get("/{demand_id}", summary="一项需求 / One demand")
async def read_demand(
    demand_id: UUID, reader: Reader, view: View, today: Today, request: Request, response: Response
) -> DemandRead:
    """As it stands today."""
    row = await queries.one(view, demand_id, reader.grants, today)
    shown = _read(row, reader, today)
    etag.show(request, response, _tag(row))
    return shown


@router.get("/{demand_id}/steps", summary="需求经过 / Steps of a demand")
async def read_demand_steps(demand_id: UUID, officer: Officer, view: View, today: Today) -> DemandSteps:
    """How it came to where it is, for the community."""
    row = await queries.one(view, demand_id, officer.grants, today)
    steps = await queries.steps(view, row.id)
    return DemandSteps(items=[DemandStepRead.model_validate(step) for step in steps])


@router.put("/{demand_id}", summary="修改需求 / Change a demand")
async def rewrite_demand(
    demand_id: UUID,
    body: DemandWrite,
    officer: Officer,
    tx: Tx,
    now: Now,
    today: Today,
    seen: IfMatch,
    response: Response,
) -> DemandRead:
    """As a whole, until it is verified."""
    row = await queries.within(tx, demand_id, officer.grants)
    seen.require(_tag(row))
    row = await demands.rewrite(tx, row, body.wanted(), _act(officer, now, today))
    response.headers["ETag"] = _tag(row)
    return _read(row, officer, today)


@router.post("/{demand_id}/verification", status_code=201, summary="核实需求 / Verify a demand")
async def verify_demand(
    demand_id: UUID, officer: Officer, tx: Tx, now: Now, today: Today, once: Once
) -> DemandRead:
    """By another officer than who collected it; where the community has only one, it is marked so."""
    row = await queries.within(tx, demand_id, officer.grants)
    row = await demands.verify(tx, row, officer.person_id, _act(officer, now, today))
    return await _kept(row, officer, today, once)


@router.post("/{demand_id}/publication", status_code=201, summary="发布需求 / Publish a demand")
async def publish_demand(
    demand_id: UUID, officer: Officer, tx: Tx, now: Now, today: Today, once: Once
) -> DemandRead:
    """From now on branches see it and can claim it."""
    row = await queries.within(tx, demand_id, officer.grants)
    row = await demands.move(tx, row, DemandState.PUBLISHED, _act(officer, now, today))
    return await _kept(row, officer, today, once)


@router.post("/{demand_id}/closure", status_code=201, summary="办结并评价 / Close a demand")
async def close_demand(
    demand_id: UUID,
    body: DemandClosureCreate,
    officer: Officer,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
) -> DemandRead:
    """After it was confirmed, with the community's rating."""
    row = await queries.within(tx, demand_id, officer.grants)
    row = await demands.close(tx, row, body.rating, _act(officer, now, today, body.reason))
    return await _kept(row, officer, today, once)


@router.post("/{demand_id}/cancellation", status_code=201, summary="撤销需求 / Cancel a demand")
async def cancel_demand(
    demand_id: UUID,
    body: DemandCancellationCreate,
    officer: Officer,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
) -> DemandRead:
    """Until it is delivered; a project that came of it is cancelled by itself."""
    row = await queries.within(tx, demand_id, officer.grants)
    row = await demands.move(tx, row, DemandState.CANCELLED, _act(officer, now, today, body.reason))
    return await _kept(row, officer, today, once)


def _act(access: Access, at: datetime, today: date, reason: str | None = None) -> Act:
    return Act(access.person_id, at, today, reason)


def _tag(row: Demand) -> str:
    return etag_of(row.id, row.revision)


async def _kept(row: Demand, access: Access, today: date, once: OnceFor) -> DemandRead:
    return await once.keep(_read(row, access, today), made=row.id, etag=_tag(row))


def _read(row: Demand, access: Access, today: date) -> DemandRead:
    own = {name: getattr(row, name) for name in DemandRead.model_fields}
    hidden = {} if access.reaches(Reach.COMMUNITY) else dict.fromkeys(_FOR_OFFICERS)
    return DemandRead(**(own | hidden | {"state": rules.shown(row, today)}))
