"""Outlines: submitted by the lecturer, decided by the publicity commissioner. The lesson is locked before."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Lesson, LessonState, Outline, Verdict
from ..queries import lessons as queries
from ..rules import lessons as lesson_rules
from ..rules import outlines as rules
from .lessons import step


async def submit(
    session: AsyncSession, lesson: Lesson, text: str, minutes: int, *, by: UUID, at: datetime
) -> Outline:
    """The next version. Raises LessonNotInState, OutlineWaits."""
    lesson_rules.needs(lesson, LessonState.ACCEPTED)
    before = await queries.outlines(session, lesson.id)
    own = [outline for outline in before if outline.by_id == by]
    rules.may_submit(own[-1] if own else None)
    outline = Outline(
        lesson_id=lesson.id, number=len(before) + 1, text=text, minutes=minutes, by_id=by, at=at
    )
    session.add(outline)
    await session.flush()
    return outline


async def decide(
    session: AsyncSession, lesson: Lesson, verdict: Verdict, reason: str | None, *, by: UUID, at: datetime
) -> Outline:
    """Approve or return the latest version; approved, the lesson is prepared.

    Raises LessonNotInState, OwnLesson, OutlineMissing, OutlineDecided, ReasonNeeded.
    """
    lesson_rules.needs(lesson, LessonState.ACCEPTED)
    lesson_rules.not_own(lesson, by)
    versions = await queries.outlines(session, lesson.id)
    if not versions or versions[-1].by_id != lesson.lecturer_id:
        raise rules.OutlineMissing
    outline = versions[-1]
    rules.may_decide(outline, verdict, reason)
    outline.verdict, outline.reason = verdict, reason
    outline.decided_by, outline.decided_at = by, at
    await session.flush()
    if verdict is Verdict.APPROVED:
        await step(session, lesson, LessonState.PREPARED, by, at)
    return outline
