"""A few people and places to plan about, and what a plan leaves behind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from services.directory.rules.hr.field_owners import AT_FIRST, Owner
from services.directory.rules.hr.hr_records import HrRecord, Source
from services.directory.rules.hr.known_people import Known, KnownPerson, Place, Places, Stay
from services.directory.rules.hr.plan_items import Item
from services.directory.rules.hr.reconciliation import Asked, SyncMode, plan
from shared.ids import named_id

ON = date(2026, 3, 2)
DAY = timedelta(days=1)
TEAM, OTHER_TEAM = named_id("team"), named_id("other team")
BRANCH, OTHER_BRANCH = named_id("branch"), named_id("other branch")
GROUP, OTHER_GROUP = named_id("group"), named_id("other group")
WORKPLACES = Places(
    [
        Place(named_id("shop"), "workshop", "W-1", ("动力车间", "Power"), None),
        Place(TEAM, "team", "W-11", ("甲班", "Team A"), named_id("shop")),
        Place(named_id("shop 2"), "workshop", "W-2", ("包装车间", "Packing"), None),
        Place(OTHER_TEAM, "team", None, ("甲班", "Team A"), named_id("shop 2")),
    ]
)
BRANCHES = Places(
    [
        Place(BRANCH, "branch", "B1", ("动力党支部", "Power branch"), None),
        Place(OTHER_BRANCH, "branch", "B2", ("包装党支部", "Packing branch"), None),
    ]
)
GROUPS = Places(
    [
        Place(GROUP, "group", None, ("第一党小组", "First"), BRANCH),
        Place(OTHER_GROUP, "group", None, ("第一党小组", "First"), OTHER_BRANCH),
    ]
)
HR_OWNS_ALL = dict.fromkeys(AT_FIRST, Owner.HR)


def person(number: int, **values: Any) -> KnownPerson:
    kept = {
        "external_id": f"E{number}",
        "employee_no": f"N{number}",
        "name": f"人{number}",
        "active": True,
        "workplace": TEAM,
    }
    more = {key: values.pop(key) for key in ("outsider", "stays", "later", "removed") if key in values}
    return KnownPerson(named_id("person", str(number)), kept | values, **more)


def member(number: int, **values: Any) -> KnownPerson:
    at = {"political_status": "01", "branch": BRANCH, "group": GROUP}
    return person(number, **(at | values), stays=(Stay(BRANCH, GROUP, date(2020, 1, 1), None),))


def known(*persons: KnownPerson, **more: Any) -> Known:
    return Known(persons, WORKPLACES, BRANCHES, GROUPS, **({"owners": AT_FIRST} | more))


def planned(
    records: Sequence[dict[str, Any]],
    about: Known,
    mode: SyncMode = SyncMode.DELTA,
    on: date = ON,
    **more: Any,
) -> list[Item]:
    return plan([HrRecord(values) for values in records], about, Asked(Source.FILE, mode, on), **more)


def one(values: dict[str, Any], *persons: KnownPerson, **more: Any) -> Item:
    [item] = planned([values], known(*persons, **more))
    return item


def after(about: Known, items: Sequence[Item]) -> Known:
    """What is known once a plan is applied, as the use case would leave it."""
    persons = {each.id: each for each in about.persons}
    for item in items:
        if not item.acts:
            continue
        person_id = item.person_id or named_id("made", item.key, str(item.number))
        before = persons.get(person_id, KnownPerson(person_id, {}))
        values = {**before.values, **{name: change[1] for name, change in item.changes.items()}}
        later = item.later or (None if item.settles else before.later)
        persons[person_id] = replace(before, values=values, later=later)
    return replace(about, persons=tuple(persons.values()))
