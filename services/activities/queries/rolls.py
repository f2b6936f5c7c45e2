"""Rolls, and from whom they are drawn."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.roster import PERSON

from ..models import RollLine
from ..rules.rolls import RollLineMissing


async def of_meeting(session: AsyncSession, meeting_id: UUID) -> list[RollLine]:
    """Everyone on the roll, in a fixed order."""
    query = select(RollLine).where(col(RollLine.meeting_id) == meeting_id).order_by(col(RollLine.person_id))
    return list((await session.execute(query)).scalars())


async def shown(
    session: AsyncSession, meeting_id: UUID, names: Collection[str]
) -> Sequence[Mapping[str, Any]]:
    """These columns of everyone on the roll, with the `name`, in the same order; no objects are made of the rows."""
    table = RollLine.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    query = (
        select(*(table.c[name] for name in names), func.coalesce(PERSON.c.name, "").label("name"))
        .outerjoin(PERSON, PERSON.c.id == table.c.person_id)
        .where(table.c.meeting_id == meeting_id)
        .order_by(table.c.person_id)
    )
    found: Sequence[Any] = (await session.execute(query)).mappings().all()
    return found


async def line(session: AsyncSession, meeting_id: UUID, person_id: UUID, *, lock: bool = False) -> RollLine:
    """Raises RollLineMissing."""
    query = select(RollLine).where(
        col(RollLine.meeting_id) == meeting_id, col(RollLine.person_id) == person_id
    )
    found: RollLine | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise RollLineMissing
    return found


async def known(session: AsyncSession, person_id: UUID) -> bool:
    """Whether the roster knows an active person."""
    query = select(PERSON.c.id).where(PERSON.c.id == person_id, PERSON.c.active.is_(True))
    return (await session.execute(query)).first() is not None


async def known_of(session: AsyncSession, people: Collection[UUID]) -> frozenset[UUID]:
    """Those of these people whom the roster knows as active."""
    query = select(PERSON.c.id).where(PERSON.c.id.in_(people), PERSON.c.active.is_(True))
    return frozenset((await session.execute(query)).scalars())


async def lines(
    session: AsyncSession, meeting_ids: Collection[UUID], people: Collection[UUID]
) -> dict[tuple[UUID, UUID], RollLine]:
    """The lines of these people on the rolls of these meetings, by meeting and person."""
    query = select(RollLine).where(
        col(RollLine.meeting_id).in_(meeting_ids), col(RollLine.person_id).in_(people)
    )
    return {(row.meeting_id, row.person_id): row for row in (await session.execute(query)).scalars()}
