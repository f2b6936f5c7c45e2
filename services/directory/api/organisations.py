"""`/v1/organisations`: the Party's tree, and the communities beside it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.policy import Reach
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.errors import Forbidden
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape, Title

from .. import queries, usecases
from ..models import Organisation, OrganisationKind
from ..rules.life.organisations import OrganisationMissing
from .given import Tell, there

router = APIRouter(prefix="/v1/organisations", tags=["organisations"])

Reader = Annotated[Access, may("organisation.read")]
Writer = Annotated[Access, may("organisation.write")]


class OrganisationCreate(Shape):
    """A node below `parent_id`; only a committee and a community have no parent."""

    kind: OrganisationKind
    title: Title
    parent_id: UUID | None = None


class OrganisationUpdate(Shape):
    """The title; a node is never moved."""

    title: Title


class OrganisationRead(Read):
    """A node of the Party's tree. `path` holds the ids from the root down to and including its own."""

    id: UUID
    kind: OrganisationKind
    title: Title
    parent_id: UUID | None
    path: str

    @classmethod
    def of(cls, row: Organisation) -> "OrganisationRead":
        """As shown."""
        title = Title(zh=row.title_zh, en=row.title_en)
        return cls(
            id=row.id, kind=OrganisationKind(row.kind), title=title, parent_id=row.parent_id, path=row.path
        )


def _tag(row: Organisation) -> str:
    return etag_of(row.id, row.version)


@router.get("", summary="党组织列表 / The Party's organisations")
async def list_organisations(
    _reader: Reader,
    view: View,
    paged: Paged,
    kind: OrganisationKind | None = None,
    parent_id: UUID | None = None,
) -> Page[OrganisationRead]:
    """All of them: the tree hangs on the factory's wall."""
    query = queries.organisations.listed(kind=kind, parent_id=parent_id)
    rows, cursor = await paged.rows(view, query, col(Organisation.id))
    return Page(items=[OrganisationRead.of(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="设立党组织 / Found an organisation")
async def found_organisation(
    body: OrganisationCreate, writer: Writer, tx: Tx, tell: Tell, now: Now, once: Once, response: Response
) -> OrganisationRead:
    """Below an organisation within reach; the root only by those who reach everything."""
    parent = await _parent(tx, writer, body.parent_id)
    row = await usecases.organisations.found(
        tx, tell, kind=body.kind, title=body.title, parent=parent, at=now
    )
    response.headers["ETag"] = _tag(row)
    return await once.keep(OrganisationRead.of(row), made=row.id, etag=_tag(row))


async def _parent(tx: Any, writer: Access, parent_id: UUID | None) -> Organisation | None:
    if parent_id is not None:
        return there(await queries.organisations.reached(tx, writer.grants, parent_id), OrganisationMissing)
    if not writer.reaches(Reach.ALL):
        raise Forbidden
    return None


@router.get("/{organisation_id}", summary="一个党组织 / One organisation")
async def read_organisation(
    organisation_id: UUID, _reader: Reader, view: View, request: Request, response: Response
) -> OrganisationRead:
    """With an ETag."""
    row = there(await queries.organisations.one(view, organisation_id), OrganisationMissing)
    etag.show(request, response, _tag(row))
    return OrganisationRead.of(row)


@router.patch("/{organisation_id}", summary="更名 / Rename an organisation")
async def rename_organisation(
    organisation_id: UUID,
    body: OrganisationUpdate,
    writer: Writer,
    tx: Tx,
    tell: Tell,
    now: Now,
    seen: IfMatch,
    response: Response,
) -> OrganisationRead:
    """An organisation within reach."""
    there(await queries.organisations.reached(tx, writer.grants, organisation_id), OrganisationMissing)
    row = there(await queries.organisations.locked(tx, organisation_id), OrganisationMissing)
    seen.require(_tag(row))
    row = await usecases.organisations.rename(tx, tell, row, body.title, now)
    response.headers["ETag"] = _tag(row)
    return OrganisationRead.of(row)
