"""Many new people of one bulk request at once: planned together and written in as many statements as one of them takes.

Only whoever is new beyond doubt is taken in here. Everybody else, known by a key or a name, twice in the request, or
refused by the plan, goes the way of a single request (`scim_people.take_in`), which says what is wrong.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from scim2_models import Resource, SCIMException
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.ids import named_id

from .. import queries
from ..queries import scim, scim_keys
from ..rules.hr import scim_people
from ..rules.hr.hr_records import HrRecord, Source
from ..rules.hr.hr_sync_runs import HrKeyTaken
from ..rules.hr.known_people import Known
from ..rules.hr.plan_items import Item, ItemKind
from ..rules.hr.reconciliation import Asked, SyncMode, plan
from . import reconciliation
from .adding import flush
from .hr_leavers import Applying
from .scim_people import Delivery, call, checked, written

_NOBODY = named_id("scim", "nobody")
Wishes = Mapping[int, tuple[str, dict[str, Any]]]
"""By place in the request: the name for SCIM, and what HR says."""


async def take_in(delivery: Delivery, resources: Mapping[int, Resource[Any]]) -> dict[int, UUID]:
    """Those who could be taken in, by their places. Raises HrKeyTaken, and then nobody was."""
    wishes = await _of_the_unknown(delivery.session, _said(resources))
    if not wishes:
        return {}
    known = await _known(delivery, wishes)
    records = [HrRecord({"active": True, **values}) for _, values in wishes.values()]
    planned = plan(records, known, Asked(Source.SCIM, SyncMode.DELTA, delivery.on))
    places = [place for place, item in zip(wishes, planned, strict=True) if item.kind is ItemKind.CREATE]
    return await _apply(delivery, wishes, places, [item for item in planned if item.kind is ItemKind.CREATE])


def _said(resources: Mapping[int, Resource[Any]]) -> dict[int, tuple[str, dict[str, Any]]]:
    found: dict[int, tuple[str, dict[str, Any]]] = {}
    names: set[str] = set()
    for place, resource in resources.items():
        user_name = resource.user_name  # type: ignore[attr-defined] # of `User`
        try:
            values = checked(scim_people.new(resource))
        except SCIMException:
            continue
        key = scim.user_name_key(user_name or "")
        if key and key not in names and (values.get("external_id") or values.get("employee_no")):
            names.add(key)
            found[place] = (user_name, values)
    return found


async def _of_the_unknown(session: AsyncSession, wishes: Wishes) -> Wishes:
    """Without those whom a key or a name could mean already, and without all who have a key in common."""
    taken = await scim_keys.taken(
        session,
        external_ids=[values["external_id"] for _, values in wishes.values() if values.get("external_id")],
        employee_nos=[values["employee_no"] for _, values in wishes.values() if values.get("employee_no")],
        names=[name for name, _ in wishes.values()],
    )
    return {
        place: (name, values)
        for place, (name, values) in wishes.items()
        if not taken
        & {
            ("external_id", values.get("external_id")),
            ("employee_no", values.get("employee_no")),
            ("name", scim.user_name_key(name)),
        }
    }


async def _known(delivery: Delivery, wishes: Wishes) -> Known:
    """Places and owners, and of people nobody: those who are planned for are unknown."""
    named = {
        name: "?"
        for name in ("workplace", "branch", "group")
        if any(values.get(name) for _, values in wishes.values())
    }
    found = await queries.hr_known.of_record(
        delivery.session, delivery.keys, HrRecord(named), person_id=_NOBODY, on=delivery.on
    )
    return found.known


async def _apply(
    delivery: Delivery, wishes: Wishes, places: Sequence[int], items: list[Item]
) -> dict[int, UUID]:
    session = delivery.session
    applying = Applying(delivery.teller, delivery.keys, Source.SCIM, delivery.on, delivery.at, by=delivery.by)
    async with session.begin_nested():
        done = await reconciliation.apply(session, applying, items, {})
        await reconciliation.keep_items(session, applying, done)
        ids = [item.person_id for item in done if item.person_id]
        made = dict(zip(places, ids, strict=True))
        rows = {row.id: row for row in await queries.persons.by_ids(session, ids)}
        for place, id_ in made.items():
            call(rows[id_], wishes[place][0])
            written(rows[id_], delivery.at)
        await flush(session, HrKeyTaken)
    return made
