"""Requests about one's own data that a caller may see."""

from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Access

from ..models import CorrectionRequest
from ..rules.privacy.correction_requests import CorrectionRequestMissing
from . import persons


def visible(reader: Access, on: date) -> Select[CorrectionRequest]:
    """One's own, and those of persons within reach."""
    own = col(CorrectionRequest.person_id) == reader.person_id
    reached = col(CorrectionRequest.person_id).in_(persons.reached(reader.grants, on))
    return select(CorrectionRequest).where(own | reached)


def narrowed(
    query: Select[CorrectionRequest], *, person_id: UUID | None, open_: bool | None
) -> Select[CorrectionRequest]:
    """By what a list may be asked for."""
    if person_id is not None:
        query = query.where(col(CorrectionRequest.person_id) == person_id)
    if open_ is None:
        return query
    waiting = col(CorrectionRequest.decided_at).is_(None)
    return query.where(waiting if open_ else ~waiting)


async def one(session: AsyncSession, request_id: UUID, reader: Access, on: date) -> CorrectionRequest:
    """Raises CorrectionRequestMissing."""
    query = visible(reader, on).where(col(CorrectionRequest.id) == request_id)
    found: CorrectionRequest | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise CorrectionRequestMissing
    return found


async def locked(session: AsyncSession, request_id: UUID) -> CorrectionRequest:
    """One that is known to be there, until this transaction ends nobody else's to change."""
    return await session.get_one(CorrectionRequest, request_id, with_for_update=True, populate_existing=True)
