"""The one plan: from what a source says and what is known, what is to become of each person. It changes nothing itself.

Whoever says it, by whatever way, is planned here: SCIM, delta JSON, workbooks. The order of records does not matter.
Source: RFC 7643 §3.1 (externalId); RFC 7644 §3.6 (a leaver is kept, and comes back as the same).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from .employment import NAMED
from .hr_records import HrRecord, Source
from .known_people import Known, KnownPerson
from .plan_items import Finding, Item, ItemKind, error, warning
from .record_judging import Judged, judge, plain


class SyncMode(StrEnum):
    """In Chinese 全量, 增量. Only a full list can say by its silence that somebody has left."""

    FULL = "full"
    DELTA = "delta"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who says it, in which way, and as of which day."""

    source: Source
    mode: SyncMode
    on: date


@dataclass
class _Row:
    number: int
    record: HrRecord
    person: KnownPerson | None = None
    fault: Finding | None = None
    judged: Judged | None = None


def guard_limit(managed: int) -> int:
    """How many may leave by one run without anybody asking: five, or two in a hundred."""
    return max(5, managed * 2 // 100)


def plan(
    records: Sequence[HrRecord],
    known: Known,
    asked: Asked,
    *,
    pinned: UUID | None = None,
    refused_keys: frozenset[str] = frozenset(),
) -> list[Item]:
    """One item for each record, in its place, then one for each person that a full list leaves out.

    `pinned` is the person whom a single record is about, whatever keys it names. Of `refused_keys` the source
    speaks, though in rows that could not be read: who has such a key is not absent.
    """
    finder = _Finder(known)
    rows = [_Row(number, record) for number, record in enumerate(records, 1)]
    for row in rows:
        finder.match(row, pinned)
    _mark_doubled(rows)
    for row in rows:
        if row.fault is None:
            row.judged = judge(
                row.record,
                row.person,
                known,
                source=asked.source,
                on=asked.on,
                listed=asked.mode is SyncMode.FULL,
            )
    _mark_held(rows, known)
    items = [_item(row) for row in rows]
    if asked.mode is SyncMode.FULL:
        items += _absent(rows, known, asked.on, refused_keys)
    return items


def key_of(values: Mapping[str, Any]) -> str:
    """By what a source knows the person."""
    return str(values.get("external_id") or values.get("employee_no") or "")


class _Finder:
    """Whom a record is about: by HR's key, else by the number among those who are here."""

    def __init__(self, known: Known) -> None:
        self._by_id = {person.id: person for person in known.persons}
        self._by_key = {
            person.values["external_id"]: person
            for person in known.persons
            if person.values.get("external_id")
        }
        self._by_number: dict[str, list[KnownPerson]] = defaultdict(list)
        for person in known.persons:
            if person.values.get("employee_no"):
                self._by_number[person.values["employee_no"]].append(person)

    def match(self, row: _Row, pinned: UUID | None) -> None:
        key, number = row.record.values.get("external_id"), row.record.values.get("employee_no")
        holder = self._by_key.get(key) if key else None
        if pinned:
            row.person = self._by_id.get(pinned)
            if holder and holder.id != pinned:
                row.fault = error("key_held", "external_id")
        elif not key and not number:
            row.fault = error("key_missing", "employee_no")
        else:
            row.person = holder or (self._numbered(str(number), key, row.record) if number else None)

    def _numbered(self, number: str, key: str | None, record: HrRecord) -> KnownPerson | None:
        holders = [
            person for person in self._by_number[number] if not (key and person.values.get("external_id"))
        ]
        here = [person for person in holders if person.active]
        if here:
            return here[0]
        # A number may be given again: who has left is meant only if called the same, and nobody else is.
        gone = [person for person in holders if person.values.get("name") == record.values.get("name")]
        return gone[0] if len(gone) == 1 else None


def _mark_doubled(rows: Sequence[_Row]) -> None:
    keys = Counter(key_of(row.record.values) for row in rows)
    persons = Counter(row.person.id for row in rows if row.person)
    for row in rows:
        doubled = keys[key_of(row.record.values)] > 1 or (row.person and persons[row.person.id] > 1)
        if doubled and row.fault is None:
            row.fault = error(
                "key_doubled", "external_id" if "external_id" in row.record.values else "employee_no"
            )


def _mark_held(rows: Sequence[_Row], known: Known) -> None:
    """Two would be active under one number: whoever would take it does not, until no two are left."""
    while True:
        holders: dict[str, list[_Row | None]] = defaultdict(list)
        touched = set()
        for row in rows:
            if row.fault or row.judged is None or row.judged.refused:
                continue
            if row.person:
                touched.add(row.person.id)
            number = _number_after(row)
            if number:
                holders[number].append(row)
        for person in known.persons:
            number = person.values.get("employee_no")
            if number and person.active and person.id not in touched:
                holders[number].append(None)
        crowded = [each for each in holders.values() if len(each) > 1]
        taking = [row for each in crowded for row in each if row and not _holds_already(row)]
        if not taking:
            return
        for row in taking:
            row.fault = error("employee_no_held", "employee_no")


def _number_after(row: _Row) -> str | None:
    judged, before = row.judged, row.person.values if row.person else {}
    assert judged  # noqa: S101 - asked of judged rows only
    active = judged.wanted.get("active", before.get("active"))
    number: str | None = judged.wanted.get("employee_no", before.get("employee_no"))
    return number if active else None


def _holds_already(row: _Row) -> bool:
    before = row.person
    return bool(before and before.active and before.values.get("employee_no") == _number_after(row))


def _item(row: _Row) -> Item:
    values, person = row.record.values, row.person
    item = Item(
        ItemKind.UNCHANGED,
        row.number,
        key_of(values),
        values.get("name") or (person.values.get("name") if person else None),
        person.id if person else None,
        spot=row.record.spot,
    )
    judged = row.judged
    if row.fault or judged is None:
        return replace(item, kind=_refusing(row.fault), findings=(row.fault,) if row.fault else ())
    findings = tuple(sorted(judged.findings, key=lambda finding: not finding.is_error))
    if judged.refused:
        return replace(item, kind=ItemKind.REJECTED, findings=findings)
    changes = _changes(judged.wanted, person)
    later, settles = judged.later, False
    if person:
        named = bool(NAMED & row.record.values.keys()) or "active" in judged.wanted
        settles = person.later is not None and later is None and named
        later = None if later == person.later else later
    item = replace(item, changes=changes, findings=findings, later=later, settles=settles)
    return replace(item, kind=_kind(item, person))


def _refusing(fault: Finding | None) -> ItemKind:
    return ItemKind.REJECTED if fault and fault.code == "key_missing" else ItemKind.CONFLICT


def _changes(wanted: Mapping[str, Any], person: KnownPerson | None) -> dict[str, tuple[Any, Any]]:
    before = person.values if person else {}
    return {
        name: (plain(before.get(name)), value)
        for name, value in wanted.items()
        if before.get(name) != value or (person is None and name == "active")
    }


def _kind(item: Item, person: KnownPerson | None) -> ItemKind:
    if person is None:
        return ItemKind.CREATE
    if "active" in item.changes:
        return ItemKind.REACTIVATE if item.changes["active"][1] else ItemKind.DEACTIVATE
    if "workplace" in item.changes or "branch" in item.changes:
        return ItemKind.TRANSFER
    if item.changes:
        return ItemKind.UPDATE
    if item.later:
        return ItemKind.REACTIVATE if item.later.values.get("active") else ItemKind.DEACTIVATE
    return ItemKind.UPDATE if item.settles else ItemKind.UNCHANGED


def _absent(rows: Sequence[_Row], known: Known, on: date, refused_keys: frozenset[str]) -> list[Item]:
    named = {row.person.id for row in rows if row.person}
    keys = refused_keys | {
        str(value)
        for row in rows
        for value in (row.record.values.get("external_id"), row.record.values.get("employee_no"))
        if value and row.fault
    }
    absent = [
        person
        for person in known.persons
        if person.managed
        and person.id not in named
        and (person.active or person.later)
        and not keys & {person.values.get("external_id"), person.values.get("employee_no")}
    ]
    ordered = sorted(absent, key=lambda person: (key_of(person.values), str(person.id)))
    return [_gone(person, len(rows) + place, on) for place, person in enumerate(ordered, 1)]


def _gone(person: KnownPerson, number: int, on: date) -> Item:
    changes = (
        {"active": (True, False), "left_on": (person.values.get("left_on"), on)} if person.active else {}
    )
    return Item(
        ItemKind.DEACTIVATE if person.active else ItemKind.UPDATE,
        number,
        key_of(person.values),
        person.values.get("name"),
        person.id,
        changes,
        (warning("absent", None),),
        settles=person.later is not None,
    )
