"""The scan desk: where a whole shift checks in at speed.

Everybody comes in the same minutes. Waiting scans gather while one commit runs and go together in the next
(`shared.batch`): the ordinary ones in one statement (`at_once`), the others by the very same rules as one alone. A
shift is remembered for five seconds; whether it still is as remembered is asked under its lock.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit, bulk
from shared.audit import AUDIT
from shared.batch import Grouped
from shared.clock import day_of
from shared.db import Database
from shared.idempotency import IDEMPOTENCY, remembered, replay
from shared.lately import Lately

from ..models import ScanMethod
from ..queries import parameters, service_records, shifts
from ..rules.shifts import ShiftMissing
from . import at_once
from .at_once import Known
from .service_scans import Recorded, Seen, Sent, record


class Key(NamedTuple):
    """The request's Idempotency-Key, scoped to its caller and route, and the hash of its body."""

    scoped: str
    request_hash: str


class Words(NamedTuple):
    """How an answer is written: to whatever a scan came to, and to somebody's first, from the record's columns."""

    of: Callable[[Recorded], str]
    first: Callable[[dict[str, Any]], str]


class Visit(NamedTuple):
    """Somebody with a right code."""

    seen: Seen
    key: Key
    client_id: str
    trace_id: str
    words: Words


class ScanDesk:
    """One per service process."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database, self._zone = database, zone
        self._shifts = Lately(self._read_shift)
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
        answers: dict[int, Any] = {}
        if self._database.dialect == "postgresql":
            lately = {each.seen.shift_id: await self._shifts.of(each.seen.shift_id) for each in visits}
            answers = await self._at_once(visits, {key: each for key, each in lately.items() if each})
        left = [place for place in range(len(visits)) if place not in answers]
        if left:
            async with self._database.write() as session:
                careful = await _together(session, [visits[place] for place in left], self._zone)
            answers |= dict(zip(left, careful, strict=True))
        return [answers[place] for place in range(len(visits))]

    async def _at_once(self, visits: Sequence[Visit], known: Mapping[UUID, Known]) -> dict[int, Any]:
        """The answers to the ordinary ones, by their places."""
        ordinary = [
            (place, row)
            for place, visit in enumerate(visits)
            if (row := written(visit, known.get(visit.seen.shift_id), self._zone))
        ]
        done = await at_once.write(self._database, [row for _, row in ordinary]) if ordinary else set()
        return {ordinary[n][0]: ordinary[n][1].kept["body"] for n in done}

    async def _read_shift(self, shift_id: UUID) -> Known | None:
        async with self._database.read() as session:
            try:
                shift, project = await service_records.place_of(session, shift_id)
            except ShiftMissing:
                return None
            day = day_of(shift.starts_at, self._zone)
            return Known(shift, project, await parameters.on(session, shift.branch_id, day))


def written(visit: Visit, known: Known | None, zone: ZoneInfo) -> at_once.Written | None:
    """All that an ordinary check-in leaves; None if it is not one."""
    coming = at_once.coming(visit.seen, known, zone) if known else None
    if coming is None:
        return None
    about: UUID = coming.record["id"]
    told = visit.words.first(coming.record)
    return at_once.Written(coming, _audit(visit, about), _kept(visit, about, told))


async def _together(session: AsyncSession, visits: Sequence[Visit], zone: ZoneInfo) -> list[Any]:
    """For each visit its answer, Replayed, a Refusal, or None for what must be looked at on its own."""
    known = await _known(session, visits)
    answers: list[Any] = [known.get(visit.key.scoped) for visit in visits]
    places = [place for place, answer in enumerate(answers) if answer is None]
    marks = [visits[place].seen for place in places]
    if not marks:
        return answers
    planned = {row.id: row for row in await shifts.by_ids(session, {seen.shift_id for seen in marks})}
    made = await record(session, marks, planned, Sent(ScanMethod.CODE), zone)
    rows = []
    for place, each in zip(places, made, strict=True):
        if not each.refusal:
            answers[place] = visits[place].words.of(each)
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
    about = [made.record.id if made.record else visit.seen.shift_id for visit, made, _ in rows]
    await bulk.insert(
        connection, AUDIT, [_audit(visit, each) for (visit, _, _), each in zip(rows, about, strict=True)]
    )
    keys = [_kept(visit, each, told) for (visit, _, told), each in zip(rows, about, strict=True)]
    await bulk.insert(connection, IDEMPOTENCY, sorted(keys, key=lambda row: str(row["key"])))


def _audit(visit: Visit, about: UUID) -> dict[str, Any]:
    return audit.row(
        at=visit.seen.received_at,
        act="service_scan.make",
        actor_id=visit.seen.person_id,
        client_id=visit.client_id,
        object_id=str(about),
        trace_id=visit.trace_id,
    )


def _kept(visit: Visit, about: UUID, told: str) -> dict[str, Any]:
    return remembered(visit.key.scoped, visit.key.request_hash, 201, told, about, visit.seen.received_at)
