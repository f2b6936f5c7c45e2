"""`/v1/resources`: what people and branches can give, and when. Money is none."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import Category, Resource, ResourceKind
from ..queries import organisations
from ..queries import resources as queries
from ..usecases import resources
from .given import Moment
from .volunteers import Skill

router = APIRouter(prefix="/v1/resources", tags=["resources"])

Reader = Annotated[Access, may("resource.read")]
Owner = Annotated[Access, may("resource.offer")]


class ResourceWrite(Shape):
    """What can be had, how many (people or pieces), from when until when, and where."""

    kind: ResourceKind
    category: Category
    skill: Skill | None = None
    title: Line
    description: Prose | None = None
    quantity: Annotated[int, Field(ge=1, le=1000)] = 1
    from_at: Moment
    until_at: Moment
    region: Line | None = None

    def offer(self) -> resources.Offer:
        """As the use case takes it."""
        return resources.Offer(**self.model_dump(include=set(ResourceWrite.model_fields)))


class ResourceCreate(ResourceWrite):
    """One's own (`person`), or the branch's by its committee (`branch`)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "owner": "person",
                    "kind": "skill",
                    "category": "safety",
                    "skill": "electrician",
                    "title": "家用电路检修",
                    "from_at": "2026-12-05T08:00:00+08:00",
                    "until_at": "2026-12-05T18:00:00+08:00",
                    "region": "四川省什邡市",
                }
            ]
        }
    )

    owner: Literal["person", "branch"]


class ResourceRead(Read):
    """One resource: of a person, or of the branch where `person_id` is null."""

    id: UUID
    person_id: UUID | None
    branch_id: UUID | None
    kind: ResourceKind
    category: Category
    skill: str | None
    title: str
    description: str | None
    quantity: int
    from_at: datetime
    until_at: datetime
    region: str | None
    offered_at: datetime
    withdrawn_at: datetime | None


@router.post("", status_code=201, summary="提供资源 / Offer a resource")
async def offer_resource(body: ResourceCreate, owner: Owner, tx: Tx, now: Now, once: Once) -> ResourceRead:
    """One's own skill or time; a branch's also material and rooms."""
    personal = body.owner == "person"
    branch_id = owner.branch_id if personal else organisations.acting_branch(owner)
    row = await resources.offer(
        tx, body.offer(), branch_id=branch_id, personal=personal, by=owner.person_id, at=now
    )
    return await once.keep(ResourceRead.model_validate(row), made=row.id, etag=_tag(row))


@router.get("", summary="资源清单 / Resources")
async def list_resources(
    reader: Reader,
    view: View,
    paged: Paged,
    kind: ResourceKind | None = None,
    stands: bool | None = None,  # noqa: FBT001 - a query parameter is given by name
) -> Page[ResourceRead]:
    """One's own and the branch's; a community sees what is offered to it. Newest first."""
    query = queries.narrowed(queries.visible(reader.grants), kind, stands=stands)
    rows, cursor = await paged.rows(view, query, col(Resource.id))
    return Page(items=[ResourceRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/{resource_id}", summary="一项资源 / One resource")
async def read_resource(
    resource_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> ResourceRead:
    """To a community only while its branch has reported there, or its owner lets it see such things."""
    row = await queries.one(view, resource_id, reader.grants)
    etag.show(request, response, _tag(row))
    return ResourceRead.model_validate(row)


@router.put("/{resource_id}", summary="修改资源 / Change a resource")
async def rewrite_resource(
    resource_id: UUID,
    body: ResourceWrite,
    owner: Owner,
    tx: Tx,
    now: Now,
    seen: IfMatch,
    response: Response,
) -> ResourceRead:
    """As a whole, by whose it is."""
    row = await queries.own(tx, resource_id, owner.grants)
    seen.require(_tag(row))
    row = await resources.rewrite(tx, row, body.offer(), at=now)
    response.headers["ETag"] = _tag(row)
    return ResourceRead.model_validate(row)


@router.post("/{resource_id}/withdrawal", status_code=201, summary="撤回资源 / Withdraw a resource")
async def withdraw_resource(resource_id: UUID, owner: Owner, tx: Tx, now: Now, once: Once) -> ResourceRead:
    """By whose it is, at any time; what was agreed on stays agreed."""
    row = await queries.own(tx, resource_id, owner.grants)
    row = await resources.withdraw(tx, row, at=now)
    return await once.keep(ResourceRead.model_validate(row), made=row.id, etag=_tag(row))


def _tag(row: Resource) -> str:
    return etag_of(row.id, row.revision)
