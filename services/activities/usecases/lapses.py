"""Six months running without organisation life: told once for each run. What it means, people decide."""

from datetime import date, datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.clock import day_of
from shared.db import Database
from shared.facts import Fact, fact
from shared.ids import new_id
from shared.outbox import Teller

from .. import events
from ..models import Lapse
from ..queries import attendances
from ..queries import lapses as queries
from ..rules import attendance_alerts as rules

LAPSE = Lapse.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ONCE = "ON CONFLICT (person_id, began_on) DO NOTHING RETURNING id"


class Lapses:
    """Looks once a day: a run grows with the calendar, and what is corrected or closed late is seen the next day."""

    def __init__(self) -> None:
        self._looked_on: date | None = None

    async def sweep(self, database: Database, at: datetime, *, teller: Teller, zone: ZoneInfo) -> int:
        """Says of how many it was told. It may run in several processes at once: a key lets one tell."""
        on = day_of(at, zone)
        if on == self._looked_on:
            return 0
        async with database.read() as view:
            people = await queries.often_absent(view, rules.looks_back(on), on)
        told = 0
        for person_id in people:
            told += await database.retrying(partial(_tell, person_id=person_id, on=on, at=at, teller=teller))
        self._looked_on = on
        return told


async def _tell(session: AsyncSession, *, person_id: UUID, on: date, at: datetime, teller: Teller) -> int:
    last = await queries.last_told(session, person_id)
    from_on = min(last, rules.looks_back(on)) if last else rules.looks_back(on)
    history = [row[1:] for row in await attendances.histories(session, [person_id], from_on, on)]
    found = rules.lapsed([each for each in history if each[0] >= rules.looks_back(on)], on)
    if found is None or (last and rules.told_before(history, last)):
        return 0
    row = {
        "id": new_id(),
        "person_id": person_id,
        "began_on": found.began_on.isoformat(),
        "lapsed_on": found.lapsed_on.isoformat(),
        "months": found.months,
        "told_at": at,
    }
    made = await bulk.insert(await session.connection(), LAPSE, [row], tail=_ONCE)
    if made:
        await teller.tell(session, [_fact(row["id"], person_id, found, at)])
    return len(made)


def _fact(lapse_id: object, person_id: UUID, found: rules.Lapsed, at: datetime) -> Fact:
    return fact(
        events.LIFE_LAPSED,
        source=events.SOURCE,
        subject=person_id,
        at=at,
        person_id=person_id,
        occurred_on=found.lapsed_on,
        source_id=lapse_id,
        lapse="organisation_life",
        months=found.months,
    )
