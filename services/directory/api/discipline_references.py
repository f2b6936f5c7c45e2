"""`/v1/discipline-references`: the numbers of punishments, for those who must act on them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape, ShortLine

from .. import queries, usecases
from ..models import DisciplineEffect, DisciplineReference
from ..rules.life.discipline_references import DisciplineReferenceMissing
from ..rules.life.memberships import NoMembership
from ..rules.life.persons import PersonMissing
from ..rules.privacy.purposes import ReadingPurpose
from .given import Day, Tell, there

router = APIRouter(prefix="/v1/discipline-references", tags=["discipline-references"])

Reader = Annotated[Access, may("discipline_reference.read")]
Writer = Annotated[Access, may("discipline_reference.write")]
_EXAMPLE: dict[str, Any] = {
    "person_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10",
    "reference_no": "川烟纪处〔2026〕3号",
    "effect": "veto",
    "occurred_on": "2026-09-01",
}


class DisciplineReferenceCreate(Shape):
    """The number under which the discipline office keeps the case. There is no field for the case itself."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    person_id: UUID
    reference_no: ShortLine
    effect: DisciplineEffect
    occurred_on: Day


class DisciplineLiftingCreate(Shape):
    """From which day it holds no longer."""

    lifted_on: Day


class DisciplineReferenceRead(Read):
    """One reference."""

    id: UUID
    person_id: UUID
    branch_id: UUID
    reference_no: str
    effect: DisciplineEffect
    occurred_on: date
    recorded_by: UUID
    recorded_at: datetime
    lifted_on: date | None
    lifted_by: UUID | None


@router.get("", summary="纪律处分文号列表 / Discipline references")
async def list_discipline_references(
    reader: Reader,
    tx: Tx,
    paged: Paged,
    now: Now,
    today: Today,
    person_id: UUID | None = None,
    standing: Annotated[
        bool | None, Query(description="Only those not lifted, or only those lifted.")
    ] = None,
) -> Page[DisciplineReferenceRead]:
    """One's own; those of the branch for its secretary and discipline commissioner. The person sees who has read it."""
    query = queries.discipline_references.listed(reader.grants, today, person_id=person_id, standing=standing)
    rows, cursor = await paged.rows(tx, query, col(DisciplineReference.id))
    await _note(tx, reader, rows, now)
    return Page(items=[DisciplineReferenceRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="登记处分文号 / Record a reference")
async def record_discipline_reference(
    body: DisciplineReferenceCreate, writer: Writer, tx: Tx, tell: Tell, now: Now, today: Today, once: Once
) -> DisciplineReferenceRead:
    """By the discipline commissioner or a higher officer, never of oneself."""
    there(await queries.persons.within(tx, writer.grants, body.person_id, today), PersonMissing)
    there(await queries.persons.locked(tx, body.person_id), PersonMissing)
    branch_id, _ = await queries.persons.place_of(tx, body.person_id, today)
    if branch_id is None:
        raise NoMembership
    row = DisciplineReference(
        **body.model_dump(),
        branch_id=branch_id,
        recorded_by=writer.person_id,
        recorded_at=now,
    )
    row = await usecases.discipline_references.record(tx, tell, row, today=today)
    return await once.keep(DisciplineReferenceRead.model_validate(row), made=row.id)


@router.get("/{reference_id}", summary="一个处分文号 / One reference")
async def read_discipline_reference(
    reference_id: UUID, reader: Reader, tx: Tx, now: Now, today: Today
) -> DisciplineReferenceRead:
    """If within reach; the person sees who has read it."""
    found = await queries.discipline_references.within(tx, reader.grants, reference_id, today)
    row = there(found, DisciplineReferenceMissing)
    await _note(tx, reader, [row], now)
    return DisciplineReferenceRead.model_validate(row)


async def _note(tx: AsyncSession, reader: Access, rows: list[DisciplineReference], at: datetime) -> None:
    people = {row.person_id for row in rows}
    await usecases.readings.note(
        tx, people, reader, ReadingPurpose.PARTY_RECORDS, ("discipline_reference",), at
    )


@router.post("/{reference_id}/lifting", status_code=201, summary="解除处分 / Lift")
async def lift_discipline_reference(
    reference_id: UUID,
    body: DisciplineLiftingCreate,
    writer: Writer,
    tx: Tx,
    tell: Tell,
    now: Now,
    today: Today,
    once: Once,
) -> DisciplineReferenceRead:
    """It stays on record; from that day its effect is over."""
    found = await queries.discipline_references.within(tx, writer.grants, reference_id, today)
    row = there(found, DisciplineReferenceMissing)
    there(await queries.persons.locked(tx, row.person_id), PersonMissing)
    row = await queries.discipline_references.again(tx, row.id)
    row = await usecases.discipline_references.lift(
        tx, tell, row, lifted_on=body.lifted_on, by=writer.person_id, today=today, at=now
    )
    return await once.keep(DisciplineReferenceRead.model_validate(row), made=row.id)
