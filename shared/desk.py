"""A desk: where requests of one kind are done together, each under its own key and with its own answer.

Everybody comes in the same minutes. Waiting requests gather while one commit runs and go together in the next
(`shared.batch`). What is done leaves its audit row and its remembered answer in that commit; a twin is answered as
the first was.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
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
from .shortway import Asked as ShortlyAsked


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

    @classmethod
    def of_short_way(cls, wanted: Any, asked: ShortlyAsked, route: str) -> "Asked":
        """The same of an ordinary request that came the short way."""
        key = scoped(asked.key, asked.access, route)
        return cls(wanted, asked.access, asked.at, key, fingerprint(asked.raw), asked.trace_id)


class Done(NamedTuple):
    """What came of it: the thing made, and the answer in JSON."""

    about: UUID
    body: str


Work = Callable[[AsyncSession, Sequence[Asked]], Awaitable[Sequence[Done | Refusal | None]]]
"""Does what is asked, in order, in the given transaction; one outcome for each, or None for what must be looked at
on its own and has changed nothing."""
Quick = Callable[[Sequence[Asked]], Awaitable[Mapping[int, str]]]
"""Does the ordinary ones by a statement of its own, which writes `audited` and `kept` too; their answers by place."""


class Desk:
    """One per service process and kind of request."""

    def __init__(self, database: Database, work: Work, quick: Quick | None = None) -> None:
        self._database, self._work, self._quick = database, work, quick
        self._grouped: Grouped[Asked, Any] = Grouped(self._write)

    async def ask(self, asked: Asked) -> str | None:
        """The answer, once it is committed; None if it must be asked on its own.

        Raises Replayed, IdempotencyKeyReused, Busy, and what `work` refuses.
        """
        answer = await self._grouped.put(asked)
        if isinstance(answer, Exception):
            raise answer
        return None if answer is None else str(answer)

    async def close(self) -> None:
        """Take nothing new, do what waits."""
        await self._grouped.close()

    async def _write(self, group: list[Asked]) -> list[Any]:
        answers: dict[int, Any] = dict(await self._quick(group)) if self._quick else {}
        left = [place for place in range(len(group)) if place not in answers]
        if left:
            work = partial(self._together, group=[group[place] for place in left])
            answers |= dict(zip(left, await self._database.retrying(work), strict=True))
        return [answers[place] for place in range(len(group))]

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


def _told(asked: Asked, first: Asked, outcome: Done | Refusal | None, *, again: bool) -> Any:
    """What the first of a key came to, or for its twin in the same group what that means."""
    if not isinstance(outcome, Done):
        return outcome
    if again:
        return replay(first.request_hash, asked.request_hash, 201, outcome.body, None)
    return outcome.body


async def _remember(session: AsyncSession, done: Sequence[tuple[Asked, Done]]) -> None:
    connection = await session.connection()
    await bulk.insert(connection, AUDIT, [audited(asked, outcome.about) for asked, outcome in done])
    rows = [kept(asked, outcome.about, outcome.body) for asked, outcome in done]
    await bulk.insert(connection, IDEMPOTENCY, sorted(rows, key=lambda row: str(row["key"])))


def audited(asked: Asked, about: UUID) -> dict[str, Any]:
    """The audit row of what was done."""
    return audit.row(
        at=asked.at,
        act=asked.access.act,
        actor_id=asked.access.person_id,
        client_id=asked.access.client_id,
        object_id=str(about),
        trace_id=asked.trace_id,
    )


def kept(asked: Asked, about: UUID, told: str) -> dict[str, Any]:
    """The row of the request's key with its answer."""
    return remembered(asked.key, asked.request_hash, 201, told, about, asked.at)
