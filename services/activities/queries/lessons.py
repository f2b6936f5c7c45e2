"""Lessons that a caller may see, and what belongs to them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import fence

from ..models import (
    Lesson,
    LessonAudience,
    LessonState,
    LessonStep,
    LessonVenue,
    Nomination,
    Outline,
    Participant,
)
from ..rules.lessons import LessonMissing


def visible(grants: Sequence[Grant], caller_id: UUID) -> Select[Lesson]:
    """Lessons of the own branch, those for all staff, and those one was asked to give or was present at."""
    reached = fence(grants, branch=col(Lesson.branch_id))
    for_all = col(Lesson.audience) == LessonAudience.STAFF
    return select(Lesson).where(or_(reached, for_all, _concerns(caller_id)))


def _concerns(person_id: UUID) -> ColumnElement[bool]:
    named = select(col(Nomination.lesson_id)).where(col(Nomination.lecturer_id) == person_id)
    present = select(col(Participant.lesson_id)).where(col(Participant.person_id) == person_id)
    lesson_id = col(Lesson.id)
    return or_(lesson_id.in_(named), lesson_id.in_(present), col(Lesson.reviewer_id) == person_id)


async def one(
    session: AsyncSession, lesson_id: UUID, grants: Sequence[Grant], caller_id: UUID, *, lock: bool = False
) -> Lesson:
    """Raises LessonMissing."""
    return await _found(session, visible(grants, caller_id).where(col(Lesson.id) == lesson_id), lock=lock)


async def within(
    session: AsyncSession, lesson_id: UUID, grants: Sequence[Grant], *, lock: bool = True
) -> Lesson:
    """A lesson that the rights reach, for whoever acts on it. Raises LessonMissing."""
    reached = fence(grants, branch=col(Lesson.branch_id))
    return await _found(session, select(Lesson).where(reached, col(Lesson.id) == lesson_id), lock=lock)


async def of_lecturer(session: AsyncSession, lesson_id: UUID, lecturer_id: UUID) -> Lesson:
    """The lesson, locked, if this is its accepted lecturer. Raises LessonMissing."""
    own = select(Lesson).where(col(Lesson.id) == lesson_id, col(Lesson.lecturer_id) == lecturer_id)
    return await _found(session, own, lock=True)


async def locked(session: AsyncSession, lesson_id: UUID) -> Lesson:
    """A lesson that another row already led to."""
    return await _found(session, select(Lesson).where(col(Lesson.id) == lesson_id), lock=True)


async def _found(session: AsyncSession, query: Select[Lesson], *, lock: bool) -> Lesson:
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: Lesson | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise LessonMissing
    return found


def in_state(
    query: Select[Lesson], state: LessonState | None, venue: LessonVenue | None, *, menu: bool
) -> Select[Lesson]:
    """Narrowed by what a list may be asked for; `menu` leaves what can be ordered."""
    if menu:
        query = query.where(col(Lesson.menu_minimum).is_not(None), col(Lesson.state) == LessonState.PREPARED)
    if state is not None:
        query = query.where(col(Lesson.state) == state)
    return query if venue is None else query.where(col(Lesson.venue) == venue)


async def steps(session: AsyncSession, lesson_id: UUID) -> list[LessonStep]:
    """How the lesson came to where it is, oldest first."""
    query = select(LessonStep).where(col(LessonStep.lesson_id) == lesson_id)
    return list((await session.execute(query.order_by(col(LessonStep.id)))).scalars())


async def outlines(session: AsyncSession, lesson_id: UUID) -> list[Outline]:
    """Every version, oldest first."""
    query = select(Outline).where(col(Outline.lesson_id) == lesson_id)
    return list((await session.execute(query.order_by(col(Outline.number)))).scalars())
