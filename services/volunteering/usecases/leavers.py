"""What ends with somebody's leaving: wishes not fulfilled, for others to take, and offers. Gifts and hours stay."""

from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.db import Database

from ..queries import leavers as queries
from ..queries import volunteers
from ..rules.sign_ups import LEFT
from . import wish_takings
from .demands import Act


async def sweep(database: Database, at: datetime, *, zone: ZoneInfo) -> int:
    """Says how much ended. It may run in several processes at once."""
    act = Act(None, at, day_of(at, zone), LEFT)
    async with database.read() as view:
        takings, offers = await queries.takings(view), await queries.offers(view)
    for person_id, community_id in takings:
        work = partial(_give_back, person_id=person_id, community_id=community_id, act=act)
        await database.retrying(work)
    if offers:
        await database.retrying(partial(_withdraw, at=at))
    return len(takings) + offers


async def _give_back(session: AsyncSession, *, person_id: UUID, community_id: UUID, act: Act) -> None:
    await volunteers.locked(session, [person_id])
    await wish_takings.give_back(session, person_id, community_id, act)


async def _withdraw(session: AsyncSession, *, at: datetime) -> None:
    for row in await queries.resources(session):
        row.withdrawn_at = at
    await session.flush()
