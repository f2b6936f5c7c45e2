"""A person as a SCIM resource, and what a SCIM resource says of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from scim2_models import Meta, Reference, Resource

from ...models import Organisation, Person, Workplace, WorkplaceKind
from .scim_schemas import (
    PROVIDER,
    Email,
    EmailType,
    EnterpriseUser,
    Group,
    GroupMember,
    PartyMember,
    PersonName,
    PhoneNumber,
    UserGroup,
)

UserModel: Any = PROVIDER.model_for("User")
"""`User` with both extensions."""


@dataclass(frozen=True)
class Around:
    """What stands around a person on a day: workplace, branch, group, posts in the Party."""

    workplace: Workplace | None = None
    branch: Organisation | None = None
    group: Organisation | None = None
    posts: Sequence[str] = ()


@dataclass(frozen=True)
class Unshown:
    """What a change starts from and no answer shows."""

    email: str | None = None
    phone: str | None = None


_SHOWN = Unshown()


def user_name_of(person: Person) -> str:
    """What SCIM calls somebody: whom it has never named goes by the employee number or HR's key."""
    return person.user_name or person.employee_no or person.external_id or str(person.id)


def version_of(version: int, modified_at: datetime) -> str:
    """A weak entity tag that differs after every change."""
    return f'W/"{version}.{int(modified_at.timestamp() * 1_000_000)}"'


def word_of(place: Workplace | Organisation) -> str:
    """What a source calls a place: the code where it has one."""
    return place.code or place.title_zh


def user(person: Person, around: Around, unshown: Unshown = _SHOWN) -> Resource[Any]:
    """The person as clients see them, and what no answer shows where a change starts from it."""
    found: Resource[Any] = UserModel(
        id=str(person.id),
        external_id=person.external_id,
        user_name=user_name_of(person),
        display_name=person.name,
        name=PersonName(formatted=person.name),
        title=person.post,
        user_type=person.employment_type,
        active=person.active,
        emails=[Email(value=unshown.email, type=EmailType.WORK)] if unshown.email else None,
        phone_numbers=[PhoneNumber(value=unshown.phone)] if unshown.phone else None,
        groups=_groups(around.workplace),
        meta=Meta(
            resource_type="User",
            created=person.created_at,
            last_modified=person.modified_at,
            version=version_of(person.version, person.modified_at),
        ),
    )
    found[EnterpriseUser] = _enterprise(person, around)
    found[PartyMember] = _party(person, around)
    return found


def _groups(workplace: Workplace | None) -> list[UserGroup] | None:
    if workplace is None or workplace.kind == WorkplaceKind.FACTORY:
        return None
    place = str(workplace.id)
    return [UserGroup(value=place, ref=Reference(f"Groups/{place}"), display=workplace.title_zh)]


def _enterprise(person: Person, around: Around) -> EnterpriseUser | None:
    place = word_of(around.workplace) if around.workplace else None
    if person.employee_no is None and place is None:
        return None
    return EnterpriseUser(employee_number=person.employee_no, department=place)


def _party(person: Person, around: Around) -> PartyMember | None:
    workplace = around.workplace
    team = workplace if workplace and workplace.kind == WorkplaceKind.TEAM else None
    values: dict[str, Any] = {
        "political_status": person.political_status,
        "development_stage": person.development_stage,
        "joined_party_on": _text(person.joined_party_on),
        "regularised_on": _text(person.regularised_on),
        "branch": word_of(around.branch) if around.branch else None,
        "group": word_of(around.group) if around.group else None,
        "party_post": list(around.posts) or None,
        "work_team": team.title_zh if team else None,
        "shift": person.shift,
        "sex": person.sex,
        "hired_on": person.hired_on,
        "left_on": _text(person.left_on),
        "departure": person.departure,
    }
    return PartyMember(**values) if any(value is not None for value in values.values()) else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def said(resource: Resource[Any]) -> dict[str, Any]:
    """What a resource says of a person, by the names of `hr_records.FIELDS`; absent is None."""
    core: Any = resource
    enterprise = resource[EnterpriseUser] or EnterpriseUser()
    party = resource[PartyMember] or PartyMember()
    values: dict[str, Any] = {
        "external_id": core.external_id,
        "name": core.display_name,
        "post": core.title,
        "employment_type": core.user_type,
        "active": core.active,
        "email": _one(core.emails),
        "phone": _one(core.phone_numbers),
        "employee_no": enterprise.employee_number,
        "workplace": enterprise.department,
    }
    for name in _PARTY_TEXTS:
        values[name] = _plain(getattr(party, name))
    for name in _PARTY_DAYS:
        text = getattr(party, name)
        values[name] = date.fromisoformat(text) if text else None
    return values


_PARTY_TEXTS = (
    *("political_status", "development_stage", "branch", "group", "shift", "sex", "hired_on", "departure"),
)
_PARTY_DAYS = ("joined_party_on", "regularised_on", "left_on")


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _one(entries: Sequence[Any] | None) -> str | None:
    """The value of the first that has one."""
    return next((str(entry.value) for entry in entries or () if entry.value), None)


def new(resource: Resource[Any]) -> dict[str, Any]:
    """What the resource says of somebody new: only what it names. Absent words for a name are made up for."""
    values = {name: value for name, value in said(resource).items() if value is not None}
    values.setdefault("name", _other_name(resource) or resource.user_name)  # type: ignore[attr-defined] # of `User`
    if team := _team(resource):
        values["workplace"] = team
    return values


def changed(before: Resource[Any], after: Resource[Any]) -> dict[str, Any]:
    """What the client wants otherwise than it is; whatever it leaves as it is, it does not speak of."""
    was, wanted = said(before), said(after)
    values = {name: value for name, value in wanted.items() if value != was[name]}
    if "name" not in values and _other_name(after) not in (None, _other_name(before)):
        values["name"] = _other_name(after)
    if "name" in values and values["name"] is None:
        values["name"] = after.user_name  # type: ignore[attr-defined] # of `User`
    if _team(after) not in (None, _team(before)):
        values["workplace"] = _team(after)
    return values


def _other_name(resource: Any) -> str | None:
    return resource.name.formatted if resource.name else None


def _team(resource: Resource[Any]) -> str | None:
    party = resource[PartyMember]
    return party.work_team if party else None


def group(
    workplace: Workplace, members: Sequence[Any], *, version: str, modified_at: datetime
) -> Resource[Any]:
    """A workplace as clients see it. `members` are the ids of who works there directly."""
    return Group(
        id=str(workplace.id),
        external_id=workplace.code,
        display_name=workplace.title_zh,
        members=[
            GroupMember(value=str(each), ref=Reference(f"Users/{each}"), type="User") for each in members
        ]
        or None,
        meta=Meta(
            resource_type="Group",
            created=workplace.created_at,
            last_modified=modified_at,
            version=version,
        ),
    )


def members_of(resource: Any) -> list[str]:
    """The ids that a group names, each once, in their order."""
    return list(dict.fromkeys(each.value for each in resource.members or () if each.value))
