"""Schemes: written, edited, approved by a named resolution."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Scheme, SchemeState
from ..queries import schemes as queries
from ..rules import scheme as rules


async def write(
    session: AsyncSession, branch_id: UUID, body: dict[str, Any], *, by: UUID, at: datetime
) -> Scheme:
    """A new draft version of the branch's scheme. Raises SchemeInvalid, ServiceCompulsory."""
    text = rules.read(body)
    version = await queries.newest_version(session, branch_id, text.code) + 1
    row = Scheme(
        branch_id=branch_id,
        code=text.code,
        version=version,
        body=body,
        digest=rules.digest(body),
        written_by=by,
        written_at=at,
    )
    session.add(row)
    await session.flush()
    return row


async def rewrite(session: AsyncSession, row: Scheme, body: dict[str, Any]) -> Scheme:
    """Another text for a draft. Raises SchemeNotDraft, SchemeInvalid, ServiceCompulsory."""
    if row.state is not SchemeState.DRAFT:
        raise rules.SchemeNotDraft
    text = rules.read(body)
    if text.code != row.code:
        row.version = await queries.newest_version(session, row.branch_id, text.code) + 1
    row.body, row.code, row.digest = body, text.code, rules.digest(body)
    await session.flush()
    return row


async def approve(
    session: AsyncSession,
    row: Scheme,
    *,
    resolution_no: str,
    resolved_on: date,
    effective_on: date,
    by: UUID,
    at: datetime,
) -> Scheme:
    """Put a draft into force by the members' meeting's resolution.

    Raises SchemeNotDraft, SchemeInvalid, ServiceCompulsory.
    """
    if row.state is not SchemeState.DRAFT:
        raise rules.SchemeNotDraft
    rules.read(row.body)
    row.state = SchemeState.APPROVED
    row.resolution_no, row.resolved_on, row.effective_on = resolution_no, resolved_on, effective_on
    row.approved_by, row.approved_at = by, at
    await session.flush()
    return row
