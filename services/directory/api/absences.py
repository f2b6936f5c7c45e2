"""`/v1/absences`: long leave and secondment."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
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
from ..models import Absence, AbsenceKind
from ..rules.life import absences as rules
from ..rules.life.organisations import OrganisationMissing
from ..rules.life.persons import PersonMissing
from ..rules.life.workplaces import WorkplaceMissing
from .given import Day, PersonLine, Tell, there

router = APIRouter(prefix="/v1/absences", tags=["absences"])

Reader = Annotated[Access, may("absence.read")]
Writer = Annotated[Access, may("absence.write")]
_EXAMPLE: dict[str, Any] = {
    "person_id": "0199a0c4-7d1e-7c52-9a55-2f7d6c1b8e10",
    "kind": "sick_leave",
    "from_on": "2026-09-01",
}


class AbsenceCreate(Shape):
    """A span that begins. A secondment names its host: a branch, a workplace, or a place in words."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    person_id: UUID
    kind: AbsenceKind
    from_on: Day
    until_on: Day | None = None
    host_branch_id: UUID | None = None
    host_workplace_id: UUID | None = None
    host_name: PersonLine | None = None


class AbsenceEndingCreate(Shape):
    """The last day, earlier or later than foreseen. The day before `from_on` withdraws the whole span."""

    until_on: Day


class AbsenceRead(Read):
    """One span; both days belong to it.

    `relation_should_move`: lent out for more than six months, so the host's branch should take the member in.
    """

    id: UUID
    person_id: UUID
    kind: AbsenceKind
    from_on: date
    until_on: date | None
    host_branch_id: UUID | None
    host_workplace_id: UUID | None
    host_name: str | None
    relation_should_move: bool

    @classmethod
    def of(cls, row: Absence, today: date) -> "AbsenceRead":
        """As of today."""
        return cls(**row.model_dump(), relation_should_move=rules.relation_should_move(row, today))


@router.get("", summary="请假与借调列表 / Absences")
async def list_absences(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    person_id: UUID | None = None,
    kind: AbsenceKind | None = None,
    on: Annotated[date | None, Query(description="Only those in force on this day.")] = None,
) -> Page[AbsenceRead]:
    """Of everybody within reach today, ended ones too."""
    query = queries.absences.listed(reader.grants, today, person_id=person_id, kind=kind, on=on)
    rows, cursor = await paged.rows(view, query, col(Absence.id))
    return Page(items=[AbsenceRead.of(row, today) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="登记请假或借调 / Begin an absence")
async def begin_absence(
    body: AbsenceCreate, writer: Writer, tx: Tx, tell: Tell, now: Now, today: Today, once: Once
) -> AbsenceRead:
    """For somebody within reach; one leave and one secondment at a time."""
    there(await queries.persons.within(tx, writer.grants, body.person_id, today), PersonMissing)
    if body.host_branch_id:
        there(await queries.organisations.one(tx, body.host_branch_id), OrganisationMissing)
    if body.host_workplace_id:
        there(await queries.workplaces.one(tx, body.host_workplace_id), WorkplaceMissing)
    person = there(await queries.persons.locked(tx, body.person_id), PersonMissing)
    absence = Absence(**body.model_dump(), by_id=writer.person_id, at=now)
    row = await usecases.absences.begin(tx, tell, absence, person=person, at=now)
    return await once.keep(AbsenceRead.of(row, today), made=row.id)


@router.get("/{absence_id}", summary="一条请假或借调记录 / One absence")
async def read_absence(absence_id: UUID, reader: Reader, view: View, today: Today) -> AbsenceRead:
    """If the person is within reach today."""
    row = there(await queries.absences.within(view, reader.grants, absence_id, today), rules.AbsenceMissing)
    return AbsenceRead.of(row, today)


@router.post("/{absence_id}/ending", status_code=201, summary="销假或变更止期 / End an absence")
async def end_absence(
    absence_id: UUID,
    body: AbsenceEndingCreate,
    writer: Writer,
    tx: Tx,
    tell: Tell,
    now: Now,
    today: Today,
    once: Once,
) -> AbsenceRead:
    """The person is back earlier, or stays away for longer."""
    row = there(await queries.absences.within(tx, writer.grants, absence_id, today), rules.AbsenceMissing)
    person = there(await queries.persons.locked(tx, row.person_id), PersonMissing)
    await tx.refresh(row)
    row = await usecases.absences.end(tx, tell, row, person=person, until_on=body.until_on, at=now)
    return await once.keep(AbsenceRead.of(row, today), made=row.id)
