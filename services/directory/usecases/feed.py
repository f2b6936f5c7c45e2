"""The feed: what was heard becomes the newest state of its subject, and gets its place from whoever numbers.

A number taken from a sequence is taken before commit, and a reader who goes by it misses what commits late. So
writers give none: one at a time, under the lock of the head, gives places to what is committed. Whoever sees a place
sees all before it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.facts import Fact
from shared.inbox import Heard

from .. import queries
from ..models import FeedEvent, Person
from ..rules import feed as rules
from ..rules.feed import EventType

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
    party: dict[str, Any] | None = None,
) -> bool:
    """The newest state of a subject, or of what `words` name of it. Says whether it is newer than what was known."""
    row = {
        "key": ":".join((kind.value, str(subject), *words)),
        "type": kind.value,
        "subject": str(subject),
        "revision": revision,
        "data": data,
        "party": party,
        "at": at,
    }
    return bool(await bulk.insert(await session.connection(), _TABLE, [row], _NEWER))


async def hear_person(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """A person as the directory has it now; machines are in the roster too, and are nobody for HR."""
    person = await queries.persons.one(session, UUID(fact.subject))
    if person is None:
        return "ignored", None
    return ("applied" if await _put_person(session, person, at) else "ignored"), None


async def _put_person(session: AsyncSession, person: Person, at: datetime) -> bool:
    places = await queries.annual_results.workplaces(
        session, [person.workplace_id] if person.workplace_id else []
    )
    return await put(
        session,
        EventType.PERSON_CHANGED,
        person.id,
        revision=person.version,
        data=rules.person_data(person, places.get(person.workplace_id) if person.workplace_id else None),
        party=rules.party_data(person, await queries.memberships.of_person(session, person.id)),
        at=at,
    )


async def take_in_left_out(session: AsyncSession, at: datetime) -> int:
    """Persons who were here before the feed, as many as fit into one transaction; says how many."""
    left_out = await queries.feed.persons_left_out(session, AT_ONCE)
    for person_id in left_out:
        person = await queries.persons.one(session, person_id)
        if person is not None:
            await _put_person(session, person, at)
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
