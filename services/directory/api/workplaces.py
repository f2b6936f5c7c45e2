"""`/v1/workplaces`: the factory's tree."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import Tx, View
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Read, Shape, Title

from .. import queries, usecases
from ..models import Workplace, WorkplaceKind
from ..rules.life.workplaces import WorkplaceMissing
from .given import there

router = APIRouter(prefix="/v1/workplaces", tags=["workplaces"])

Reader = Annotated[Access, may("workplace.read")]
Writer = Annotated[Access, may("workplace.write")]


class WorkplaceCreate(Shape):
    """A node below `parent_id`; only a factory has no parent. `branch_id` links a workshop to its branch."""

    kind: WorkplaceKind
    title: Title
    parent_id: UUID | None = None
    branch_id: UUID | None = None


class WorkplaceUpdate(Shape):
    """What is absent stays as it is; `branch_id: null` ends the link."""

    title: Title = Field(default_factory=lambda: Title(zh="–", en="–"))
    branch_id: UUID | None = None


class WorkplaceRead(Read):
    """A node of the factory's tree. `path` holds the ids from the root down to and including its own."""

    id: UUID
    kind: WorkplaceKind
    title: Title
    parent_id: UUID | None
    path: str
    branch_id: UUID | None

    @classmethod
    def of(cls, row: Workplace) -> "WorkplaceRead":
        """As shown."""
        return cls(
            id=row.id,
            kind=WorkplaceKind(row.kind),
            title=Title(zh=row.title_zh, en=row.title_en),
            parent_id=row.parent_id,
            path=row.path,
            branch_id=row.branch_id,
        )


def _tag(row: Workplace) -> str:
    return etag_of(row.id, row.version)


@router.get("", summary="工作单位列表 / Workplaces")
async def list_workplaces(
    _reader: Reader,
    view: View,
    paged: Paged,
    kind: WorkplaceKind | None = None,
    parent_id: UUID | None = None,
    branch_id: UUID | None = None,
) -> Page[WorkplaceRead]:
    """All of them, or a part."""
    query = queries.workplaces.listed(kind=kind, parent_id=parent_id, branch_id=branch_id)
    rows, cursor = await paged.rows(view, query, col(Workplace.id))
    return Page(items=[WorkplaceRead.of(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201, summary="新增工作单位 / Set up a workplace")
async def set_up_workplace(
    body: WorkplaceCreate, _writer: Writer, tx: Tx, once: Once, response: Response
) -> WorkplaceRead:
    """Factory, workshop or team."""
    row = await usecases.workplaces.set_up(
        tx, kind=body.kind, title=body.title, parent_id=body.parent_id, branch_id=body.branch_id
    )
    response.headers["ETag"] = _tag(row)
    return await once.keep(WorkplaceRead.of(row), made=row.id, etag=_tag(row))


@router.get("/{workplace_id}", summary="一个工作单位 / One workplace")
async def read_workplace(
    workplace_id: UUID, _reader: Reader, view: View, request: Request, response: Response
) -> WorkplaceRead:
    """With an ETag."""
    row = there(await queries.workplaces.one(view, workplace_id), WorkplaceMissing)
    etag.show(request, response, _tag(row))
    return WorkplaceRead.of(row)


@router.patch("/{workplace_id}", summary="修改工作单位 / Change a workplace")
async def change_workplace(
    workplace_id: UUID, body: WorkplaceUpdate, _writer: Writer, tx: Tx, seen: IfMatch, response: Response
) -> WorkplaceRead:
    """Its title, or the branch that looks after it."""
    row = there(await queries.workplaces.locked(tx, workplace_id), WorkplaceMissing)
    seen.require(_tag(row))
    row = await usecases.workplaces.change(tx, row, body.model_dump(exclude_unset=True))
    response.headers["ETag"] = _tag(row)
    return WorkplaceRead.of(row)
