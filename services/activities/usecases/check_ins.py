"""The check-in desk: where the codes of a full room are redeemed at speed.

Everybody comes in the same minutes. Waiting check-ins gather while one commit runs and go together in the
next (`shared.batch`), by the very same rules as one alone.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit, bulk
from shared.audit import AUDIT
from shared.batch import Grouped
from shared.db import Database
from shared.idempotency import IDEMPOTENCY, remembered, replay

from ..models import ScanMethod
from ..queries import scans as queries
from .scans import Recorded, Seen, Sent, record


class Key(NamedTuple):
    """The request's Idempotency-Key, scoped to its caller and route, and the hash of its body."""

    scoped: str
    request_hash: str


class Visit(NamedTuple):
    """Somebody with a right code. `show` writes the answer."""

    seen: Seen
    key: Key
    client_id: str
    trace_id: str
    show: Callable[[Recorded], str]


class CheckIns:
    """One per service process."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database, self._zone = database, zone
        self._grouped: Grouped[Visit, Any] = Grouped(self._write)

    async def come(self, visit: Visit) -> str | None:
        """The answer, in the next grouped commit. None, and nothing written, if anything is out of the ordinary.

        Raises Replayed, IdempotencyKeyReused, Busy.
        """
        answer = await self._grouped.put(visit)
        if isinstance(answer, Exception):
            raise answer
        return None if answer is None else str(answer)

    async def close(self) -> None:
        """Take nobody new, write who waits."""
        await self._grouped.close()

    async def _write(self, visits: list[Visit]) -> list[Any]:
        async with self._database.write() as session:
            return await _together(session, visits, self._zone)


async def _together(session: AsyncSession, visits: Sequence[Visit], zone: ZoneInfo) -> list[Any]:
    """For each visit its answer, Replayed, a Refusal, or None for what must be looked at on its own."""
    known = await _known(session, visits)
    seen = [visit.seen for visit in visits]
    sittings = await queries.on_roll(
        session, {each.sitting_id for each in seen}, {each.person_id for each in seen}
    )
    answers: list[Any] = [known.get(visit.key.scoped) for visit in visits]
    places = [
        place
        for place, each in enumerate(seen)
        if answers[place] is None and (each.sitting_id, each.person_id) in sittings
    ]
    held = {sitting.id: sitting for sitting in sittings.values()}
    made = await record(session, [seen[place] for place in places], held, Sent(ScanMethod.CODE), zone)
    rows = []
    for place, each in zip(places, made, strict=True):
        if not each.refusal:
            answers[place] = visits[place].show(each)
            rows.append((visits[place], each, answers[place]))
    await _remember(session, rows)
    return answers


async def _known(session: AsyncSession, visits: Sequence[Visit]) -> dict[str, Exception]:
    hashes = {visit.key.scoped: visit.key.request_hash for visit in visits}
    found = await session.execute(select(IDEMPOTENCY).where(IDEMPOTENCY.c.key.in_(hashes)))
    return {
        row.key: replay(row.request_hash, hashes[row.key], row.status, row.body, row.etag) for row in found
    }


async def _remember(session: AsyncSession, rows: Sequence[tuple[Visit, Recorded, str]]) -> None:
    connection = await session.connection()
    await bulk.insert(connection, AUDIT, [_audit(visit, made) for visit, made, _ in rows])
    keys = sorted((_kept(visit, made, told) for visit, made, told in rows), key=lambda row: str(row["key"]))
    await bulk.insert(connection, IDEMPOTENCY, keys)


def _audit(visit: Visit, made: Recorded) -> dict[str, Any]:
    return audit.row(
        at=_at(visit),
        act="scan.make",
        actor_id=visit.seen.person_id,
        client_id=visit.client_id,
        object_id=str(made.attendance.id if made.attendance else visit.seen.sitting_id),
        trace_id=visit.trace_id,
    )


def _kept(visit: Visit, made: Recorded, told: str) -> dict[str, Any]:
    about = made.attendance.id if made.attendance else visit.seen.sitting_id
    return remembered(visit.key.scoped, visit.key.request_hash, 201, told, about, _at(visit))


def _at(visit: Visit) -> datetime:
    return visit.seen.received_at
