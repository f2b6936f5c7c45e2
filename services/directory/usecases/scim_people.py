"""People as HR delivers them by SCIM: made, changed, let go, and brought back as the same ones.

What HR says goes through the one reconciliation; here is only what SCIM has of its own: the name it calls a person by,
deletion, and errors in its own words. Source: RFC 7644 §3.3, §3.5, §3.6, §3.12.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from scim2_models import (
    InvalidValueException,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    UniquenessException,
)
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import Teller
from shared.types import text_fault

from .. import queries
from ..models import Person, Workplace
from ..queries import scim, scim_keys
from ..rules.hr import scim_people
from ..rules.hr.hr_records import HrRecord, Source
from ..rules.hr.hr_sync_runs import HrKeyTaken
from ..rules.hr.plan_items import REFUSED, Item, ItemKind
from ..rules.life.names import pinyin
from ..rules.privacy.sealing import FieldKeys, Unopened, normal_phone, unseal
from . import persons, reconciliation
from .adding import flush
from .telling import mark, tell_persons

_KEYS = ("external_id", "employee_no")
_LONGEST_KEY = 100
_HELD = frozenset({"key_held", "employee_no_held", "key_doubled"})


@dataclass(frozen=True)
class Delivery:
    """The transaction of a delivery, with what every step of it needs."""

    session: AsyncSession
    teller: Teller
    keys: FieldKeys
    at: datetime
    on: date
    by: UUID | None = None


async def take_in(delivery: Delivery, resource: Resource[Any]) -> Person:
    """Somebody new, or somebody known to come back or to be called by a SCIM name for the first time.

    Raises UniquenessException for whom SCIM has already, InvalidValueException for what cannot be.
    """
    values = checked(scim_people.new(resource))
    user_name: str = resource.user_name or ""  # type: ignore[attr-defined] # of `User`
    if not user_name:
        raise InvalidValueException(detail="缺少 userName / userName is missing")
    known = await scim_keys.meant(delivery.session, values)
    if known and known.active and known.hr_removed_at is None and known.user_name is not None:
        raise _taken("该人员已存在 / The person is there already")
    await _check_name(delivery, user_name, known.id if known else None)
    values.setdefault("active", True)
    person = await _bring(delivery, known, values)
    person.hr_removed_at = None
    call(person, user_name)
    written(person, delivery.at)
    await flush(delivery.session, HrKeyTaken)
    return person


async def _bring(delivery: Delivery, known: Person | None, values: dict[str, Any]) -> Person:
    if known is None and not any(values.get(key) for key in _KEYS):
        known = await _begin_without_key(delivery, values["name"])
    person, item = await _apply(delivery, values, known.id if known else None)
    if known is None and item.kind is not ItemKind.CREATE:
        raise _taken("该人员刚被录入 / The person was taken in a moment ago")
    return person


async def _begin_without_key(delivery: Delivery, name: str) -> Person:
    """Somebody for whom HR gives neither its key nor a number is known by the SCIM name alone."""
    person = Person(name=name, pinyin=pinyin(name), created_at=delivery.at, modified_at=delivery.at)
    return await persons.take_in(delivery.session, delivery.teller, person, delivery.at)


async def change(delivery: Delivery, person: Person, before: Resource[Any], after: Resource[Any]) -> Person:
    """What the client wants otherwise than it was. The row is locked.

    Raises UniquenessException, InvalidValueException.
    """
    values = checked(scim_people.changed(before, after))
    user_name: str = after.user_name or ""  # type: ignore[attr-defined] # of `User`
    if not user_name:
        raise InvalidValueException(detail="缺少 userName / userName is missing")
    renamed = user_name != person.user_name
    if renamed:
        await _check_name(delivery, user_name, person.id)
    if values:
        person, _ = await _apply(delivery, values, person.id)
    emptied = [key for key in _KEYS if key in values and values[key] is None]
    if renamed or emptied:
        await _set_own(delivery, person, user_name if renamed else None, emptied)
    return person


async def _set_own(delivery: Delivery, person: Person, user_name: str | None, emptied: list[str]) -> None:
    """What no other source does: another SCIM name, or a key taken away."""
    if user_name:
        call(person, user_name)
    for key in emptied:
        setattr(person, key, None)
    written(person, delivery.at)
    mark(person, rights=False)
    await flush(delivery.session, HrKeyTaken)
    await tell_persons(delivery.session, delivery.teller, [person], delivery.at)


async def remove(delivery: Delivery, person: Person) -> None:
    """HR deletes: the person is let go and no longer there for SCIM; all history stays."""
    if person.active:
        person, _ = await _apply(delivery, {"active": False}, person.id)
    person.hr_removed_at = delivery.at
    written(person, delivery.at)
    await delivery.session.flush()


async def locked(delivery: Delivery, person_id: str | None) -> Person:
    """The person, nobody else's to change. Raises NotFoundException."""
    row = await queries.persons.locked(delivery.session, _id(person_id))
    if row is None or row.hr_removed_at is not None:
        raise missing(person_id)
    return row


def phone_of(delivery: Delivery, person: Person) -> str | None:
    """For a change to start from. None if there is none, or none that can be opened any more."""
    if person.phone_sealed is None:
        return None
    try:
        return unseal(delivery.keys, person.phone_sealed, about=person.id, field="phone")
    except Unopened:
        return None


def require(version: str | None, expected: str | None) -> None:
    """Raises PreconditionFailedException if it has changed since."""
    if expected is not None and version != expected:
        raise PreconditionFailedException(detail="已被修改,请重新读取 / It has changed since you read it")


def missing(resource_id: str | None) -> NotFoundException:
    """There is none, or none any more."""
    return NotFoundException(detail=f"不存在 / No such resource: {str(resource_id)[:100]!r}")


def written(row: Person | Workplace, at: datetime) -> None:
    """The row changes in this transaction, so that it is new to whoever asks for what is."""
    row.modified_at = at
    flag_modified(row, "modified_at")  # the same instant twice would look like no change


def _id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise missing(text) from None


async def _apply(
    delivery: Delivery, values: Mapping[str, Any], person_id: UUID | None
) -> tuple[Person, Item]:
    try:
        person, item = await reconciliation.apply_one(
            delivery.session,
            delivery.teller,
            HrRecord(values),
            keys=delivery.keys,
            source=Source.SCIM,
            at=delivery.at,
            on=delivery.on,
            person_id=person_id,
            by=delivery.by,
        )
    except HrKeyTaken as error:
        raise _taken(f"{HrKeyTaken.zh} / {HrKeyTaken.en}") from error
    if item.kind in REFUSED or person is None:
        raise _refused(item)
    return person, item


def _refused(item: Item) -> Exception:
    errors = [finding for finding in item.findings if finding.is_error]
    words = "; ".join(f"{each.column or ''}: {each.zh} / {each.en}" for each in errors)
    if any(each.code in _HELD for each in errors):
        return _taken(words)
    return InvalidValueException(detail=words)


def _taken(words: str) -> UniquenessException:
    return UniquenessException(detail=words)


async def _check_name(delivery: Delivery, user_name: str, own_id: UUID | None) -> None:
    if await scim_keys.named(delivery.session, user_name, besides=own_id):
        raise _taken("userName 已被使用 / Another person has this userName")


def call(person: Person, user_name: str) -> None:
    """The name for SCIM, and the same as it is compared."""
    person.user_name, person.user_name_key = user_name, scim.user_name_key(user_name)


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """Raises InvalidValueException for a telephone number that is none, never repeating it, and for a key too long."""
    if given := values.get("phone"):
        values["phone"] = normal_phone(given)
        if values["phone"] is None:
            raise InvalidValueException(detail="phoneNumbers: 不是电话号码 / Not a telephone number")
    key = values.get("external_id")
    if key and (len(key) > _LONGEST_KEY or text_fault(key, breaks=False)):
        raise InvalidValueException(
            detail=f"externalId: 最长 {_LONGEST_KEY} 个普通字符 / {_LONGEST_KEY} plain characters at most"
        )
    return values
