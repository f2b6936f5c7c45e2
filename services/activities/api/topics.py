"""`/v1/lessons/{id}/topics`: proposed, and voted for."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once
from shared.types import Line, Prose, Read, Shape

from ..models import Topic
from ..queries import lessons
from ..queries import topics as queries
from ..usecases import topics

router = APIRouter(prefix="/v1/lessons/{lesson_id}/topics", tags=["lessons"])

Reader = Annotated[Access, may("lesson.read")]
Listener = Annotated[Access, may("lesson.join")]


class TopicCreate(Shape):
    """What one wants to hear about, why, and perhaps from whom (oneself, too)."""

    title: Line
    reason: Prose | None = None
    lecturer_id: UUID | None = None


class TopicRead(Read):
    """A topic with its votes; who voted is not shown."""

    id: UUID
    title: str
    reason: str | None
    lecturer_id: UUID | None
    by_id: UUID
    at: datetime
    votes: int
    voted: bool

    @classmethod
    def of(cls, row: Topic, votes: int, mine: int) -> "TopicRead":
        """With its numbers."""
        own = {name: getattr(row, name) for name in cls.model_fields if name not in {"votes", "voted"}}
        return cls(**own, votes=votes, voted=mine > 0)


class TopicsRead(Read):
    """The topics of a lesson, most wanted first."""

    items: list[TopicRead]


@router.get("", summary="题目 / Topics")
async def list_topics(lesson_id: UUID, reader: Reader, view: View) -> TopicsRead:
    """Most wanted first, then oldest."""
    lesson = await lessons.one(view, lesson_id, reader.grants, reader.person_id)
    found = await queries.of_lesson(view, lesson.id, reader.person_id)
    return TopicsRead(items=[TopicRead.of(*row) for row in found])


@router.post("", status_code=201, summary="点题:提出题目 / Propose a topic")
async def propose_topic(
    lesson_id: UUID, body: TopicCreate, listener: Listener, tx: Tx, now: Now, once: Once
) -> TopicRead:
    """While the lesson asks for topics."""
    lesson = await lessons.one(tx, lesson_id, listener.grants, listener.person_id, lock=True)
    row = await topics.propose(tx, lesson, **body.model_dump(), by=listener.person_id, at=now)
    return await once.keep(TopicRead.of(row, 0, 0), made=row.id)


@router.post("/{topic_id}/votes", status_code=201, summary="点题:投票 / Vote for a topic")
async def vote_for_topic(
    lesson_id: UUID, topic_id: UUID, listener: Listener, tx: Tx, now: Now, once: Once
) -> TopicsRead:
    """Once for each topic, for as many as one likes."""
    lesson = await lessons.one(tx, lesson_id, listener.grants, listener.person_id, lock=True)
    topic = await queries.one(tx, lesson.id, topic_id)
    await topics.vote(tx, lesson, topic, by=listener.person_id, at=now)
    found = await queries.of_lesson(tx, lesson.id, listener.person_id)
    return await once.keep(TopicsRead(items=[TopicRead.of(*row) for row in found]), made=topic.id)
