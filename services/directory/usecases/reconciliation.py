"""Applying a plan: the people it names, their facts and its items, in the caller's transaction, however many."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import Table, delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.among import among
from shared.ids import new_id
from shared.messages import Messenger
from shared.outbox import Teller

from .. import queries
from ..models import EndingReason, HrSyncItem, HrWait, MembershipStatus, Person, PoliticalStatus
from ..rules.hr.hr_records import HrRecord, Source
from ..rules.hr.item_showing import shown, told
from ..rules.hr.plan_items import Item
from ..rules.hr.reconciliation import Asked, SyncMode, plan
from ..rules.hr.record_judging import MEMBERS
from ..rules.life.spans import holds
from ..rules.privacy.sealing import FieldKeys
from . import hr_leavers, hr_rows, memberships, messages
from .hr_leavers import Applying
from .telling import tell_persons

_STATUS = {
    PoliticalStatus.PARTY_MEMBER: MembershipStatus.FULL,
    PoliticalStatus.PROBATIONARY_MEMBER: MembershipStatus.PROBATIONARY,
}
_ITEMS: Table = HrSyncItem.metadata.tables[HrSyncItem.__tablename__]
_WAITS: Table = HrWait.metadata.tables[HrWait.__tablename__]


async def apply_one(
    session: AsyncSession,
    teller: Teller,
    record: HrRecord,
    *,
    keys: FieldKeys,
    source: Source,
    at: datetime,
    on: date,
    person_id: UUID | None = None,
    by: UUID | None = None,
) -> tuple[Person | None, Item]:
    """Plan one record and do what the plan says; unless nothing changes, its item is kept.

    `person_id` says whom it is about, whatever keys it names. Of an item that is rejected or in conflict nothing is
    done; the person is None if nobody is meant. Raises HrKeyTaken if another transaction was quicker.
    """
    found = await queries.hr_known.of_record(session, keys, record, person_id=person_id, on=on)
    asked = Asked(source, SyncMode.DELTA, on)
    [item] = plan([record], found.known, asked, pinned=person_id)
    applying = Applying(teller, keys, source, on, at, by=by)
    [item] = await apply(session, applying, [item], found.rows)
    if item.acts or item.findings:
        await keep_items(session, applying, [item])
    person = await session.get(Person, item.person_id, populate_existing=True) if item.person_id else None
    return person, item


async def apply(
    session: AsyncSession, applying: Applying, items: Sequence[Item], known: Mapping[UUID, Person]
) -> list[Item]:
    """Do what the items say; `known` are the people they name, locked. Who is new has an id in what comes back.

    Raises HrKeyTaken.
    """
    done = [replace(item, person_id=item.person_id or new_id()) if item.acts else item for item in items]
    acting = [item for item in done if item.acts]
    back = [
        item.person_id
        for item in acting
        if item.person_id in known and item.changes.get("active") == (False, True)
    ]
    acting = await hr_leavers.see_off(session, applying, acting, known)
    await hr_rows.write(session, applying.keys, acting, known, applying.at)
    await _keep_later(session, applying, acting)
    persons = await queries.persons.by_ids(
        session, [item.person_id for item in acting if item.person_id and item.changes]
    )
    await tell_persons(session, applying.teller, persons, applying.at)
    by_id = {person.id: person for person in persons}
    await _greet(session, applying, [by_id[each] for each in back if each])
    for item in acting:
        if item.person_id and _moves(item):
            await _move(session, applying, item, by_id[item.person_id])
    return done


async def keep_items(session: AsyncSession, applying: Applying, items: Sequence[Item]) -> None:
    """What became of each, for whoever asks later."""
    rows = [
        {
            "id": new_id(),
            "run_id": applying.run_id,
            "source": applying.source.value,
            "number": item.number,
            "kind": item.kind.value,
            "key": item.key[:100],
            "name": item.name,
            "person_id": item.person_id,
            "sheet": item.spot.sheet if item.spot else None,
            "row": item.spot.row if item.spot else None,
            "changes": shown(item.changes),
            "findings": [told(finding) for finding in item.findings],
            "due_on": item.later.due_on if item.later else None,
            "at": applying.at,
        }
        for item in items
    ]
    await bulk.insert(await session.connection(), _ITEMS, rows)


async def _keep_later(session: AsyncSession, applying: Applying, items: Sequence[Item]) -> None:
    """HR's newest word about a day to come takes the place of the one before."""
    spoken = [item for item in items if item.settles or item.later]
    ids = [item.person_id for item in spoken if item.person_id]
    if not ids:
        return
    await session.execute(delete(HrWait).where(among(session, col(HrWait.person_id), ids)))
    rows = [
        {
            "person_id": item.person_id,
            "due_on": item.later.due_on,
            "said": to_jsonable_python(dict(item.later.values)),
            "source": applying.source.value,
            "by_id": applying.by,
        }
        for item in spoken
        if item.later
    ]
    await bulk.insert(await session.connection(), _WAITS, rows)


async def _move(session: AsyncSession, applying: Applying, item: Item, person: Person) -> None:
    """Another branch, group or status from the plan's day on, as the branch itself would record it."""
    on, at, teller = applying.on, applying.at, applying.teller
    known = await queries.memberships.of_person(session, person.id)
    present = next((stay for stay in known if holds(stay, on)), None)
    branch_id, group_id = (present.branch_id, present.group_id) if present else (None, None)
    _, to_branch = item.changes.get("branch", (None, branch_id))
    _, to_group = item.changes.get("group", (None, group_id if to_branch == branch_id else None))
    status = _STATUS[PoliticalStatus(person.political_status or "")]
    places = await queries.organisations.by_ids(session, {each for each in (to_branch, to_group) if each})
    branch, group = places[to_branch], places[to_group] if to_group else None
    if present is None:
        await memberships.begin(
            session, teller, person=person, branch=branch, group=group, status=status, from_on=on, at=at
        )
    elif (to_branch, to_group, status) != (branch_id, group_id, present.status):
        reason = _reason(to_branch != branch_id, to_group != group_id)
        await memberships.move(
            session, teller, person, branch=branch, group=group, on=on, reason=reason, at=at, status=status
        )


async def _greet(session: AsyncSession, applying: Applying, back: Sequence[Person]) -> None:
    """Whoever guards accounts today, though the plan be as of a day that lies back."""
    if back:
        today = max(applying.on, applying.at.date())
        await messages.came_back(Messenger(session, applying.teller, applying.at, today), back)


def _moves(item: Item) -> bool:
    before, after = item.changes.get("political_status", (None, None))
    return bool({"branch", "group"} & item.changes.keys()) or {before, after} == MEMBERS


def _reason(branch_changes: bool, group_changes: bool) -> EndingReason:  # noqa: FBT001 - two answers, asked once
    if branch_changes:
        return EndingReason.TRANSFERRED
    return EndingReason.GROUP_CHANGED if group_changes else EndingReason.STATUS_CHANGED
