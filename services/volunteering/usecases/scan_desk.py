"""The scan desk: where a whole shift checks in at speed.

Everybody comes in the same minutes. Waiting scans go together (`shared.desk`): the ordinary ones in one statement
(`at_once`), the others by the very same rules as one alone. A shift is remembered for five seconds; whether it still is
as remembered is asked under its lock.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.db import Database
from shared.desk import Asked, Desk, Done, audited, kept
from shared.lately import Lately

from ..models import ScanMethod
from ..queries import parameters, service_records, shifts
from ..rules.shifts import ShiftMissing
from . import at_once
from .at_once import Known
from .service_scans import Recorded, Seen, Sent, record


class Words(NamedTuple):
    """How an answer is written: to whatever a scan came to, and to somebody's first, from the record's columns."""

    of: Callable[[Recorded], str]
    first: Callable[[dict[str, Any]], str]


class Visit(NamedTuple):
    """Somebody with a right code: what is wanted of the desk."""

    seen: Seen
    words: Words


class ScanDesk:
    """One per service process."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database, self._zone = database, zone
        self._shifts = Lately(self._read_shift)
        self.desk = Desk(database, self._work, self._quick if database.dialect == "postgresql" else None)

    async def _quick(self, asked: Sequence[Asked]) -> dict[int, str]:
        lately = {key: await self._shifts.of(key) for key in {each.wanted.seen.shift_id for each in asked}}
        ordinary = [
            (place, row)
            for place, each in enumerate(asked)
            if (row := written(each, lately[each.wanted.seen.shift_id], self._zone))
        ]
        done = await at_once.write(self._database, [row for _, row in ordinary]) if ordinary else set()
        return {ordinary[n][0]: ordinary[n][1].kept["body"] for n in done}

    async def _work(self, session: AsyncSession, asked: Sequence[Asked]) -> list[Done | None]:
        """For each visit what it came to, or None for what must be looked at on its own."""
        visits: list[Visit] = [each.wanted for each in asked]
        marks = [visit.seen for visit in visits]
        planned = {row.id: row for row in await shifts.by_ids(session, {seen.shift_id for seen in marks})}
        made = await record(session, marks, planned, Sent(ScanMethod.CODE), self._zone)
        return [
            None if each.refusal else Done(_about(visit, each), visit.words.of(each))
            for visit, each in zip(visits, made, strict=True)
        ]

    async def _read_shift(self, shift_id: UUID) -> Known | None:
        async with self._database.read() as session:
            try:
                shift, project = await service_records.place_of(session, shift_id)
            except ShiftMissing:
                return None
            day = day_of(shift.starts_at, self._zone)
            return Known(shift, project, await parameters.on(session, shift.branch_id, day))


def written(asked: Asked, known: Known | None, zone: ZoneInfo) -> at_once.Written | None:
    """All that an ordinary check-in leaves; None if it is not one."""
    visit: Visit = asked.wanted
    coming = at_once.coming(visit.seen, known, zone) if known else None
    if coming is None:
        return None
    about: UUID = coming.record["id"]
    told = visit.words.first(coming.record)
    return at_once.Written(coming, audited(asked, about), kept(asked, about, told))


def _about(visit: Visit, made: Recorded) -> UUID:
    return made.record.id if made.record else visit.seen.shift_id
