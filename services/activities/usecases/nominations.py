"""Nominations: somebody is named, and accepts, declines, or proposes a date. The lesson is locked before."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Lesson, LessonState, Nomination, NominationState
from ..queries import nominations as queries
from ..queries import rolls
from ..rules import lessons as lesson_rules
from ..rules import nominations as rules
from .lessons import step


async def name(
    session: AsyncSession, lesson: Lesson, lecturer_id: UUID, why: str | None, *, by: UUID, at: datetime
) -> Nomination:
    """Ask somebody to teach; whoever was named before is asked no longer. Naming oneself is accepting.

    Raises LessonNotInState, NomineeUnknown.
    """
    lesson_rules.needs(lesson, *lesson_rules.NAMEABLE)
    if not await rolls.known(session, lecturer_id):
        raise rules.NomineeUnknown
    before = await queries.unsettled(session, lesson.id)
    if before is not None:
        before.state, before.settled_at = NominationState.WITHDRAWN, at
    _start_anew(lesson)
    await step(session, lesson, LessonState.LECTURER_NAMED, by, at, why)
    nomination = Nomination(lesson_id=lesson.id, lecturer_id=lecturer_id, why=why, by_id=by, at=at)
    session.add(nomination)
    await session.flush()
    if lecturer_id == by:
        await _settle(session, lesson, nomination, NominationState.ACCEPTED, None, by, at)
    return nomination


async def answer(
    session: AsyncSession,
    lesson: Lesson,
    nomination: Nomination,
    verdict: NominationState,
    *,
    reason: str | None,
    starts_at: datetime | None,
    at: datetime,
) -> Nomination:
    """The word of whoever was named. Raises NominationSettled, ReasonNeeded, DateNeeded."""
    rules.unsettled(nomination, NominationState.OPEN)
    rules.answer(verdict, reason, starts_at, at)
    if verdict is NominationState.DATE_PROPOSED:
        nomination.state, nomination.reason, nomination.starts_at = verdict, reason, starts_at
        await session.flush()
        return nomination
    return await _settle(session, lesson, nomination, verdict, reason, nomination.lecturer_id, at)


async def agree(
    session: AsyncSession,
    lesson: Lesson,
    nomination: Nomination,
    verdict: NominationState,
    *,
    reason: str | None,
    by: UUID,
    at: datetime,
) -> Nomination:
    """The committee's word on a proposed date. Raises NominationSettled, OwnLesson, ReasonNeeded."""
    rules.unsettled(nomination, NominationState.DATE_PROPOSED)
    if nomination.lecturer_id == by:
        raise lesson_rules.OwnLesson
    rules.answer(verdict, reason, None, at)
    return await _settle(session, lesson, nomination, verdict, reason, by, at)


async def _settle(
    session: AsyncSession,
    lesson: Lesson,
    nomination: Nomination,
    verdict: NominationState,
    reason: str | None,
    by: UUID,
    at: datetime,
) -> Nomination:
    nomination.state, nomination.settled_at = verdict, at
    nomination.reason = reason or nomination.reason
    if verdict is NominationState.DECLINED:
        await step(session, lesson, LessonState.DECLINED, by, at, reason)
        return nomination
    lesson.lecturer_id, lesson.agreed_at = nomination.lecturer_id, nomination.starts_at
    lesson.by_lecturer = nomination.by_id != nomination.lecturer_id
    await step(session, lesson, LessonState.ACCEPTED, by, at)
    return nomination


def _start_anew(lesson: Lesson) -> None:
    """What hung on the lecturer before falls away: date, room, menu, reviewer."""
    lesson.lecturer_id = lesson.agreed_at = lesson.reviewer_id = None
    lesson.starts_at = lesson.ends_at = lesson.place = None
    lesson.menu_minimum = lesson.orders_until = lesson.opened_at = None
    lesson.by_lecturer = lesson.by_menu = False
