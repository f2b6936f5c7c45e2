"""Presence at the vote: people are marked as they come and go."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.ids import new_id

from ..models import Meeting, MeetingState, PresenceKind, PresenceMark
from ..queries import presences as queries
from ..queries import rolls
from ..rules import meetings as meeting_rules
from ..rules import presences as rules
from ..rules.rolls import RollLineMissing

MARK = PresenceMark.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it


async def mark(
    session: AsyncSession,
    meeting: Meeting,
    kind: PresenceKind,
    people: Sequence[UUID],
    *,
    by: UUID,
    at: datetime,
) -> list[UUID]:
    """Those for whom it was news; whoever is in already, by check-in or mark, is not marked again.

    Raises MeetingNotInState, RollLineMissing.
    """
    meeting_rules.needs(meeting, MeetingState.IN_SESSION)
    if not {line.person_id for line in await rolls.of_meeting(session, meeting.id)}.issuperset(people):
        raise RollLineMissing
    inside, marks = await queries.present(session, meeting.id, at), await queries.marks(session, meeting.id)
    before = {each.person_id: each.number for each in sorted(marks, key=lambda each: each.number)}
    rows = [
        {
            "id": new_id(),
            "meeting_id": meeting.id,
            "person_id": person_id,
            "number": number,
            "kind": kind.value,
            "by_id": by,
            "at": at,
        }
        for person_id in dict.fromkeys(people)
        if (number := rules.next_number(before.get(person_id, 0), kind, inside=person_id in inside))
    ]
    tail = "ON CONFLICT DO NOTHING RETURNING person_id"
    made = await bulk.insert(await session.connection(), MARK, rows, tail=tail)
    return [UUID(str(row.person_id)) for row in made]
