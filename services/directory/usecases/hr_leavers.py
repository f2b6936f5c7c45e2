"""Who leaves by HR's word, and who comes back: access ends at once, and a departure is recorded where HR says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.outbox import Teller

from .. import queries
from ..models import Departure, DepartureState, Person
from ..rules.hr.hr_records import Source
from ..rules.hr.plan_items import Item
from ..rules.privacy.sealing import FieldKeys
from . import departures, hr_rows

_LEAVING = frozenset({"active", "left_on", "departure"})


@dataclass(frozen=True)
class Applying:
    """Whose word it is, under which keys it is kept, when it is applied and as of which day."""

    teller: Teller
    keys: FieldKeys
    source: Source
    on: date
    at: datetime
    by: UUID | None = None
    run_id: UUID | None = None


async def see_off(
    session: AsyncSession, applying: Applying, items: Sequence[Item], known: Mapping[UUID, Person]
) -> list[Item]:
    """End access of all who leave; gives the items with what of them is still to be written."""
    gone = [item for item in items if item.changes.get("active") == (True, False)]
    back = [item.person_id for item in items if item.changes.get("active") == (False, True)]
    await _come_back(session, applying, [person_id for person_id in back if person_id in known])
    rest = [await _leave(session, applying, item, known) for item in items]
    # After the departures: each notes whether it was what closed the account, so that its reversal opens it.
    await hr_rows.end_access(session, [item.person_id for item in gone if item.person_id], applying.at)
    return rest


async def _leave(session: AsyncSession, applying: Applying, item: Item, known: Mapping[UUID, Person]) -> Item:
    if not applying.by or not item.person_id or not _says_why(item):
        return item
    person = known[item.person_id]
    # HR's word is newer than what was planned here.
    for planned in await queries.departures.of_person(session, person.id, DepartureState.PLANNED):
        planned.state, planned.undone_by, planned.undone_at = (
            DepartureState.REVERSED,
            applying.by,
            applying.at,
        )
    await session.flush()
    departure = Departure(
        person_id=person.id,
        reason=item.changes["departure"][1],
        on=item.changes["left_on"][1],
        by_id=applying.by,
        at=applying.at,
    )
    await departures.enter(session, applying.teller, departure, person=person, today=applying.on)
    rest = {name: pair for name, pair in item.changes.items() if name not in _LEAVING}
    return replace(item, changes=rest)


def _says_why(item: Item) -> bool:
    leaves = item.changes.get("active") == (True, False)
    return leaves and all(item.changes.get(name, (None, None))[1] for name in ("left_on", "departure"))


async def _come_back(session: AsyncSession, applying: Applying, person_ids: Sequence[UUID | None]) -> None:
    ids = [person_id for person_id in person_ids if person_id]
    if not ids:
        return
    those = and_(
        among(session, col(Departure.person_id), ids),
        col(Departure.state) == DepartureState.APPLIED.value,
    )
    values = {"state": DepartureState.RETURNED.value, "undone_by": applying.by, "undone_at": applying.at}
    statement = update(Departure).where(those).values(values)
    await session.execute(statement.execution_options(synchronize_session=False))
