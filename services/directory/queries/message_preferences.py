"""How people want to be reached."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import MessagePreference


async def of_person(
    session: AsyncSession, person_id: UUID, *, lock: bool = False
) -> MessagePreference | None:
    """What a person has said; None if nothing yet."""
    return await session.get(MessagePreference, person_id, with_for_update=lock, populate_existing=lock)
