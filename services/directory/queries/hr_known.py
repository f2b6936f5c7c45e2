"""What is known of people and places when a plan is made; with locks when it is to be applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import Role

from ..models import Appointment, HrFieldOwner, HrWait, Membership, Organisation, Person, Workplace
from ..rules.hr.employment import first_day
from ..rules.hr.field_owners import AT_FIRST, Owner
from ..rules.hr.hr_records import HrRecord
from ..rules.hr.known_people import BRANCH, GROUP, Known, KnownPerson, Place, Places, Stay
from ..rules.hr.plan_items import Later
from ..rules.privacy.sealing import FieldKeys, Unopened, open_phone
from . import memberships

_SAME = (
    *("external_id", "employee_no", "name", "sex", "birth_on", "email", "post", "shift"),
    *("employment_type", "hired_on", "left_on", "departure", "active"),
    *("political_status", "development_stage", "joined_party_on", "regularised_on"),
)
PLACES = frozenset({"workplace", "branch", "group"})


@dataclass(frozen=True)
class Found:
    """What is known, and the rows it was read from."""

    known: Known
    rows: dict[UUID, Person]


async def everybody(session: AsyncSession, keys: FieldKeys, *, on: date, locked: bool) -> Found:
    """All people; `locked` until this transaction ends, in the order of their ids."""
    return await _found(session, select(Person), keys, on=on, locked=locked, places=PLACES)


async def of_record(
    session: AsyncSession, keys: FieldKeys, record: HrRecord, *, person_id: UUID | None, on: date
) -> Found:
    """Whoever one record may be about or meet, locked."""
    who = [col(Person.id) == person_id] if person_id else []
    if external_id := record.values.get("external_id"):
        who.append(col(Person.external_id) == external_id)
    if employee_no := record.values.get("employee_no"):
        who.append(col(Person.employee_no) == employee_no)
    query = select(Person).where(or_(*who))
    places = PLACES & {name for name, value in record.values.items() if value}
    return await _found(session, query, keys, on=on, locked=True, places=places)


async def owners(session: AsyncSession) -> dict[str, Owner]:
    """Who owns each field that can be owned."""
    named = {row.field: Owner(row.owner) for row in await session.exec(select(HrFieldOwner))}
    return {**AT_FIRST, **named}


async def owners_locked(session: AsyncSession) -> None:
    """Whoever would change them waits; where none is named yet, for the table's own sake."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("LOCK TABLE hr_field_owner IN SHARE ROW EXCLUSIVE MODE"))


async def _found(
    session: AsyncSession,
    query: Select[Any],
    keys: FieldKeys,
    *,
    on: date,
    locked: bool,
    places: frozenset[str] | set[str],
) -> Found:
    query = query.order_by(col(Person.id)).execution_options(populate_existing=True)
    people: Sequence[Person] = (
        (await session.execute(query.with_for_update() if locked else query)).scalars().all()
    )
    ids = [person.id for person in people]
    stays = await memberships.of_persons(session, ids) if ids else {}
    outsiders = await _outsiders(session, on) if ids else frozenset()
    waits = await _waits(session, ids) if ids else {}
    persons = [
        _person(person, keys, stays.get(person.id, []), waits.get(person.id), on, person.id in outsiders)
        for person in people
    ]
    return Found(
        Known(persons, **await _places(session, places), owners=await owners(session)),
        {person.id: person for person in people},
    )


def _person(
    row: Person,
    keys: FieldKeys,
    spans: Sequence[Membership],
    later: Later | None,
    on: date,
    outsider: bool,  # noqa: FBT001 - one of six things that belong together
) -> KnownPerson:
    stays = [Stay(span.branch_id, span.group_id, span.from_on, span.until_on) for span in spans]
    values = {name: getattr(row, name) for name in _SAME}
    values |= {"workplace": row.workplace_id, "phone": _opened(row, keys)}
    person = KnownPerson(row.id, values, row.hr_removed_at is not None, outsider, stays, later)
    if stay := person.stay_on(on):
        values |= {"branch": stay.branch_id, "group": stay.group_id}
    return person


def _opened(row: Person, keys: FieldKeys) -> str | None:
    try:
        return open_phone(keys, row.phone_sealed, row.id)
    except Unopened:  # the key is gone; what HR says next is sealed under the present one
        return ""


async def _outsiders(session: AsyncSession, on: date) -> frozenset[UUID]:
    held = select(Appointment.subject_id).where(
        col(Appointment.role) == Role.COMMUNITY_OFFICER.value,
        or_(col(Appointment.until_on).is_(None), col(Appointment.until_on) >= on),
    )
    return frozenset(await session.exec(held))


async def _waits(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Later]:
    found = await session.exec(select(HrWait).where(among(session, col(HrWait.person_id), ids)))
    return {row.person_id: Later(row.due_on, later_values(row.said)) for row in found}


def later_values(kept: dict[str, Any]) -> dict[str, Any]:
    """What waits, as it was before it became JSON."""
    left_on = kept.get("left_on")
    return {**kept, "left_on": first_day(left_on)} if left_on else dict(kept)


async def _places(session: AsyncSession, named: frozenset[str] | set[str]) -> dict[str, Places]:
    found: dict[str, Places] = {}
    if "workplace" in named:
        rows = await session.exec(select(Workplace).where(col(Workplace.hr_removed_at).is_(None)))
        found["workplaces"] = Places(map(_place, rows.all()))
    if named & {"branch", "group"}:
        nodes = (await session.exec(select(Organisation))).all()
        found["branches"] = Places(_place(node) for node in nodes if node.kind == BRANCH)
        found["groups"] = Places(_place(node) for node in nodes if node.kind == GROUP)
    return found


def _place(row: Workplace | Organisation) -> Place:
    return Place(row.id, row.kind, row.code, (row.title_zh, row.title_en), row.parent_id)
