"""The feed: what was heard becomes the newest state of its subject, and gets its place from whoever numbers.

A number taken from a sequence is taken before commit, and a reader who goes by it misses what commits late. So
writers give none: one at a time, under the lock of the head, gives places to what is committed. Whoever sees a place
sees all before it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk

from .. import queries
from ..models import FeedEvent
from ..rules.outward import feed as rules
from ..rules.outward.feed import EventType

AT_ONCE = 500
_TABLE = FeedEvent.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_NEWER = (
    "ON CONFLICT (key) DO UPDATE SET revision = excluded.revision, data = excluded.data, party = excluded.party,"
    " at = excluded.at, position = NULL WHERE feed_event.revision < excluded.revision RETURNING key"
)


async def put(
    session: AsyncSession,
    kind: EventType,
    subject: UUID,
    *words: str,
    revision: int,
    data: dict[str, Any],
    at: datetime,
) -> bool:
    """The newest state of a subject, or of what `words` name of it. Says whether it is newer than what was known."""
    row = _row(kind, subject, *words, revision=revision, data=data, party=None, at=at)
    return bool(await bulk.insert(await session.connection(), _TABLE, [row], _NEWER))


def _row(
    kind: EventType,
    subject: UUID,
    *words: str,
    revision: int,
    data: dict[str, Any],
    party: dict[str, Any] | None,
    at: datetime,
) -> dict[str, Any]:
    return {
        "key": ":".join((kind.value, str(subject), *words)),
        "type": kind.value,
        "subject": str(subject),
        "revision": revision,
        "data": data,
        "party": party,
        "at": at,
    }


async def put_persons(session: AsyncSession, person_ids: Sequence[UUID], at: datetime) -> None:
    """Persons as the directory has them now; machines are in the roster too, and are nobody for HR."""
    people = await queries.persons.by_ids(session, person_ids)
    workplaces = {person.workplace_id for person in people if person.workplace_id}
    places = await queries.annual_results.workplaces(session, list(workplaces))
    memberships = await queries.memberships.of_persons(session, [person.id for person in people])
    rows = [
        _row(
            EventType.PERSON_CHANGED,
            person.id,
            revision=person.version,
            data=rules.person_data(person, places.get(person.workplace_id) if person.workplace_id else None),
            party=rules.party_data(person, memberships.get(person.id, [])),
            at=at,
        )
        for person in people
    ]
    await bulk.insert(await session.connection(), _TABLE, rows, _NEWER)


async def take_in_left_out(session: AsyncSession, at: datetime) -> int:
    """Persons who were here before the feed, as many as fit into one transaction; says how many."""
    left_out = await queries.feed.persons_left_out(session, AT_ONCE)
    await put_persons(session, left_out, at)
    return len(left_out)


async def number(session: AsyncSession) -> list[FeedEvent]:
    """Give places to what has none, one process at a time; says which, in order."""
    head = await queries.feed.head(session, lock=True)
    rows = list(await queries.feed.waiting(session, AT_ONCE))
    for row in rows:
        head.position += 1
        row.position = head.position
    await session.flush()
    return rows


async def forget_old(session: AsyncSession, at: datetime) -> int:
    """From now on the feed begins where its events are young enough; says where that is."""
    head = await queries.feed.head(session, lock=True)
    head.kept_from = max(head.kept_from, await queries.feed.last_before(session, at - rules.KEPT))
    await session.flush()
    return head.kept_from
