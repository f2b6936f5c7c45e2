"""Questions about what a year came to. Whoever may ask sees everybody's."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, union
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among

from ..models import PeriodResult, Person, ServedRecord, Workplace


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a person's year; `minutes` are those of service that count."""

    periods: Sequence[PeriodResult]
    minutes: int
    updated_at: datetime


def listed(year: int, *, updated_since: datetime | None) -> Select[Any]:
    """Everybody of whom something was told of the year, or was told since."""
    heard = [
        select(kind.person_id).where(
            kind.year == year, *([kind.heard_at >= updated_since] if updated_since else [])
        )
        for kind in (PeriodResult, ServedRecord)
    ]
    return select(Person).where(col(Person.id).in_(union(*heard)))


async def told(session: AsyncSession, year: int, person_ids: Sequence[UUID]) -> dict[UUID, Told]:
    """Of each of these persons, periods oldest first."""
    results = select(PeriodResult).where(
        PeriodResult.year == year, among(session, col(PeriodResult.person_id), person_ids)
    )
    periods: dict[UUID, list[PeriodResult]] = defaultdict(list)
    for row in await session.exec(results.order_by(col(PeriodResult.ends_on))):
        periods[row.person_id].append(row)
    served = select(ServedRecord.person_id, func.sum(ServedRecord.minutes), func.max(ServedRecord.heard_at))
    served = served.where(ServedRecord.year == year, among(session, col(ServedRecord.person_id), person_ids))
    hours = {row[0]: row[1:] for row in await session.execute(served.group_by(col(ServedRecord.person_id)))}
    return {
        person_id: _told(periods[person_id], hours.get(person_id))
        for person_id in person_ids
        if person_id in hours or periods[person_id]
    }


def _told(periods: list[PeriodResult], served: Any) -> Told:
    """Of somebody of whom one or the other is known. `served`: minutes and when they were heard of."""
    minutes, heard_at = served or (0, None)
    heard = [*(each.heard_at for each in periods), *([heard_at] if heard_at else [])]
    return Told(periods, int(minutes), max(heard))


async def year_served(session: AsyncSession, person_id: UUID, source_id: UUID) -> int | None:
    """The year in which a service record was counted until now."""
    row = await session.get(ServedRecord, (person_id, source_id))
    return row.year if row else None


async def served(session: AsyncSession, person_id: UUID) -> tuple[dict[int, int], int]:
    """A person's minutes by year, and a number that rises with whatever is told of any of them."""
    query = select(ServedRecord.year, func.sum(ServedRecord.minutes), func.sum(ServedRecord.revision))
    query = query.where(ServedRecord.person_id == person_id).group_by(col(ServedRecord.year))
    rows = (await session.execute(query)).all()
    return {year: int(minutes) for year, minutes, _ in rows}, sum(int(told) for *_, told in rows)


async def workplaces(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Workplace]:
    """Places by id."""
    return {row.id: row for row in await session.exec(select(Workplace).where(col(Workplace.id).in_(ids)))}
