"""The check-in desk: where the codes of a full room are redeemed at speed.

Everybody comes in the same minutes. Waiting check-ins go together (`shared.desk`): the ordinary ones in one statement
(`at_once`), the others by the very same rules as one alone. A sitting is remembered for five seconds; whether it still
is as remembered is asked under its lock. What its branch goes by is remembered with it: for a day that has begun that
never changes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import Database
from shared.desk import Asked, Desk, Done, audited, kept
from shared.lately import Lately

from ..models import ScanMethod, Sitting
from ..queries import parameters
from ..queries import scans as queries
from ..rules.parameters import History, Parameters
from . import at_once
from .parameters import by_sitting
from .scans import Recorded, Seen, Sent, record


class Words(NamedTuple):
    """How an answer is written: to whatever a scan came to, and to somebody's first, from the attendance's columns."""

    of: Callable[[Recorded], str]
    first: Callable[[dict[str, Any]], str]


class Visit(NamedTuple):
    """Somebody with a right code: what is wanted of the desk."""

    seen: Seen
    words: Words


class Known(NamedTuple):
    """A sitting as it was read lately, what it goes by, and all that its branch ever decided of that."""

    sitting: Sitting
    figures: Parameters
    history: History


class CheckIns:
    """One per service process."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database, self._zone = database, zone
        self._sittings = Lately(self._read_sitting)
        self.desk = Desk(database, self._work, self._quick if database.dialect == "postgresql" else None)

    async def _quick(self, asked: Sequence[Asked]) -> dict[int, str]:
        known = await self._lately(asked)
        ordinary = [
            (place, row)
            for place, each in enumerate(asked)
            if (row := written(each, known.get(each.wanted.seen.sitting_id), self._zone))
        ]
        done = await at_once.write(self._database, [row for _, row in ordinary]) if ordinary else set()
        return {ordinary[n][0]: ordinary[n][1].kept["body"] for n in done}

    async def _work(self, session: AsyncSession, asked: Sequence[Asked]) -> list[Done | None]:
        return await _together(session, asked, await self._lately(asked), self._zone)

    async def _lately(self, asked: Sequence[Asked]) -> dict[UUID, Known]:
        ids = {each.wanted.seen.sitting_id for each in asked}
        lately = {sitting_id: await self._sittings.of(sitting_id) for sitting_id in ids}
        return {sitting_id: each for sitting_id, each in lately.items() if each}

    async def _read_sitting(self, sitting_id: UUID) -> Known | None:
        async with self._database.read() as session:
            sitting = await session.get(Sitting, sitting_id)
            if sitting is None:
                return None
            history = await parameters.history(session, sitting.branch_id)
        return Known(sitting, by_sitting(history, [sitting], self._zone)[sitting.id], history)


def written(asked: Asked, known: Known | None, zone: ZoneInfo) -> at_once.Written | None:
    """All that an ordinary check-in leaves; None if it is not one."""
    visit: Visit = asked.wanted
    coming = at_once.coming(visit.seen, known.sitting, known.figures, zone) if known else None
    if coming is None:
        return None
    about: UUID = coming.attendance["id"]
    told = visit.words.first(coming.attendance)
    return at_once.Written(coming, audited(asked, about), kept(asked, about, told))


async def _together(
    session: AsyncSession, asked: Sequence[Asked], lately: Mapping[UUID, Known], zone: ZoneInfo
) -> list[Done | None]:
    """For each visit what it came to, or None for what must be looked at on its own."""
    visits: list[Visit] = [each.wanted for each in asked]
    seen = [visit.seen for visit in visits]
    sittings = await queries.on_roll(
        session, {each.sitting_id for each in seen}, {each.person_id for each in seen}
    )
    places = [
        place
        for place, each in enumerate(seen)
        if (each.sitting_id, each.person_id) in sittings and each.sitting_id in lately
    ]
    held = {sitting.id: sitting for sitting in sittings.values() if sitting.id in lately}
    histories = {each.sitting.branch_id: each.history for each in lately.values()}
    marks, sent = [seen[place] for place in places], Sent(ScanMethod.CODE)
    made = await record(session, marks, held, sent, zone, histories)
    outcomes: list[Done | None] = [None] * len(asked)
    for place, each in zip(places, made, strict=True):
        if not each.refusal:
            about = each.attendance.id if each.attendance else seen[place].sitting_id
            outcomes[place] = Done(about, visits[place].words.of(each))
    return outcomes
