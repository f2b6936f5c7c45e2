"""Courses: made of an approved material and questions of the bank, begun, closed."""

from collections.abc import Sequence
from datetime import date, datetime
from random import Random
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Access

from ..models import Attempt, Course, CourseQuestion, Material
from ..queries import attempts as attempt_queries
from ..queries import courses as queries
from ..queries import parameters, questions
from ..rules import courses as rules
from ..rules.materials import MaterialNotApproved
from . import attempts


async def make(
    session: AsyncSession,
    material: Material,
    title: str,
    question_ids: Sequence[UUID],
    pass_mark: int | None,
    *,
    by: UUID,
    at: datetime,
    today: date,
) -> Course:
    """A course over the version that is approved now; without a pass mark of its own it has the branch's.

    Raises MaterialNotApproved, CourseLength, QuestionMissing.
    """
    if material.approved is None:
        raise MaterialNotApproved
    figures = await parameters.on(session, material.branch_id, today)
    rules.may_test(len(set(question_ids)), figures.course_questions_least, figures.course_questions_most)
    chosen = await questions.newest(session, material.branch_id, list(dict.fromkeys(question_ids)))
    course = Course(
        branch_id=material.branch_id,
        title=title,
        material_id=material.id,
        material_number=material.approved,
        pass_mark=pass_mark or figures.pass_mark,
        by_id=by,
        at=at,
    )
    session.add(course)
    await session.flush()
    for position, version in enumerate(chosen, 1):
        session.add(CourseQuestion(course_id=course.id, position=position, version_id=version.id))
    await session.flush()
    return course


async def begin(
    session: AsyncSession, course: Course, who: Access, *, chance: Random, at: datetime
) -> Attempt:
    """A test, as often as one likes and without a time limit. The course is locked.

    Raises CourseClosed, AttemptRunning.
    """
    rules.is_open(course)
    before = await attempt_queries.at(session, who.person_id, course_id=course.id)
    attempts.none_running(before)
    attempt = Attempt(
        branch_id=course.branch_id,
        course_id=course.id,
        person_id=who.person_id,
        group_id=who.group_id,
        number=len(before) + 1,
        scored=True,
        total=0,
        started_at=at,
    )
    paper = await queries.questions(session, course.id)
    return await attempts.draw_up(session, attempt, paper, chance)


async def close(session: AsyncSession, course: Course, *, at: datetime) -> Course:
    """Nobody begins it any more; who has begun may end. The course is locked. Raises CourseClosed."""
    rules.is_open(course)
    course.closed_at = at
    await session.flush()
    return course
