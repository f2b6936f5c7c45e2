"""Workplaces as HR delivers them by SCIM: workshops made, renamed and closed, and people moved between them.

A group that SCIM makes is a workshop below the one factory; teams stand below workshops, which SCIM cannot say, and
are set up at `/v1/workplaces`. Everybody works at one place: joining one is leaving another.
"""

from typing import Any
from uuid import UUID

from scim2_models import ConflictException, InvalidValueException, Resource, UniquenessException
from sqlalchemy.exc import IntegrityError

from shared.types import Title

from .. import queries
from ..models import Workplace, WorkplaceKind
from ..queries import scim
from ..rules.hr import scim_people as showing
from ..rules.hr.field_owners import may_set
from ..rules.hr.hr_records import Source
from . import persons, workplaces
from .scim_people import Delivery, missing, written


async def take_in(delivery: Delivery, resource: Resource[Any]) -> Workplace:
    """A new workshop, or a closed one opened again under its code.

    Raises UniquenessException, ConflictException, InvalidValueException.
    """
    title, code = _title(resource), _code(resource)
    row = await queries.workplaces.coded(delivery.session, code) if code else None
    if row and row.hr_removed_at is None:
        raise UniquenessException(detail="该编码的单位已存在 / There is a workplace with this code")
    if row is None:
        row = await workplaces.set_up(
            delivery.session,
            kind=WorkplaceKind.WORKSHOP,
            title=Title(zh=title, en=title),
            parent_id=await _factory(delivery),
            branch_id=None,
        )
    row.hr_removed_at = None
    row.created_at = row.created_at if row.version > 1 else delivery.at
    _write(row, title, code)
    await _flush(delivery, row)
    await _assign(delivery, row, showing.members_of(resource), was=[])
    return row


async def change(
    delivery: Delivery, row: Workplace, before: Resource[Any], after: Resource[Any]
) -> Workplace:
    """Another title, code or staff. The row is locked. Raises UniquenessException, InvalidValueException."""
    _write(row, _title(after), _code(after))
    await _flush(delivery, row)
    await _assign(delivery, row, showing.members_of(after), was=showing.members_of(before))
    return row


async def remove(delivery: Delivery, row: Workplace) -> None:
    """HR closes it. Raises ConflictException while anybody works there or anything stands below."""
    if await queries.workplaces.is_used(delivery.session, row.id):
        raise ConflictException(
            detail="单位内还有人员或下级单位,请先移走 / People or teams are still there; move them first"
        )
    row.hr_removed_at = delivery.at
    await _flush(delivery, row)


async def locked(delivery: Delivery, workplace_id: str | None) -> Workplace:
    """The workplace, nobody else's to change. Raises NotFoundException."""
    try:
        wanted = UUID(workplace_id or "")
    except ValueError:
        raise missing(workplace_id) from None
    row = await delivery.session.get(Workplace, wanted, with_for_update=True, populate_existing=True)
    if row is None or row.hr_removed_at is not None or row.kind == WorkplaceKind.FACTORY:
        raise missing(workplace_id)
    return row


async def _factory(delivery: Delivery) -> UUID:
    factories = await queries.workplaces.factories(delivery.session)
    if len(factories) != 1:
        raise ConflictException(
            detail="不能确定所属工厂,请在 /v1/workplaces 设立 / There is not exactly one factory; use /v1/workplaces"
        )
    return factories[0].id


def _title(resource: Any) -> str:
    if not resource.display_name:
        raise InvalidValueException(detail="缺少 displayName / displayName is missing")
    return str(resource.display_name)


_LONGEST_CODE = 40


def _code(resource: Any) -> str | None:
    code: str | None = resource.external_id or None
    if code and (len(code) > _LONGEST_CODE or not code.isprintable()):
        raise InvalidValueException(
            detail="externalId 最长 40 个字符 / externalId takes 40 characters at most"
        )
    return code


def _write(row: Workplace, title: str, code: str | None) -> None:
    if row.title_en == row.title_zh:
        row.title_en = title
    row.title_zh, row.code = title, code


async def _flush(delivery: Delivery, row: Workplace) -> None:
    row.version += 1
    written(row, delivery.at)
    try:
        await delivery.session.flush()
    except IntegrityError as error:
        raise UniquenessException(detail="该编码已被使用 / Another workplace has this code") from error


async def _assign(delivery: Delivery, row: Workplace, wanted: list[str], *, was: list[str]) -> None:
    """Raises InvalidValueException for somebody who is not there."""
    joining, leaving = set(wanted) - set(was), set(was) - set(wanted)
    owners = await queries.hr_known.owners(delivery.session)
    if not (joining or leaving) or not may_set("workplace", Source.SCIM, owners):
        return
    ids = sorted(_ids(joining | leaving))
    found = {person.id: person for person in await scim.persons(delivery.session, ids, locked=True)}
    for person_id in ids:
        person = found.get(person_id)
        if person is None:
            raise InvalidValueException(detail=f"members: 没有此人 / There is nobody called {person_id}")
        place = row.id if str(person_id) in joining else None
        await persons.change(
            delivery.session,
            delivery.teller,
            person,
            {"workplace_id": place, "modified_at": delivery.at},
            delivery.at,
        )


def _ids(words: set[str]) -> list[UUID]:
    try:
        return [UUID(word) for word in words]
    except ValueError:
        raise InvalidValueException(detail="members: 标识有误 / An id is not one of ours") from None
