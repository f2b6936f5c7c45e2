"""Nominations of a lesson."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Nomination, NominationState
from ..rules.nominations import NominationMissing

_UNSETTLED = (NominationState.OPEN, NominationState.DATE_PROPOSED)


async def of_lesson(session: AsyncSession, lesson_id: UUID) -> list[Nomination]:
    """All of them, oldest first."""
    query = select(Nomination).where(col(Nomination.lesson_id) == lesson_id)
    return list((await session.execute(query.order_by(col(Nomination.id)))).scalars())


async def unsettled(session: AsyncSession, lesson_id: UUID) -> Nomination | None:
    """The one that waits for a word, if any."""
    query = select(Nomination).where(
        col(Nomination.lesson_id) == lesson_id, col(Nomination.state).in_(_UNSETTLED)
    )
    found: Nomination | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def one(
    session: AsyncSession,
    lesson_id: UUID,
    nomination_id: UUID,
    *,
    lecturer_id: UUID | None = None,
    anew: bool = False,
) -> Nomination:
    """One of a lesson; of this lecturer, if one is given; read `anew` under a lock. Raises NominationMissing."""
    query = select(Nomination).where(
        col(Nomination.id) == nomination_id, col(Nomination.lesson_id) == lesson_id
    )
    if lecturer_id is not None:
        query = query.where(col(Nomination.lecturer_id) == lecturer_id)
    query = query.execution_options(populate_existing=anew)
    found: Nomination | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise NominationMissing
    return found
