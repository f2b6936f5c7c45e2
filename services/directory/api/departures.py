"""`/v1/departures`: retirement, resignation, dismissal, moving away, death."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict
from sqlmodel import col

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape

from .. import queries, usecases
from ..models import Departure, DepartureReason, DepartureState
from ..rules.life.departures import DepartureMissing
from ..rules.life.persons import PersonMissing
from .given import Day, PersonLine, Tell, there

router = APIRouter(prefix="/v1/departures", tags=["departures"])

Reader = Annotated[Access, may("departure.read")]
Writer = Annotated[Access, may("departure.write")]
_EXAMPLE: dict[str, Any] = {
    "person_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10",
    "reason": "retired",
    "on": "2026-12-01",
}


class DepartureCreate(Shape):
    """From `on` the person is inactive: the first day away, not the last day at work."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    person_id: UUID
    reason: DepartureReason
    on: Day


class DepartureReversalCreate(Shape):
    """Why it was wrong."""

    reason: PersonLine


class DepartureRead(Read):
    """One departure. A planned one is applied on its day."""

    id: UUID
    person_id: UUID
    branch_id: UUID | None
    group_id: UUID | None
    reason: DepartureReason
    on: date
    state: DepartureState
    by_id: UUID
    at: datetime
    applied_at: datetime | None
    undone_by: UUID | None
    undone_at: datetime | None
    undone_reason: str | None


@router.get("", summary="离岗记录列表 / Departures")
async def list_departures(
    reader: Reader,
    view: View,
    paged: Paged,
    person_id: UUID | None = None,
    state: DepartureState | None = None,
) -> Page[DepartureRead]:
    """Of those who belonged to a branch within reach; newest first."""
    query = queries.departures.listed(reader.grants, person_id=person_id, state=state)
    rows, cursor = await paged.rows(view, query, col(Departure.id))
    return Page(items=[DepartureRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="登记离岗 / Enter a departure")
async def enter_departure(
    body: DepartureCreate, writer: Writer, tx: Tx, tell: Tell, now: Now, today: Today, once: Once
) -> DepartureRead:
    """Access ends with the day. But for a death the membership runs on until a letter moves it."""
    there(await queries.persons.within(tx, writer.grants, body.person_id, today), PersonMissing)
    person = there(await queries.persons.locked(tx, body.person_id), PersonMissing)
    departure = Departure(**body.model_dump(), by_id=writer.person_id, at=now)
    row = await usecases.departures.enter(tx, tell, departure, person=person, today=today)
    return await once.keep(DepartureRead.model_validate(row), made=row.id)


@router.get("/{departure_id}", summary="一条离岗记录 / One departure")
async def read_departure(departure_id: UUID, reader: Reader, view: View) -> DepartureRead:
    """If within reach."""
    row = there(await queries.departures.within(view, reader.grants, departure_id), DepartureMissing)
    return DepartureRead.model_validate(row)


@router.post("/{departure_id}/reversal", status_code=201, summary="撤销离岗 / Reverse")
async def reverse_departure(
    departure_id: UUID,
    body: DepartureReversalCreate,
    writer: Writer,
    tx: Tx,
    tell: Tell,
    now: Now,
    once: Once,
) -> DepartureRead:
    """What was entered wrongly: offices, absences, membership and account are as before."""
    row = there(await queries.departures.within(tx, writer.grants, departure_id), DepartureMissing)
    person = there(await queries.persons.locked(tx, row.person_id), PersonMissing)
    row = await queries.departures.again(tx, row.id)
    row = await usecases.departures.reverse(
        tx, tell, row, person=person, by=writer.person_id, reason=body.reason, at=now
    )
    return await once.keep(DepartureRead.model_validate(row), made=row.id)
