"""Minutes with their versions, steps and addenda."""

from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Minutes, MinutesAddendum, MinutesStep, MinutesVersion, Settlement
from ..rules import minutes as rules
from ..rules.minutes import MinutesMissing
from . import parameters


async def of_meeting(session: AsyncSession, meeting_id: UUID) -> Minutes | None:
    """The minutes, if a draft exists. Who changes them holds the meeting's lock."""
    query = select(Minutes).where(col(Minutes.meeting_id) == meeting_id)
    found: Minutes | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def there(session: AsyncSession, meeting_id: UUID) -> Minutes:
    """Raises MinutesMissing."""
    found = await of_meeting(session, meeting_id)
    if found is None:
        raise MinutesMissing
    return found


async def due_on(session: AsyncSession, minutes: Minutes) -> date | None:
    """By when they should be signed; None until the meeting is closed."""
    held = await session.get(Settlement, minutes.meeting_id)
    if held is None:
        return None
    return rules.due_on(held.held_on, await parameters.on(session, minutes.branch_id, held.held_on))


def versions_of(minutes_id: UUID) -> Select[MinutesVersion]:
    """Every text that was drafted."""
    return select(MinutesVersion).where(col(MinutesVersion.minutes_id) == minutes_id)


async def newest(session: AsyncSession, minutes: Minutes) -> MinutesVersion:
    """The text that stands."""
    query = versions_of(minutes.id).where(col(MinutesVersion.number) == minutes.version)
    found: MinutesVersion = (await session.execute(query)).scalar_one()
    return found


async def drafters(session: AsyncSession, minutes_id: UUID) -> set[UUID]:
    """Everyone who drafted any version."""
    query = select(col(MinutesVersion.by_id)).where(col(MinutesVersion.minutes_id) == minutes_id)
    return set((await session.execute(query)).scalars())


async def steps(session: AsyncSession, minutes_id: UUID) -> list[MinutesStep]:
    """How they came to where they are, oldest first."""
    query = select(MinutesStep).where(col(MinutesStep.minutes_id) == minutes_id)
    return list((await session.execute(query.order_by(col(MinutesStep.id)))).scalars())


async def addenda(session: AsyncSession, minutes_id: UUID) -> list[MinutesAddendum]:
    """What was added after signing, in order."""
    query = select(MinutesAddendum).where(col(MinutesAddendum.minutes_id) == minutes_id)
    return list((await session.execute(query.order_by(col(MinutesAddendum.number)))).scalars())
