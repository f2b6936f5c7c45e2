"""Keys that credentials are signed with, and the lists of what they signed that no longer holds."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import CredentialKey, RecordSheet, SheetState
from ..rules.status_lists import StatusListMissing


async def signing(session: AsyncSession, holder_id: UUID, *, lock: bool = False) -> CredentialKey | None:
    """The key with which this branch or community signs at present."""
    query: Select[CredentialKey] = select(CredentialKey).where(
        col(CredentialKey.holder_id) == holder_id, col(CredentialKey.retired_at).is_(None)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: CredentialKey | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def published(session: AsyncSession) -> Sequence[CredentialKey]:
    """Every key that has ever signed, oldest first: what it signed is still to be verified."""
    query = select(CredentialKey).order_by(col(CredentialKey.id))
    return list((await session.execute(query)).scalars())


async def of_list(session: AsyncSession, key_id: UUID) -> CredentialKey:
    """The key whose status list this is. Raises StatusListMissing."""
    query = select(CredentialKey).where(col(CredentialKey.id) == key_id)
    found: CredentialKey | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise StatusListMissing
    return found


async def ended(session: AsyncSession, key_id: UUID) -> list[int]:
    """The places in the key's list of sheets that no longer hold."""
    query = select(col(RecordSheet.status_index)).where(
        col(RecordSheet.key_id) == key_id, col(RecordSheet.state) != SheetState.ISSUED
    )
    return list((await session.execute(query)).scalars())
