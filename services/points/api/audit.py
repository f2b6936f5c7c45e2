"""`/v1/audit-entries`: for auditors, who did what and when in this service."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from shared.audit import AUDIT
from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import View
from shared.paging import Page, Paged
from shared.types import Code, Read

router = APIRouter(prefix="/v1/audit-entries", tags=["audit-entries"])

Auditor = Annotated[Access, may("audit.read")]


class AuditRead(Read):
    """One act; identifiers only."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    client_id: str | None
    act: str
    object_id: str | None
    outcome: str
    trace_id: str | None


@router.get("", summary="审计记录 / Audit entries")
async def list_audit_entries(
    auditor: Auditor, view: View, paged: Paged, actor_id: UUID | None = None, object_id: Code | None = None
) -> Page[AuditRead]:
    """Newest first."""
    del auditor
    query: Any = select(AUDIT)
    if actor_id:
        query = query.where(AUDIT.c.actor_id == actor_id)
    if object_id:
        query = query.where(AUDIT.c.object_id == object_id)
    rows, cursor = await paged.whole_rows(view, query, AUDIT.c.id)
    return Page(
        items=[AuditRead.model_validate(row, from_attributes=True) for row in rows], next_cursor=cursor
    )
