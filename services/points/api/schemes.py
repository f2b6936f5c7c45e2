"""`/v1/schemes`, `/v1/scheme-templates`, `/v1/scheme-schema`: the branch's points scheme, written, approved, shown."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import col

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.errors import Forbidden
from shared.etag import IfMatch, etag_of
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.types import Code, Read, Shape

from ..models import Scheme, SchemeState
from ..queries import schemes as queries
from ..rules import forced_service
from ..rules import scheme as rules
from ..usecases import schemes
from .given import Day, DocumentNo

router = APIRouter(prefix="/v1", tags=["schemes"])

Reader = Annotated[Access, may("scheme.read")]
Writer = Annotated[Access, may("scheme.write")]
Approver = Annotated[Access, may("scheme.approve")]


class SchemeCreate(Shape):
    """A scheme's text, or the name of a shipped one (`A`, `B`) to begin with. Exactly one of the two."""

    template: Code | None = None
    body: dict[str, Any] | None = None


class SchemeUpdate(Shape):
    """The whole new text of a draft."""

    body: dict[str, Any]


class ApprovalCreate(Shape):
    """The members' meeting's resolution. `effective_on` decides which periods the version may judge."""

    resolution_no: DocumentNo
    resolved_on: Day
    effective_on: Day


class SchemeSummary(Read):
    """One version of a scheme, without its text."""

    id: UUID
    branch_id: UUID
    code: str
    version: int
    state: SchemeState
    digest: str
    written_at: datetime
    resolution_no: str | None
    resolved_on: date | None
    effective_on: date | None
    approved_by: UUID | None


class Warned(Read):
    """What is lawful at a place of the text and should be looked at before the scheme is approved."""

    pointer: str
    code: str
    zh: str
    en: str


class SchemeRead(SchemeSummary):
    """One version of a scheme with its text, and what its writer is warned of."""

    body: dict[str, Any]
    warnings: list[Warned]


class TemplateMissing(queries.SchemeMissing):
    """Only schemes A and B are shipped."""

    zh, en = "没有这个方案模板", "No such scheme template"


@router.get("/scheme-templates", summary="方案模板 / Shipped schemes")
async def list_scheme_templates(reader: Reader) -> dict[str, dict[str, Any]]:
    """The texts of schemes A (quarterly, 100 + 20) and B (annual), to start from."""
    del reader
    return {code: rules.shipped(code) or {} for code in ("A", "B")}


@router.get("/scheme-schema", summary="方案格式 / The JSON Schema of a scheme")
async def read_scheme_schema(reader: Reader) -> dict[str, Any]:
    """JSON Schema draft 2020-12."""
    del reader
    return rules.schema()


@router.get("/schemes", summary="方案列表 / Schemes")
async def list_schemes(reader: Reader, view: View, paged: Paged) -> Page[SchemeSummary]:
    """All versions of the branches within reach, newest first."""
    rows, cursor = await paged.rows(view, queries.visible(reader.grants), col(Scheme.id))
    return Page(items=[SchemeSummary.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("/schemes", status_code=201, summary="起草方案 / Draft a scheme")
async def write_scheme(
    body: SchemeCreate, writer: Writer, tx: Tx, now: Now, once: Once, response: Response
) -> SchemeRead:
    """A draft for the caller's branch. 422 `scheme_invalid` names every fault by JSON Pointer.

    422 `service_compulsory` if it takes points from who does not volunteer (Volunteer Service Regulations, art. 25).
    """
    text = body.body if body.body is not None else rules.shipped(body.template or "")
    if text is None:
        raise TemplateMissing
    row = await schemes.write(tx, _branch(writer), text, by=writer.person_id, at=now)
    response.headers["ETag"] = _tag(row)
    return await once.keep(_shown(row), made=row.id, etag=_tag(row))


@router.get("/schemes/{scheme_id}", summary="一个方案 / One scheme")
async def read_scheme(
    scheme_id: UUID, reader: Reader, view: View, request: Request, response: Response
) -> SchemeRead:
    """With its text and an ETag."""
    row = await queries.one(view, scheme_id, reader.grants)
    etag.show(request, response, _tag(row))
    return _shown(row)


@router.put("/schemes/{scheme_id}", summary="修改草案 / Rewrite a draft")
async def rewrite_scheme(
    scheme_id: UUID, body: SchemeUpdate, writer: Writer, tx: Tx, seen: IfMatch, response: Response
) -> SchemeRead:
    """Drafts only; an approved version never changes."""
    row = await queries.one(tx, scheme_id, writer.grants, lock=True)
    seen.require(_tag(row))
    row = await schemes.rewrite(tx, row, body.body)
    response.headers["ETag"] = _tag(row)
    return _shown(row)


@router.post("/schemes/{scheme_id}/approval", status_code=201, summary="批准方案 / Approve a scheme")
async def approve_scheme(
    scheme_id: UUID, body: ApprovalCreate, approver: Approver, tx: Tx, now: Now, once: Once
) -> SchemeRead:
    """Record the members' meeting's resolution; from now on the version is frozen."""
    row = await queries.one(tx, scheme_id, approver.grants, lock=True)
    row = await schemes.approve(tx, row, **body.model_dump(), by=approver.person_id, at=now)
    return await once.keep(_shown(row), made=row.id)


def _shown(row: Scheme) -> SchemeRead:
    warned = forced_service.warnings(rules.read_approved(row.body))
    warnings = [Warned.model_validate(each) for each in warned]
    return SchemeRead(**SchemeSummary.model_validate(row).model_dump(), body=row.body, warnings=warnings)


def _tag(row: Scheme) -> str:
    return etag_of(row.id, row.revision)


def _branch(access: Access) -> UUID:
    """The branch for which the caller holds the right."""
    for grant in access.grants:
        if grant.anchor is not None:
            return grant.anchor
    raise Forbidden
