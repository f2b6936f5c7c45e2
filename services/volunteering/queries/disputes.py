"""Disputes as their records may be seen."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant

from ..models import Dispute, ServiceRecord
from ..rules.disputes import DisputeMissing
from . import service_records


def visible(grants: Sequence[Grant]) -> Select[Dispute]:
    """Those about records that may be seen."""
    seen = service_records.visible(grants).with_only_columns(col(ServiceRecord.id))
    return select(Dispute).where(col(Dispute.record_id).in_(seen))


async def one(session: AsyncSession, dispute_id: UUID, grants: Sequence[Grant]) -> Dispute:
    """Raises DisputeMissing."""
    return await _found(session, visible(grants).where(col(Dispute.id) == dispute_id))


async def again(session: AsyncSession, dispute_id: UUID) -> Dispute:
    """Read anew, under lock. Raises DisputeMissing."""
    query = select(Dispute).where(col(Dispute.id) == dispute_id).with_for_update()
    return await _found(session, query.execution_options(populate_existing=True))


async def _found(session: AsyncSession, query: Select[Dispute]) -> Dispute:
    found: Dispute | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise DisputeMissing
    return found
