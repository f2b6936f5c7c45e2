"""Courses that a caller may see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Course, CourseQuestion, Passing, QuestionVersion
from ..rules.courses import CourseMissing


def visible(grants: Sequence[Grant]) -> Select[Course]:
    """Of the own branch."""
    return select(Course).where(fence(grants, branch=col(Course.branch_id)))


async def one(
    session: AsyncSession, course_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Course:
    """Raises CourseMissing."""
    query = visible(grants).where(col(Course.id) == course_id)
    found: Course | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise CourseMissing
    return found


async def by_id(session: AsyncSession, course_id: UUID) -> Course:
    """A course that another row already led to."""
    found: Course = (await session.execute(select(Course).where(col(Course.id) == course_id))).scalar_one()
    return found


async def questions(session: AsyncSession, course_id: UUID) -> list[QuestionVersion]:
    """Its test, in order."""
    query = (
        select(QuestionVersion)
        .join(CourseQuestion, col(CourseQuestion.version_id) == col(QuestionVersion.id))
        .where(col(CourseQuestion.course_id) == course_id)
        .order_by(col(CourseQuestion.position))
    )
    return list((await session.execute(query)).scalars())


async def passed(session: AsyncSession, ids: Sequence[UUID], person_id: UUID) -> set[UUID]:
    """Which of these courses or contests the person has passed."""
    query = select(col(Passing.subject_id)).where(
        col(Passing.subject_id).in_(ids), col(Passing.person_id) == person_id
    )
    return set((await session.execute(query)).scalars())
