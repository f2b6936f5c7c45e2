"""Contenders of an evaluation, and what they were given."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of

from ..models import Contender, ContenderResult, Lesson, Meeting, MeetingKind, Settlement
from ..rules.contenders import ContenderMissing, was_given
from ..rules.lessons import LessonMissing
from ..rules.meetings import MeetingMissing


async def of_evaluation(session: AsyncSession, evaluation_id: UUID) -> list[Contender]:
    """All of them, withdrawn ones too, in the order of proposal."""
    query = select(Contender).where(col(Contender.evaluation_id) == evaluation_id)
    query = query.order_by(col(Contender.id)).execution_options(populate_existing=True)
    return list((await session.execute(query)).scalars())


async def standing(session: AsyncSession, evaluation_id: UUID) -> list[Contender]:
    """Those not withdrawn, in the order of proposal."""
    return [each for each in await of_evaluation(session, evaluation_id) if each.withdrawn_at is None]


async def one(session: AsyncSession, evaluation_id: UUID, contender_id: UUID) -> Contender:
    """Raises ContenderMissing."""
    found = [each for each in await of_evaluation(session, evaluation_id) if each.id == contender_id]
    if not found:
        raise ContenderMissing
    return found[0]


async def lesson(
    session: AsyncSession, lesson_id: UUID, branch_id: UUID, zone: ZoneInfo
) -> tuple[Lesson, date | None]:
    """A lesson of the branch, and the day on which it was held, if it was. Raises LessonMissing."""
    query = select(Lesson).where(col(Lesson.id) == lesson_id, col(Lesson.branch_id) == branch_id)
    found: Lesson | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise LessonMissing
    held = was_given(found) and found.starts_at is not None
    return found, day_of(found.starts_at, zone) if held and found.starts_at else None


async def theme_day_held_on(session: AsyncSession, meeting_id: UUID, branch_id: UUID) -> date | None:
    """The day on which a theme day of the branch was held, if it was. Raises MeetingMissing."""
    query = (
        select(col(Meeting.id), col(Settlement.held_on))
        .outerjoin(Settlement, col(Settlement.meeting_id) == col(Meeting.id))
        .where(
            col(Meeting.id) == meeting_id,
            col(Meeting.branch_id) == branch_id,
            col(Meeting.kind) == MeetingKind.THEME_DAY,
        )
    )
    found = (await session.execute(query)).first()
    if found is None:
        raise MeetingMissing
    held_on: date | None = found.held_on
    return held_on


async def results(session: AsyncSession, evaluation_id: UUID) -> dict[UUID, ContenderResult]:
    """What was published, by contender."""
    query = select(ContenderResult).where(col(ContenderResult.evaluation_id) == evaluation_id)
    return {row.contender_id: row for row in (await session.execute(query)).scalars()}
