"""When people are bound elsewhere in the suite."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among

from ..models import Engagement


async def known(session: AsyncSession, person_id: UUID, source_id: UUID) -> Engagement | None:
    """What was heard last, under lock."""
    query = select(Engagement).where(
        col(Engagement.person_id) == person_id, col(Engagement.source_id) == source_id
    )
    found: Engagement | None = (await session.execute(query.with_for_update())).scalar_one_or_none()
    return found


async def around(
    session: AsyncSession, person_ids: Sequence[UUID], starts_at: datetime, ends_at: datetime
) -> dict[UUID, list[Engagement]]:
    """Firm engagements of these people that touch the span, by person."""
    query = select(Engagement).where(
        among(session, col(Engagement.person_id), person_ids),
        col(Engagement.firm).is_(True),
        col(Engagement.starts_at) < ends_at,
        col(Engagement.ends_at) > starts_at,
    )
    found: dict[UUID, list[Engagement]] = defaultdict(list)
    for row in (await session.execute(query)).scalars():
        found[row.person_id].append(row)
    return found
