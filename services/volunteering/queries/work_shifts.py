"""Work shifts of people, and the own ones."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import PERSON, fence

from ..models import WorkShift
from ..rules.work_shifts import REST_MOST


def visible(grants: Collection[Grant]) -> Select[WorkShift]:
    """The own ones."""
    return select(WorkShift).where(fence(list(grants), person=col(WorkShift.person_id)))


def narrowed(
    query: Select[WorkShift], starts_from: datetime | None, starts_before: datetime | None
) -> Select[WorkShift]:
    """By what a list may be asked for."""
    if starts_from is not None:
        query = query.where(col(WorkShift.starts_at) >= starts_from)
    return query if starts_before is None else query.where(col(WorkShift.starts_at) < starts_before)


async def around(
    session: AsyncSession,
    person_ids: Collection[UUID],
    starts_at: datetime,
    ends_at: datetime,
    within: timedelta = REST_MOST,
) -> dict[UUID, list[WorkShift]]:
    """Shifts of these people that touch the span or lie within so long before or after it, by person, first first."""
    query = select(WorkShift).where(
        among(session, col(WorkShift.person_id), person_ids),
        col(WorkShift.starts_at) < ends_at + within,
        col(WorkShift.ends_at) > starts_at - within,
    )
    found: dict[UUID, list[WorkShift]] = defaultdict(list)
    for row in (await session.execute(query.order_by(col(WorkShift.starts_at)))).scalars():
        found[row.person_id].append(row)
    return found


async def beside(
    session: AsyncSession,
    person_ids: Collection[UUID],
    starts_at: datetime,
    ends_at: datetime,
    most: timedelta,
) -> dict[UUID, list[WorkShift]]:
    """Shifts of these people that begin outside the span and could reach into it, or be reached from it."""
    rows = await around(session, person_ids, starts_at, ends_at, most)
    return {
        person_id: [each for each in held if not starts_at <= each.starts_at < ends_at]
        for person_id, held in rows.items()
    }


async def known_locked(session: AsyncSession, person_ids: Collection[UUID] | None) -> set[UUID]:
    """Those of these people whom the roster knows, or all; locked in order: of two who replace the same one waits."""
    query = select(PERSON.c.id).order_by(PERSON.c.id).with_for_update()
    if person_ids is not None:
        query = query.where(among(session, PERSON.c.id, person_ids))
    return set((await session.execute(query)).scalars())


async def holders(session: AsyncSession, starts_at: datetime, ends_at: datetime) -> set[UUID]:
    """Whoever has a shift that begins in the span."""
    query = select(col(WorkShift.person_id)).where(_begins(starts_at, ends_at)).distinct()
    return set((await session.execute(query)).scalars())


async def clear(
    session: AsyncSession, person_ids: Collection[UUID], starts_at: datetime, ends_at: datetime
) -> None:
    """Remove what begins in the span, of these people."""
    whose = among(session, col(WorkShift.person_id), person_ids)
    await session.execute(delete(WorkShift).where(whose, _begins(starts_at, ends_at)))


async def forget(session: AsyncSession, before: datetime) -> None:
    """Remove what was over by then: it bars nothing any more, and is nobody's business."""
    await session.execute(delete(WorkShift).where(col(WorkShift.ends_at) < before))


def _begins(starts_at: datetime, ends_at: datetime) -> ColumnElement[bool]:
    return (col(WorkShift.starts_at) >= starts_at) & (col(WorkShift.starts_at) < ends_at)
