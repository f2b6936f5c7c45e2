"""`/v1/persons`: the people of the factory."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Code, Line, Read, Shape

from .. import queries, usecases
from ..models import Membership, Person, PoliticalStatus
from ..rules.persons import PersonMissing, sees_employee_no
from .given import Tell, there

router = APIRouter(prefix="/v1/persons", tags=["persons"])

Reader = Annotated[Access, may("person.read")]
Writer = Annotated[Access, may("person.write")]
EmployeeNo = Annotated[Code, Field(max_length=40)]
Shift = Annotated[Line, Field(max_length=40)]


class PersonCreate(Shape):
    """Someone new. No telephone number is kept: nothing in the suite needs one."""

    name: Line
    employee_no: EmployeeNo | None = None
    workplace_id: UUID | None = None
    post: Line | None = None
    shift: Shift | None = None
    political_status: PoliticalStatus | None = None
    active: bool = True


class PersonUpdate(Shape):
    """What is absent stays as it is; null empties what may be empty."""

    name: Line = Field(default_factory=str)
    employee_no: EmployeeNo | None = None
    workplace_id: UUID | None = None
    post: Line | None = None
    shift: Shift | None = None
    political_status: PoliticalStatus | None = None
    active: bool = Field(default_factory=bool)


class PersonRead(Read):
    """A person, with branch and group of today.

    `employee_no` is HR's key: null unless the person asks about himself, or the reader keeps all persons.
    """

    id: UUID
    name: str
    employee_no: str | None
    workplace_id: UUID | None
    post: str | None
    shift: str | None
    political_status: PoliticalStatus | None
    active: bool
    branch_id: UUID | None
    group_id: UUID | None

    @classmethod
    def of(cls, row: Person, membership: Membership | None, reader: Access) -> "PersonRead":
        """As shown to this reader."""
        shown = sees_employee_no(row.id, reader_id=reader.person_id, reaches_all=reader.reaches(Reach.ALL))
        return cls(
            id=row.id,
            name=row.name,
            employee_no=row.employee_no if shown else None,
            workplace_id=row.workplace_id,
            post=row.post,
            shift=row.shift,
            political_status=PoliticalStatus(row.political_status) if row.political_status else None,
            active=row.active,
            branch_id=membership.branch_id if membership else None,
            group_id=membership.group_id if membership else None,
        )


def _tag(row: Person, shown: PersonRead) -> str:
    # Branch and group change with the calendar, and not everyone sees everything.
    return etag_of(row.id, row.version, shown.branch_id, shown.group_id, shown.employee_no)


async def _shown(session: AsyncSession, rows: Sequence[Person], reader: Access, on: date) -> list[PersonRead]:
    present = await queries.memberships.present(session, [row.id for row in rows], on)
    return [PersonRead.of(row, present.get(row.id), reader) for row in rows]


@router.get("", summary="人员列表 / Persons")
async def list_persons(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    branch_id: UUID | None = None,
    group_id: UUID | None = None,
    workplace_id: Annotated[UUID | None, Query(description="With all that is below it.")] = None,
    q: Annotated[Line | None, Query(description="The beginning of the name.")] = None,
    active: Annotated[bool | None, Query()] = None,
) -> Page[PersonRead]:
    """Those within reach."""
    query = queries.persons.listed(
        reader.grants,
        today,
        branch_id=branch_id,
        group_id=group_id,
        workplace_id=workplace_id,
        name=q,
        active=active,
    )
    rows, cursor = await paged.rows(view, query, col(Person.id))
    return Page(items=await _shown(view, rows, reader, today), next_cursor=cursor)


@router.post("", status_code=201, summary="录入人员 / Take in a person")
async def take_in_person(
    body: PersonCreate,
    writer: Writer,
    tx: Tx,
    tell: Tell,
    now: Now,
    today: Today,
    once: Once,
    response: Response,
) -> PersonRead:
    """Someone new; the employee number must not belong to another active person."""
    row = await usecases.persons.take_in(tx, tell, Person(**body.model_dump()), now)
    [shown] = await _shown(tx, [row], writer, today)
    response.headers["ETag"] = _tag(row, shown)
    return await once.keep(shown, made=row.id, etag=_tag(row, shown))


@router.get("/{person_id}", summary="一个人员 / One person")
async def read_person(
    person_id: UUID, reader: Reader, view: View, today: Today, request: Request, response: Response
) -> PersonRead:
    """If within reach; with an ETag."""
    row = there(await queries.persons.within(view, reader.grants, person_id, today), PersonMissing)
    [shown] = await _shown(view, [row], reader, today)
    etag.show(request, response, _tag(row, shown))
    return shown


@router.patch("/{person_id}", summary="修改人员 / Change a person")
async def change_person(
    person_id: UUID,
    body: PersonUpdate,
    writer: Writer,
    tx: Tx,
    tell: Tell,
    now: Now,
    today: Today,
    seen: IfMatch,
    response: Response,
) -> PersonRead:
    """Who leaves becomes inactive and cannot sign in from that moment."""
    there(await queries.persons.within(tx, writer.grants, person_id, today), PersonMissing)
    row = there(await queries.persons.locked(tx, person_id), PersonMissing)
    [shown] = await _shown(tx, [row], writer, today)
    seen.require(_tag(row, shown))
    row = await usecases.persons.change(tx, tell, row, body.model_dump(exclude_unset=True), now)
    [shown] = await _shown(tx, [row], writer, today)
    response.headers["ETag"] = _tag(row, shown)
    return shown
