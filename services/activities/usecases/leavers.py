"""What ends when somebody leaves the factory or the branch: duties, nominations, orders. What was done stays.

Registrations end under their sitting's lock (`registrations.py`), leaves with the roll (`roll_changes.py`).
"""

from datetime import date, datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.db import Database

from ..models import NominationState
from ..queries import leavers as queries
from ..queries import lessons, nominations
from ..queries import orders as order_queries
from ..rules import leavers as rules
from . import undertakings


async def sweep(database: Database, at: datetime, *, zone: ZoneInfo) -> int:
    """Says how much ended. It may run in several processes at once: whatever is locked is looked at again."""
    on: date = day_of(at, zone)
    async with database.read() as view:
        duties = await queries.undertakings(view, at, on)
        named, wanted = await queries.nominations(view), await queries.orders(view)
    for row_id, duty_id, left in duties:
        why = rules.because(left=left)
        work = partial(undertakings.fall_away, duty_id=duty_id, undertaking_id=row_id, reason=why, at=at)
        await database.retrying(work)
    for lesson_id, nomination_id in named:
        work = partial(_withdraw, lesson_id=lesson_id, nomination_id=nomination_id, at=at)
        await database.retrying(work)
    for lesson_id, person_id in wanted:
        await database.retrying(partial(_take_back, lesson_id=lesson_id, person_id=person_id, at=at))
    return len(duties) + len(named) + len(wanted)


async def _withdraw(session: AsyncSession, *, lesson_id: UUID, nomination_id: UUID, at: datetime) -> None:
    """Somebody else may be named."""
    await lessons.locked(session, lesson_id)
    waiting = await nominations.unsettled(session, lesson_id)
    if waiting is not None and waiting.id == nomination_id:
        waiting.state, waiting.reason, waiting.settled_at = NominationState.WITHDRAWN, rules.LEFT, at
        await session.flush()


async def _take_back(session: AsyncSession, *, lesson_id: UUID, person_id: UUID, at: datetime) -> None:
    """Who is not there does not help to open it."""
    lesson = await lessons.locked(session, lesson_id)
    order = await order_queries.of_person(session, lesson_id, person_id)
    if order is not None and lesson.opened_at is None:
        order.withdrawn_at = at
        await session.flush()
