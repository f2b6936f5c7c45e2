"""`/v1/demands/{id}/takings` and `/v1/wish-takings`: micro-wishes, taken by members themselves."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once, OnceFor
from shared.paging import Page, Paged
from shared.types import Prose, Read, Shape

from ..models import TakingState, WishTaking
from ..queries import demands, people
from ..queries import wish_takings as queries
from ..usecases import wish_takings
from ..usecases.demands import Act

router = APIRouter(prefix="/v1", tags=["demands"])

Reader = Annotated[Access, may("wish_taking.read")]
Taker = Annotated[Access, may("wish_taking.take")]
Owner = Annotated[Access, may("wish_taking.fulfil")]
Officer = Annotated[Access, may("wish_taking.confirm")]


class FulfilmentCreate(Shape):
    """What was done, if one wants to say so."""

    words: Prose | None = None


class WishTakingRead(Read):
    """One person's share in a wish; `name` is null where it may not be seen."""

    id: UUID
    demand_id: UUID
    community_id: UUID
    person_id: UUID
    name: str | None
    volunteer_number: str | None
    state: TakingState
    taken_at: datetime
    fulfilled_at: datetime | None
    words: str | None
    confirmed_by: UUID | None
    confirmed_at: datetime | None


@router.post("/demands/{demand_id}/takings", status_code=201, summary="认领微心愿 / Take a micro-wish")
async def take_wish(
    demand_id: UUID, taker: Taker, tx: Tx, now: Now, today: Today, once: Once
) -> WishTakingRead:
    """For oneself, until as many as are needed have taken it; the community must be let see the name."""
    demand = await demands.one(tx, demand_id, taker.grants, today)
    row = await wish_takings.take(tx, demand, taker.person_id, _act(taker, now, today))
    return await _kept(tx, row, taker, once)


@router.get("/wish-takings", summary="微心愿认领列表 / Takings of micro-wishes")
async def list_wish_takings(
    reader: Reader,
    view: View,
    paged: Paged,
    demand_id: UUID | None = None,
    state: TakingState | None = None,
) -> Page[WishTakingRead]:
    """One's own, and those of the own community's wishes; newest first."""
    query = queries.narrowed(queries.visible(reader.grants), demand_id, state)
    rows, cursor = await paged.rows(view, query, col(WishTaking.id))
    return Page(items=await _shown(view, rows, reader), next_cursor=cursor)


@router.get("/wish-takings/{taking_id}", summary="一项认领 / One taking")
async def read_wish_taking(taking_id: UUID, reader: Reader, view: View) -> WishTakingRead:
    """As it stands."""
    row = await queries.one(view, taking_id, reader.grants)
    return (await _shown(view, [row], reader))[0]


@router.post("/wish-takings/{taking_id}/release", status_code=201, summary="放弃认领 / Give a wish back")
async def release_wish(
    taking_id: UUID, owner: Owner, tx: Tx, now: Now, today: Today, once: Once
) -> WishTakingRead:
    """By who took it, before it is fulfilled; others may take it then."""
    row = await queries.one(tx, taking_id, owner.grants)
    row = await wish_takings.release(tx, row, _act(owner, now, today))
    return await _kept(tx, row, owner, once)


@router.post("/wish-takings/{taking_id}/fulfilment", status_code=201, summary="完成微心愿 / Fulfil a wish")
async def fulfil_wish(
    taking_id: UUID, body: FulfilmentCreate, owner: Owner, tx: Tx, now: Now, today: Today, once: Once
) -> WishTakingRead:
    """By who took it."""
    row = await queries.one(tx, taking_id, owner.grants)
    row = await wish_takings.fulfil(tx, row, body.words, _act(owner, now, today))
    return await _kept(tx, row, owner, once)


@router.post("/wish-takings/{taking_id}/confirmation", status_code=201, summary="确认微心愿 / Confirm a wish")
async def confirm_wish(
    taking_id: UUID, officer: Officer, tx: Tx, now: Now, today: Today, once: Once
) -> WishTakingRead:
    """By the community; with the last one the wish itself is confirmed."""
    row = await queries.one(tx, taking_id, officer.grants)
    row = await wish_takings.confirm(tx, row, officer.person_id, _act(officer, now, today))
    return await _kept(tx, row, officer, once)


def _act(access: Access, at: datetime, today: date) -> Act:
    return Act(access.person_id, at, today)


async def _kept(session: AsyncSession, row: WishTaking, access: Access, once: OnceFor) -> WishTakingRead:
    return await once.keep((await _shown(session, [row], access))[0], made=row.id)


async def _shown(session: AsyncSession, rows: Sequence[WishTaking], access: Access) -> list[WishTakingRead]:
    seen = await people.shown(session, [row.person_id for row in rows], access)
    of_person = {"name", "volunteer_number"}
    return [
        WishTakingRead(
            **{name: getattr(row, name) for name in WishTakingRead.model_fields if name not in of_person},
            name=seen[row.person_id].name,
            volunteer_number=seen[row.person_id].volunteer_number,
        )
        for row in rows
    ]
