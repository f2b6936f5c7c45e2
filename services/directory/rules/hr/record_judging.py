"""One record judged: what of a person it would set, in the words of the directory, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from ...models import PoliticalStatus
from . import employment
from .field_owners import may_set
from .hr_records import HrRecord, Source
from .known_people import Known, KnownPerson, Place, Places
from .plan_items import Finding, Later, error, warning

MEMBERS = frozenset({PoliticalStatus.PARTY_MEMBER.value, PoliticalStatus.PROBATIONARY_MEMBER.value})
_PLAIN = (
    *("external_id", "employee_no", "name", "sex", "birth_on", "phone", "email", "post", "shift"),
    *("employment_type", "hired_on", "political_status", "development_stage"),
    *("joined_party_on", "regularised_on"),
)
_NEVER_EMPTIED = frozenset({"external_id", "employee_no", "name"})
_PAST = ("birth_on", "joined_party_on", "regularised_on")
_YEAR_DAYS = range(334, 397)
"""About a year of probation: a year, and a month more or less."""


@dataclass
class Judged:
    """`wanted` holds values to be, whoever owns them; `findings` errors and warnings."""

    wanted: dict[str, Any] = field(default_factory=dict)
    later: Later | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether anything is wrong enough to leave the person alone."""
        return any(finding.is_error for finding in self.findings)


def plain(value: Any) -> Any:
    """A value as rows keep it."""
    return value.value if isinstance(value, Enum) else value


def judge(
    record: HrRecord,
    person: KnownPerson | None,
    known: Known,
    *,
    source: Source,
    on: date,
    listed: bool,
) -> Judged:
    """What the record comes to for this person, or for somebody new."""
    values = {name: plain(value) for name, value in record.values.items()}
    judged = Judged()
    for name in _PLAIN:
        if name in values and not (name in _NEVER_EMPTIED and not values[name]):
            judged.wanted[name] = values[name]
    if person is None and not values.get("name"):
        judged.findings.append(error("name_missing", "name"))
    if person and person.outsider:
        judged.findings.append(error("community_officer", None))
    _place_workplace(judged, values, known.workplaces)
    worked = employment.read(values, person, on=on, listed=listed)
    judged.wanted |= worked.now
    judged.later = worked.later
    judged.findings += worked.errors
    _check_days(judged, values, person, on)
    _leave_to_owners(judged, person, known, source)
    _place_membership(judged, values, person, known, source, on)
    if values.get("party_post"):
        judged.findings.append(warning("post_not_taken", "party_post"))
    return judged


def _place_workplace(judged: Judged, values: Mapping[str, Any], workplaces: Places) -> None:
    if "workplace" not in values:
        return
    word = values["workplace"]
    found = _found(judged, "workplace", word, workplaces) if word else None
    if found or not word:
        judged.wanted["workplace"] = found.id if found else None


def _found(
    judged: Judged, name: str, word: str, places: Places, *, below: UUID | None = None
) -> Place | None:
    match places.find(word, below=below):
        case [place]:
            return place
        case []:
            judged.findings.append(error(f"{name}_unknown", name))
        case _:
            judged.findings.append(error(f"{name}_ambiguous", name))
    return None


def _check_days(judged: Judged, values: Mapping[str, Any], person: KnownPerson | None, on: date) -> None:
    joined, regularised = (_after(name, values, person) for name in ("joined_party_on", "regularised_on"))
    if joined and regularised and ("joined_party_on" in values or "regularised_on" in values):
        if regularised < joined:
            judged.findings.append(error("regularised_before_joined", "regularised_on"))
        elif (regularised - joined).days not in _YEAR_DAYS:
            judged.findings.append(warning("regularisation_unusual", "regularised_on"))
    for name in _PAST:
        if values.get(name) and values[name] > on:
            judged.findings.append(error("day_ahead", name))
    given = values.get("joined_party_on") or values.get("regularised_on")
    status = _after("political_status", values, person)
    if given and status and status not in MEMBERS:
        judged.findings.append(warning("probation_dates_only", "political_status"))


def _after(name: str, values: Mapping[str, Any], person: KnownPerson | None) -> Any:
    return values[name] if name in values else (person.values.get(name) if person else None)


def _leave_to_owners(judged: Judged, person: KnownPerson | None, known: Known, source: Source) -> None:
    for name in tuple(judged.wanted):
        before = person.values.get(name) if person else None
        if judged.wanted[name] == before:
            continue
        if not may_set(name, source, known.owners) and not (person is None and name == "name"):
            del judged.wanted[name]
            judged.findings.append(warning("field_is_local", name))
    before = person.values.get("political_status") if person else None
    after = judged.wanted.get("political_status", before)
    # Nobody leaves the Party by a list, and who keeps memberships keeps what they say.
    by_list = {before, after} == MEMBERS and may_set("branch", source, known.owners)
    if after != before and person and person.values.get("branch") and not by_list:
        del judged.wanted["political_status"]
        judged.findings.append(warning("branch_decides_status", "political_status"))


def _place_membership(
    judged: Judged,
    values: Mapping[str, Any],
    person: KnownPerson | None,
    known: Known,
    source: Source,
    on: date,
) -> None:
    named = [name for name in ("branch", "group") if name in values]
    if not named:
        return
    at = person.values if person else {}
    if not judged.wanted.get("active", bool(at.get("active"))):
        if judged.later and judged.later.values.get("active"):
            words = {name: values[name] for name in named}
            judged.later = Later(judged.later.due_on, {**judged.later.values, **words})
        return
    branch_id = at.get("branch")
    if values.get("branch"):
        branch = _found(judged, "branch", values["branch"], known.branches)
        if branch is None:
            return
        branch_id = branch.id
    elif branch_id and "branch" in values and values["branch"] is None:
        judged.findings.append(warning("branch_kept", "branch"))
    group_id = at.get("group") if branch_id == at.get("branch") else None
    if values.get("group"):
        if branch_id is None:
            judged.findings.append(error("branch_missing", "group"))
            return
        group = _found(judged, "group", values["group"], known.groups, below=branch_id)
        group_id = group.id if group else group_id
    _want_stay(judged, person, branch_id, group_id, known, source, on)


def _want_stay(
    judged: Judged,
    person: KnownPerson | None,
    branch_id: UUID | None,
    group_id: UUID | None,
    known: Known,
    source: Source,
    on: date,
) -> None:
    at = person.values if person else {}
    differing = [name for name, wish in (("branch", branch_id), ("group", group_id)) if wish != at.get(name)]
    foreign = [name for name in differing if not may_set(name, source, known.owners)]
    for name in foreign:
        judged.findings.append(warning("field_is_local", name))
    if not differing or foreign:
        return
    if _after("political_status", judged.wanted, person) not in MEMBERS:
        judged.findings.append(error("not_a_member", "branch"))
    if person and person.stays_after(on):
        judged.findings.append(error("membership_ahead", "branch"))
    judged.wanted |= {"branch": branch_id, "group": group_id}
