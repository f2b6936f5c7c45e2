"""Topics: proposed and voted for while the lesson asks for them."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Lesson, LessonState, Topic, TopicVote
from ..queries import rolls
from ..rules import topics as rules
from ..rules.lessons import needs
from ..rules.nominations import NomineeUnknown


async def propose(
    session: AsyncSession,
    lesson: Lesson,
    *,
    title: str,
    reason: str | None,
    lecturer_id: UUID | None,
    by: UUID,
    at: datetime,
) -> Topic:
    """A topic, perhaps with a lecturer in mind. Raises LessonNotInState, NomineeUnknown, TopicTwice."""
    needs(lesson, LessonState.TOPIC_OPEN)
    if lecturer_id is not None and not await rolls.known(session, lecturer_id):
        raise NomineeUnknown
    topic = Topic(lesson_id=lesson.id, title=title, reason=reason, lecturer_id=lecturer_id, by_id=by, at=at)
    await add_or_refuse(session, topic, _proposed_twice)
    return topic


async def vote(session: AsyncSession, lesson: Lesson, topic: Topic, *, by: UUID, at: datetime) -> None:
    """Want to hear it. Raises LessonNotInState, TopicVotedTwice."""
    needs(lesson, LessonState.TOPIC_OPEN)
    await add_or_refuse(session, TopicVote(topic_id=topic.id, person_id=by, at=at), _voted_twice)


async def _proposed_twice() -> Exception:
    return rules.TopicTwice()


async def _voted_twice() -> Exception:
    return rules.TopicVotedTwice()
