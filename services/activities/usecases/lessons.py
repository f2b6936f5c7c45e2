"""Lessons: planned, given a topic, scheduled, held, concluded, archived, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.facts import fact
from shared.outbox import Teller

from ..events import LESSON_GIVEN, SOURCE
from ..models import Lesson, LessonAudience, LessonState, LessonStep, LessonVenue, Topic
from ..queries import parameters
from ..queries import ratings as rating_queries
from ..rules import lessons as rules
from ..rules import ratings as rating_rules
from . import participants, ratings


@dataclass(frozen=True, slots=True)
class Room:
    """When and where a lesson is held."""

    starts_at: datetime
    ends_at: datetime
    place: str


async def plan(
    session: AsyncSession,
    branch_id: UUID,
    *,
    venue: LessonVenue,
    audience: LessonAudience,
    title: str,
    topic: str | None,
    by: UUID,
    at: datetime,
) -> Lesson:
    """A lesson that asks for topics or, with a topic, has one from the start."""
    lesson = Lesson(
        branch_id=branch_id,
        venue=venue,
        audience=audience,
        title=title,
        topic=topic,
        state=LessonState.TOPIC_CHOSEN if topic else LessonState.TOPIC_OPEN,
        planned_by=by,
        planned_at=at,
    )
    session.add(lesson)
    await session.flush()
    record(session, lesson, by, at)
    return lesson


async def choose(
    session: AsyncSession, lesson: Lesson, topic: Topic | str, *, by: UUID, at: datetime
) -> Lesson:
    """The committee picks a proposed topic, or sets one from a problem of the workshop.

    Only the first was really 点题. Raises LessonNotInState.
    """
    rules.needs(lesson, LessonState.TOPIC_OPEN)
    lesson.by_topic = isinstance(topic, Topic)
    lesson.topic = topic.title if isinstance(topic, Topic) else topic
    return await step(session, lesson, LessonState.TOPIC_CHOSEN, by, at)


async def schedule(session: AsyncSession, lesson: Lesson, room: Room, *, by: UUID, at: datetime) -> Lesson:
    """Set or move time and place. Raises as `rules.lessons.may_schedule`."""
    rules.may_schedule(lesson, room.starts_at, room.ends_at, at)
    lesson.starts_at, lesson.ends_at, lesson.place = room.starts_at, room.ends_at, room.place
    return await step(session, lesson, LessonState.SCHEDULED, by, at)


async def hold(
    session: AsyncSession, lesson: Lesson, present: Sequence[UUID], *, by: UUID, at: datetime
) -> Lesson:
    """It was held, and these were there. Raises LessonNotInState, OwnLesson, LessonNotBegun, NomineeUnknown."""
    rules.may_hold(lesson, by, at)
    await step(session, lesson, LessonState.HELD, by, at)
    await participants.record(session, lesson, present, by=by, at=at)
    return lesson


async def conclude(
    session: AsyncSession, lesson: Lesson, teller: Teller, *, zone: ZoneInfo, by: UUID, at: datetime
) -> Lesson:
    """Close the ratings, and tell `lesson.given` once if they are as good as the branch asks on its day.

    Raises LessonNotInState, OwnLesson, ReviewMissing.
    """
    rules.not_own(lesson, by)
    reviews = await rating_queries.reviews(session, lesson.id)
    rating_rules.may_conclude(lesson, [review.kind for review in reviews])
    given = await rating_queries.ratings(session, lesson.id)
    held_on = day_of(lesson.starts_at or at, zone)
    figures = await parameters.on(session, lesson.branch_id, held_on)
    tally = rating_rules.Tally.of(given, figures.minimum_group)
    await ratings.shuffle(session, given)
    lesson.by_comment = bool(reviews) and tally.count > 0
    await step(session, lesson, LessonState.REVIEWED, by, at)
    if tally.reaches(figures.good_rating):
        told = fact(
            LESSON_GIVEN,
            source=SOURCE,
            subject=lesson.lecturer_id,
            at=at,
            person_id=lesson.lecturer_id,
            occurred_on=held_on,
            source_id=lesson.id,
            rating=str(tally.overall),
        )
        await teller.tell(session, [told])
    return lesson


async def archive(session: AsyncSession, lesson: Lesson, *, by: UUID, at: datetime) -> Lesson:
    """Into the file. Raises LessonNotInState."""
    rules.needs(lesson, LessonState.REVIEWED)
    return await step(session, lesson, LessonState.ARCHIVED, by, at)


async def cancel(session: AsyncSession, lesson: Lesson, reason: str, *, by: UUID, at: datetime) -> Lesson:
    """It will not be held, and stays visible as cancelled. Raises LessonNotInState."""
    rules.needs(lesson, *rules.BEFORE_IT_IS_HELD)
    return await step(session, lesson, LessonState.CANCELLED, by, at, reason)


async def step(
    session: AsyncSession,
    lesson: Lesson,
    to: LessonState,
    by: UUID,
    at: datetime,
    reason: str | None = None,
) -> Lesson:
    """Bring a lesson into a state and write down who did."""
    lesson.state = to
    record(session, lesson, by, at, reason)
    await session.flush()
    return lesson


def record(session: AsyncSession, lesson: Lesson, by: UUID, at: datetime, reason: str | None = None) -> None:
    """Write down the state it is in."""
    session.add(LessonStep(lesson_id=lesson.id, state=lesson.state, reason=reason, by_id=by, at=at))
