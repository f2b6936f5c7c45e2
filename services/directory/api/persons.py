"""`/v1/persons`: the people of the factory."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.ids import new_id
from shared.messages import Messages
from shared.paging import Page, Paged
from shared.types import Line

from .. import queries, usecases
from ..models import Person
from ..rules.life.persons import PersonMissing
from ..rules.privacy.sealing import FieldKeys
from ..usecases import messages
from .given import Keys, Tell, there
from .person_fields import PersonCreate, PersonRead, PersonUpdate, columns

router = APIRouter(prefix="/v1/persons", tags=["persons"])

Reader = Annotated[Access, may("person.read")]
Writer = Annotated[Access, may("person.write")]


def _tag(row: Person, shown: PersonRead) -> str:
    # Branch and group change with the calendar, and not everyone sees everything.
    return etag_of(row.id, row.version, shown.model_dump_json())


async def _shown(
    session: AsyncSession, rows: Sequence[Person], reader: Access, on: date, keys: FieldKeys
) -> list[PersonRead]:
    present = await queries.memberships.present(session, [row.id for row in rows], on)
    seen_as = await queries.sights.audiences(session, reader, rows, on)
    return [PersonRead.of(row, present.get(row.id), seen_as[row.id], keys) for row in rows]


@router.get("", summary="人员列表 / Persons")
async def list_persons(
    reader: Reader,
    view: View,
    paged: Paged,
    today: Today,
    keys: Keys,
    branch_id: UUID | None = None,
    group_id: UUID | None = None,
    workplace_id: Annotated[UUID | None, Query(description="With all that is below it.")] = None,
    q: Annotated[
        Line | None, Query(description="The beginning of the name, or of its pinyin: 王, wang jianguo, wjg.")
    ] = None,
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
    return Page(items=await _shown(view, rows, reader, today, keys), next_cursor=cursor)


@router.post("", status_code=201, summary="录入人员 / Take in a person")
async def take_in_person(
    body: PersonCreate,
    writer: Writer,
    tx: Tx,
    tell: Tell,
    now: Now,
    today: Today,
    once: Once,
    keys: Keys,
    response: Response,
) -> PersonRead:
    """Someone new; the employee number must not belong to another active person."""
    person_id = new_id()
    row = Person(id=person_id, **columns(body.model_dump(), keys, person_id))
    row = await usecases.persons.take_in(tx, tell, row, now)
    [shown] = await _shown(tx, [row], writer, today, keys)
    response.headers["ETag"] = _tag(row, shown)
    return await once.keep(shown, made=row.id, etag=_tag(row, shown))


@router.get("/{person_id}", summary="一个人员 / One person")
async def read_person(
    person_id: UUID,
    reader: Reader,
    view: View,
    today: Today,
    keys: Keys,
    request: Request,
    response: Response,
) -> PersonRead:
    """If within reach; with an ETag."""
    row = there(await queries.persons.within(view, reader.grants, person_id, today), PersonMissing)
    [shown] = await _shown(view, [row], reader, today, keys)
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
    keys: Keys,
    to: Messages,
    response: Response,
) -> PersonRead:
    """Who leaves becomes inactive and cannot sign in from that moment. Who comes back finds the account closed."""
    there(await queries.persons.within(tx, writer.grants, person_id, today), PersonMissing)
    row = there(await queries.persons.locked(tx, person_id), PersonMissing)
    [shown] = await _shown(tx, [row], writer, today, keys)
    seen.require(_tag(row, shown))
    changes = columns(body.model_dump(exclude_unset=True), keys, row.id)
    away = not row.active
    row = await usecases.persons.change(tx, tell, row, changes, now)
    if away and row.active:
        await messages.came_back(to, [row])
    [shown] = await _shown(tx, [row], writer, today, keys)
    response.headers["ETag"] = _tag(row, shown)
    return shown
