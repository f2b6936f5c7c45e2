"""Ratings and reviews: what is said of a lesson once it has been held. The lesson is locked before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.db import add_or_refuse

from ..models import Lesson, LessonState, Rating, RatingReceipt, Review, ReviewKind
from ..queries import ratings as queries
from ..queries import rolls
from ..rules import lessons as lesson_rules
from ..rules import ratings as rules
from ..rules.nominations import NomineeUnknown

RATING = Rating.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it


@dataclass(frozen=True, slots=True)
class Marks:
    """Three marks from 1 to 5, and words if any."""

    content: int
    usefulness: int
    delivery: int
    comment: str | None


async def rate(session: AsyncSession, lesson: Lesson, marks: Marks, *, by: UUID) -> None:
    """Judge a lesson, once. Raises LessonNotInState, OwnLesson, NotPresent, RatedTwice."""
    lesson_rules.needs(lesson, LessonState.HELD)
    lesson_rules.not_own(lesson, by)
    if by not in await queries.participants(session, lesson.id):
        raise rules.NotPresent
    await add_or_refuse(session, RatingReceipt(lesson_id=lesson.id, person_id=by), _rated_twice)
    session.add(
        Rating(
            lesson_id=lesson.id,
            content=marks.content,
            usefulness=marks.usefulness,
            delivery=marks.delivery,
            comment=marks.comment,
        )
    )
    await session.flush()


async def shuffle(session: AsyncSession, ratings: Sequence[Rating]) -> None:
    """Write them anew, all at once: where and by which transaction a row came says nothing then."""
    if not ratings:
        return
    rows = [
        {
            "id": uuid4(),
            "lesson_id": each.lesson_id,
            "content": each.content,
            "usefulness": each.usefulness,
            "delivery": each.delivery,
            "comment": each.comment,
        }
        for each in ratings
    ]
    await session.execute(delete(Rating).where(col(Rating.lesson_id) == ratings[0].lesson_id))
    rows.sort(key=lambda row: str(row["id"]))
    await bulk.insert(await session.connection(), RATING, rows)


async def appoint(session: AsyncSession, lesson: Lesson, reviewer_id: UUID) -> Lesson:
    """Ask somebody to comment; not the lecturer. Raises LessonNotInState, OwnLesson, NomineeUnknown, ReviewTwice."""
    lesson_rules.needs(lesson, LessonState.SCHEDULED, LessonState.HELD)
    lesson_rules.not_own(lesson, reviewer_id)
    if not await rolls.known(session, reviewer_id):
        raise NomineeUnknown
    if await queries.reviews(session, lesson.id):
        raise rules.ReviewTwice
    lesson.reviewer_id = reviewer_id
    await session.flush()
    return lesson


async def review(
    session: AsyncSession, lesson: Lesson, kind: ReviewKind, text: str, *, by: UUID, at: datetime
) -> Review:
    """The appointed reviewer comments; the lecturer answers. Raises LessonNotInState, NotTheReviewer, ReviewTwice."""
    if by != (lesson.reviewer_id if kind is ReviewKind.COMMENT else lesson.lecturer_id):
        raise rules.NotTheReviewer
    lesson_rules.needs(lesson, LessonState.HELD)
    said = Review(lesson_id=lesson.id, kind=kind, text=text, by_id=by, at=at)
    await add_or_refuse(session, said, _said_twice)
    return said


async def _rated_twice() -> Exception:
    return rules.RatedTwice()


async def _said_twice() -> Exception:
    return rules.ReviewTwice()
