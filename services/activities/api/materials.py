"""`/v1/materials`: read when approved; written and decided by different people."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.etag import etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Line, Prose, Read, Shape

from ..models import Area, Material, MaterialVersion, Verdict
from ..queries import materials as queries
from ..queries import organisations
from ..rules.parameters import MaterialMinutes
from ..usecases import materials

router = APIRouter(prefix="/v1/materials", tags=["learning"])

Learner = Annotated[Access, may("learning.read")]
Writer = Annotated[Access, may("learning.write")]
Decider = Annotated[Access, may("material.decide")]


class MaterialVersionCreate(Shape):
    """What a version says, in so many minutes as the branch allows. `link` leads to a film, if there is one."""

    text: Prose
    link: Line | None = None
    minutes: MaterialMinutes

    def content(self) -> materials.Content:
        """As the use case takes it."""
        return materials.Content(self.text, self.link, self.minutes)


class MaterialCreate(MaterialVersionCreate):
    """A material with its first version."""

    title: Line
    area: Area | None = None


class MaterialDecisionCreate(Shape):
    """`returned` needs a reason."""

    verdict: Literal[Verdict.APPROVED, Verdict.RETURNED]
    reason: Prose | None = None


class MaterialRead(Read):
    """A material as people read it: in its approved version."""

    id: UUID
    title: str
    area: Area | None
    number: int
    text: str
    link: str | None
    minutes: int
    approved_at: datetime | None

    @classmethod
    def of(cls, row: Material, version: MaterialVersion) -> "MaterialRead":
        """With that version."""
        return cls(
            id=row.id,
            title=row.title,
            area=row.area,
            number=version.number,
            text=version.text,
            link=version.link,
            minutes=version.minutes,
            approved_at=version.decided_at,
        )


class MaterialVersionRead(Read):
    """One version with what was decided about it."""

    number: int
    text: str
    link: str | None
    minutes: int
    verdict: Verdict
    reason: str | None
    by_id: UUID
    at: datetime
    decided_by: UUID | None
    decided_at: datetime | None


class MaterialDraftRead(Read):
    """A material with all its versions, oldest first, for those who write."""

    id: UUID
    branch_id: UUID
    title: str
    area: Area | None
    approved: int | None
    versions: list[MaterialVersionRead]


@router.get("", summary="微教材列表 / Materials")
async def list_materials(
    learner: Learner, view: View, paged: Paged, area: Area | None = None
) -> Page[MaterialRead]:
    """Approved ones of the own branch, newest first."""
    query: Any = queries.approved(learner.grants, area)
    rows, cursor = await paged.whole_rows(view, query, col(Material.id))
    items = [MaterialRead.of(row, version) for _, row, version in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("", status_code=201, summary="编写微教材 / Write a material")
async def write_material(
    body: MaterialCreate, writer: Writer, tx: Tx, now: Now, today: Today, once: Once
) -> MaterialDraftRead:
    """For the caller's branch. People read it once it is approved."""
    branch_id = await organisations.acting_for(tx, writer, None)
    row = await materials.write(
        tx, branch_id, body.title, body.area, body.content(), by=writer.person_id, at=now, today=today
    )
    return await once.keep(await _draft(tx, row), made=row.id)


@router.get("/{material_id}", summary="一份微教材 / One material")
async def read_material(
    material_id: UUID, learner: Learner, view: View, request: Request, response: Response
) -> MaterialRead:
    """In its approved version."""
    _, row, version = await queries.one(view, material_id, learner.grants)
    etag.show(request, response, etag_of(row.id, row.revision, version.revision))
    return MaterialRead.of(row, version)


@router.get("/{material_id}/versions", summary="教材各版本 / Versions")
async def list_material_versions(material_id: UUID, writer: Writer, view: View) -> MaterialDraftRead:
    """With what was decided about each."""
    return await _draft(view, await queries.within(view, material_id, writer.grants, lock=False))


@router.post("/{material_id}/versions", status_code=201, summary="修订微教材 / Rewrite a material")
async def rewrite_material(
    material_id: UUID,
    body: MaterialVersionCreate,
    writer: Writer,
    tx: Tx,
    now: Now,
    today: Today,
    once: Once,
) -> MaterialDraftRead:
    """The approved version is read until the new one is approved."""
    row = await queries.within(tx, material_id, writer.grants)
    await materials.rewrite(tx, row, body.content(), by=writer.person_id, at=now, today=today)
    return await once.keep(await _draft(tx, row), made=row.id)


@router.post("/{material_id}/decision", status_code=201, summary="审定微教材 / Decide a version")
async def decide_material(
    material_id: UUID, body: MaterialDecisionCreate, decider: Decider, tx: Tx, now: Now, once: Once
) -> MaterialDraftRead:
    """By the publicity commissioner, for whom the secretary stands in; never by the one who wrote it."""
    row = await queries.within(tx, material_id, decider.grants)
    await materials.decide(tx, row, body.verdict, body.reason, by=decider.person_id, at=now)
    return await once.keep(await _draft(tx, row), made=row.id)


async def _draft(session: AsyncSession, row: Material) -> MaterialDraftRead:
    versions = [MaterialVersionRead.model_validate(each) for each in await queries.versions(session, row.id)]
    own = {name: getattr(row, name) for name in ("id", "branch_id", "title", "area", "approved")}
    return MaterialDraftRead(**own, versions=versions)
