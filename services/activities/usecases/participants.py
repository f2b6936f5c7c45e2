"""Participants: recorded as present by somebody who did not teach."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Lesson, LessonState, Participant
from ..queries import ratings as queries
from ..queries import rolls
from ..rules import lessons as lesson_rules
from ..rules.nominations import NomineeUnknown


async def record(
    session: AsyncSession, lesson: Lesson, present: Sequence[UUID], *, by: UUID, at: datetime
) -> None:
    """These were there too; who is recorded already stays so.

    Raises LessonNotInState, OwnLesson, NomineeUnknown.
    """
    lesson_rules.needs(lesson, LessonState.HELD)
    lesson_rules.not_own(lesson, by)
    here = set(await queries.participants(session, lesson.id))
    for person_id in sorted(set(present) - here):
        lesson_rules.not_own(lesson, person_id)
        if not await rolls.known(session, person_id):
            raise NomineeUnknown
        session.add(Participant(lesson_id=lesson.id, person_id=person_id, by_id=by, at=at))
    await session.flush()
