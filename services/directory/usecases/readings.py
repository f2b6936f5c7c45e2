"""Writing down who reads what of whom, in the transaction that reads it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Access
from shared.ids import new_id

from ..models import Reading
from ..rules.privacy.purposes import ReadingPurpose


async def note(
    session: AsyncSession,
    person_ids: Iterable[UUID],
    reader: Access,
    purpose: ReadingPurpose,
    fields: Collection[str],
    at: datetime,
) -> None:
    """One row for each person, in one statement; reading about oneself leaves none."""
    rows = [
        {
            "id": new_id(),
            "person_id": person_id,
            "reader_id": reader.person_id,
            "client_id": reader.client_id,
            "purpose": purpose.value,
            "fields": sorted(fields),
            "at": at,
        }
        for person_id in person_ids
        if person_id != reader.person_id
    ]
    if rows:
        await session.execute(insert(Reading), rows)
