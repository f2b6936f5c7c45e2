"""A desk: where requests of one kind are done together, each under its own key and with its own answer.

Everybody comes in the same minutes. Waiting requests gather while one commit runs and go together in the next
(`shared.batch`). What is done leaves its audit row and its remembered answer in that commit; a twin is answered as
the first was.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from . import audit, bulk
from .audit import AUDIT
from .auth.principal import Access
from .batch import Grouped
from .db import Database
from .errors import Refusal
from .idempotency import IDEMPOTENCY, fingerprint, remembered, replay, scoped


class Asked(NamedTuple):
    """One request: what is wanted, by whom, when, and under which key."""

    wanted: Any
    access: Access
    at: datetime
    key: str
    request_hash: str
    trace_id: str

    @classmethod
    def of(
        cls,
        wanted: Any,
        access: Access,
        at: datetime,
        *,
        route: str,
        key: str | None,
        raw: bytes,
        trace_id: str,
    ) -> "Asked":
        """Raises IdempotencyKeyMissing."""
        return cls(wanted, access, at, scoped(key, access, route), fingerprint(raw), trace_id)


class Done(NamedTuple):
    """What came of it: the thing made, and the answer in JSON."""

    about: UUID
    body: str


Work = Callable[[AsyncSession, Sequence[Asked]], Awaitable[Sequence[Done | Refusal]]]
"""Does what is asked, in order, in the given transaction; one outcome for each."""


class Desk:
    """One per service process and kind of request."""

    def __init__(self, database: Database, work: Work) -> None:
        self._database, self._work = database, work
        self._grouped: Grouped[Asked, Any] = Grouped(self._write)

    async def ask(self, asked: Asked) -> str:
        """The answer, once it is committed. Raises Replayed, IdempotencyKeyReused, Busy, and what `work` refuses."""
        answer = await self._grouped.put(asked)
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    async def close(self) -> None:
        """Take nothing new, do what waits."""
        await self._grouped.close()

    async def _write(self, group: list[Asked]) -> list[Any]:
        return await self._database.retrying(partial(self._together, group=group))

    async def _together(self, session: AsyncSession, group: list[Asked]) -> list[Any]:
        answers = await _before(session, group)
        fresh = {
            group[place].key: place for place, answer in reversed([*enumerate(answers)]) if answer is None
        }
        first = sorted(fresh.values())
        outcomes = await self._work(session, [group[place] for place in first]) if first else []
        found = dict(zip(first, outcomes, strict=True))
        done = [(group[place], outcome) for place, outcome in found.items() if isinstance(outcome, Done)]
        if done:
            await _remember(session, done)
        for place, asked in enumerate(group):
            if answers[place] is None:
                earlier = fresh[asked.key]
                answers[place] = _told(asked, group[earlier], found[earlier], again=place != earlier)
        return answers


async def _before(session: AsyncSession, group: Sequence[Asked]) -> list[Any]:
    """What each was answered before, or None."""
    hashes = {each.key: each.request_hash for each in group}
    found = await session.execute(select(IDEMPOTENCY).where(IDEMPOTENCY.c.key.in_(hashes)))
    known = {row.key: row for row in found}
    return [
        replay(row.request_hash, each.request_hash, row.status, row.body, row.etag)
        if (row := known.get(each.key))
        else None
        for each in group
    ]


def _told(asked: Asked, first: Asked, outcome: Done | Refusal, *, again: bool) -> Any:
    """What the first of a key came to, or for its twin in the same group what that means."""
    if not isinstance(outcome, Done):
        return outcome
    if again:
        return replay(first.request_hash, asked.request_hash, 201, outcome.body, None)
    return outcome.body


async def _remember(session: AsyncSession, done: Sequence[tuple[Asked, Done]]) -> None:
    connection = await session.connection()
    await bulk.insert(connection, AUDIT, [_audited(asked, outcome.about) for asked, outcome in done])
    kept = [
        remembered(asked.key, asked.request_hash, 201, outcome.body, outcome.about, asked.at)
        for asked, outcome in done
    ]
    await bulk.insert(connection, IDEMPOTENCY, sorted(kept, key=lambda row: str(row["key"])))


def _audited(asked: Asked, about: UUID) -> dict[str, Any]:
    return audit.row(
        at=asked.at,
        act=asked.access.act,
        actor_id=asked.access.person_id,
        client_id=asked.access.client_id,
        object_id=str(about),
        trace_id=asked.trace_id,
    )
