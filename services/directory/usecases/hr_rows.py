"""Writing what a plan says into the rows of people, in a few statements for any number of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.among import among

from ..models import Account, KnownBrowser, Person, SignInSession, TokenFamily
from ..rules.hr.hr_sync_runs import HrKeyTaken
from ..rules.hr.plan_items import Item
from ..rules.life.names import pinyin
from ..rules.privacy.sealing import FieldKeys, seal_phone

_TABLE: Table = Person.metadata.tables[Person.__tablename__]
_NOT_COLUMNS = frozenset({"branch", "group"})
_KEPT = (
    *("id", "external_id", "employee_no", "name", "pinyin", "sex", "birth_on", "phone_sealed", "email"),
    *("workplace_id", "post", "shift", "employment_type", "hired_on", "left_on", "departure"),
    *("political_status", "development_stage", "joined_party_on", "regularised_on", "active"),
    *("hr_removed_at", "version", "rights_version", "modified_at"),
)


async def write(
    session: AsyncSession,
    keys: FieldKeys,
    items: Sequence[Item],
    known: Mapping[UUID, Person],
    at: datetime,
) -> None:
    """Make who is new and change who is `known`; those rows are locked. Raises HrKeyTaken."""
    there = [(known.get(item.person_id), item) for item in items if item.person_id]
    changed = [(row, item) for row, item in there if row and item.changes]
    new = [item for row, item in there if row is None]
    try:
        await _free_numbers(session, [row for row, item in changed if _gives_up_number(row, item)])
        connection = await session.connection()
        await bulk.update(connection, _TABLE, [_changed(row, item, keys, at) for row, item in changed])
        await bulk.insert(connection, _TABLE, [_new(item, keys, at) for item in new])
    except IntegrityError as error:
        raise HrKeyTaken from error


async def end_access(session: AsyncSession, person_ids: Sequence[UUID], at: datetime) -> None:
    """Whoever has left is signed in nowhere, and the account is closed; `rights_version` takes the force from tokens.

    It stays closed when they come back, until somebody has made sure who asks.
    """
    if not person_ids:
        return
    theirs = among(session, col(Account.person_id), person_ids)
    closing = update(Account).where(theirs, col(Account.disabled_at).is_(None)).values(disabled_at=at)
    await session.execute(closing.execution_options(synchronize_session=False))
    for table in (SignInSession, KnownBrowser, TokenFamily):
        gone = among(session, col(table.person_id), person_ids)
        await session.execute(delete(table).where(gone))


async def _free_numbers(session: AsyncSession, rows: Sequence[Person]) -> None:
    # Two may exchange numbers, and the database looks at each row as it is written.
    if rows:
        those = among(session, col(Person.id), [row.id for row in rows])
        statement = update(Person).where(those).values(employee_no=None)
        await session.execute(statement.execution_options(synchronize_session=False))


def _gives_up_number(row: Person, item: Item) -> bool:
    leaves = item.changes.get("active", (True, True))[1] is False
    return row.active and row.employee_no is not None and (leaves or "employee_no" in item.changes)


def _columns(item: Item, person_id: UUID, keys: FieldKeys) -> dict[str, Any]:
    values = {name: after for name, (_, after) in item.changes.items() if name not in _NOT_COLUMNS}
    if "workplace" in values:
        values["workplace_id"] = values.pop("workplace")
    if "phone" in values:
        values["phone_sealed"] = seal_phone(keys, values.pop("phone") or None, person_id)
    if "name" in values:
        values["pinyin"] = pinyin(values["name"])
    return values


def _changed(row: Person, item: Item, keys: FieldKeys, at: datetime) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _KEPT} | _columns(item, row.id, keys)
    if values["active"]:
        values["hr_removed_at"] = None  # who comes back is there again for HR too
    rights = "active" in item.changes
    return values | {
        "version": row.version + 1,
        "rights_version": row.rights_version + rights,
        "modified_at": at,
    }


def _new(item: Item, keys: FieldKeys, at: datetime) -> dict[str, Any]:
    assert item.person_id  # noqa: S101 - given before anything is written
    blank = dict.fromkeys(_KEPT) | {"id": item.person_id, "pinyin": "", "active": True}
    counted = {"version": 1, "rights_version": 1, "created_at": at, "modified_at": at}
    return blank | _columns(item, item.person_id, keys) | counted
