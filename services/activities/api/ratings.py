"""`/v1/lessons/{id}/ratings`, participants and review: who was there, and what was said."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, day_of
from shared.db import Tx, View
from shared.idempotency import Once, OnceUnread
from shared.types import Points, Prose, Read, Shape

from ..models import LessonState, ReviewKind
from ..queries import lessons, parameters
from ..queries import ratings as queries
from ..rules import ratings as rules
from ..usecases import participants, ratings
from .lessons import LessonRead, People, whole

router = APIRouter(prefix="/v1/lessons/{lesson_id}", tags=["lessons"])

Reader = Annotated[Access, may("lesson.read")]
Planner = Annotated[Access, may("lesson.write")]
Listener = Annotated[Access, may("lesson.join")]
Mark = Annotated[int, Field(ge=1, le=5)]


class ParticipantsCreate(Shape):
    """Who was there too."""

    participants: People


class ParticipantRead(Read):
    """Somebody recorded as present."""

    person_id: UUID
    name: str


class ParticipantsRead(Read):
    """Those recorded as present."""

    items: list[ParticipantRead]


class RatingCreate(Shape):
    """Three marks from 1 to 5, and words if one likes."""

    content: Mark
    usefulness: Mark
    delivery: Mark
    comment: Prose | None = None


class RatingReceiptRead(Read):
    """The rating has been counted; nothing says what it was."""

    lesson_id: UUID
    rated: bool


class ReviewerCreate(Shape):
    """Who is asked to comment."""

    reviewer_id: UUID


class LessonReviewCreate(Shape):
    """What is said."""

    text: Prose


class LessonReviewRead(Read):
    """The reviewer's comment, or the lecturer's answer."""

    kind: ReviewKind
    text: str
    by_id: UUID
    at: datetime


class RatingsRead(Read):
    """Means to two places and the comments, without names; null and empty while too few have rated (`minimum_group`).

    Before the lesson is concluded only the number is shown.
    """

    rated: bool
    count: int
    content: Points | None
    usefulness: Points | None
    delivery: Points | None
    overall: Points | None
    comments: list[str]
    reviews: list[LessonReviewRead]


@router.get("/participants", summary="到课人员 / Participants")
async def list_participants(lesson_id: UUID, planner: Planner, view: View) -> ParticipantsRead:
    """For the committee."""
    lesson = await lessons.within(view, lesson_id, planner.grants, lock=False)
    found = await queries.participants(view, lesson.id)
    names = await roster.names(view, set(found))
    return ParticipantsRead(
        items=[ParticipantRead(person_id=each, name=names.get(each, "")) for each in found]
    )


@router.post("/participants", status_code=201, summary="补登到课人员 / Add participants")
async def add_participants(
    lesson_id: UUID, body: ParticipantsCreate, planner: Planner, tx: Tx, now: Now, once: Once
) -> LessonRead:
    """Until the lesson is concluded."""
    lesson = await lessons.within(tx, lesson_id, planner.grants)
    await participants.record(tx, lesson, body.participants, by=planner.person_id, at=now)
    return await once.keep(await whole(tx, lesson), made=lesson.id)


@router.post("/ratings", status_code=201, summary="点评:打分 / Rate a lesson")
async def rate_lesson(
    lesson_id: UUID, body: RatingCreate, listener: Listener, tx: Tx, once: OnceUnread
) -> RatingReceiptRead:
    """Once, by whoever is recorded as present. Nothing that is kept, not even a hash, says who rated how."""
    lesson = await lessons.one(tx, lesson_id, listener.grants, listener.person_id, lock=True)
    await ratings.rate(tx, lesson, ratings.Marks(**body.model_dump()), by=listener.person_id)
    return await once.keep(RatingReceiptRead(lesson_id=lesson.id, rated=True), made=lesson.id)


@router.get("/ratings", summary="评价结果 / Ratings")
async def read_ratings(
    lesson_id: UUID, reader: Reader, view: View, now: Now, request: Request
) -> RatingsRead:
    """Means and comments once the lesson is concluded and enough have rated."""
    lesson = await lessons.one(view, lesson_id, reader.grants, reader.person_id)
    found = await queries.ratings(view, lesson.id)
    held_on = day_of(lesson.starts_at or now, request.app.state.zone)
    figures = await parameters.on(view, lesson.branch_id, held_on)
    tally = rules.Tally.of(found, figures.minimum_group)
    open_ = lesson.state in {LessonState.REVIEWED, LessonState.ARCHIVED} and tally.shown
    return RatingsRead(
        rated=await queries.rated(view, lesson.id, reader.person_id),
        count=tally.count,
        content=tally.mean(tally.content) if open_ else None,
        usefulness=tally.mean(tally.usefulness) if open_ else None,
        delivery=tally.mean(tally.delivery) if open_ else None,
        overall=tally.overall if open_ else None,
        comments=[row.comment for row in found if row.comment] if open_ else [],
        reviews=[LessonReviewRead.model_validate(row) for row in await queries.reviews(view, lesson.id)],
    )


@router.post("/reviewer", status_code=201, summary="指定点评人 / Appoint a reviewer")
async def appoint_reviewer(
    lesson_id: UUID, body: ReviewerCreate, planner: Planner, tx: Tx, once: Once
) -> LessonRead:
    """Not the lecturer."""
    lesson = await lessons.within(tx, lesson_id, planner.grants)
    lesson = await ratings.appoint(tx, lesson, body.reviewer_id)
    return await once.keep(await whole(tx, lesson), made=lesson.id)


@router.post("/review", status_code=201, summary="点评 / Comment as the reviewer")
async def review_lesson(
    lesson_id: UUID, body: LessonReviewCreate, listener: Listener, tx: Tx, now: Now, once: Once
) -> LessonReviewRead:
    """Once."""
    lesson = await lessons.one(tx, lesson_id, listener.grants, listener.person_id, lock=True)
    row = await ratings.review(tx, lesson, ReviewKind.COMMENT, body.text, by=listener.person_id, at=now)
    return await once.keep(LessonReviewRead.model_validate(row), made=row.id)


@router.post("/review-answer", status_code=201, summary="答复点评 / Answer as the lecturer")
async def answer_review(
    lesson_id: UUID, body: LessonReviewCreate, listener: Listener, tx: Tx, now: Now, once: Once
) -> LessonReviewRead:
    """Once."""
    lesson = await lessons.one(tx, lesson_id, listener.grants, listener.person_id, lock=True)
    row = await ratings.review(tx, lesson, ReviewKind.ANSWER, body.text, by=listener.person_id, at=now)
    return await once.keep(LessonReviewRead.model_validate(row), made=row.id)
