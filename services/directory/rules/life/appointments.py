"""What holds of appointments: which role stands where, who may hold it, and what excludes what."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from shared.auth.policy import COMMITTEE, EXCLUSIVE, MACHINES, OFFICERS, Role
from shared.errors import Conflict, Forbidden, Missing

from ...models import Appointment, Membership, Organisation, OrganisationKind
from .memberships import EndingNotEarlier
from .outsiders import CommunityOfficerInside
from .spans import is_empty, may_end, overlap

_BRANCH = (OrganisationKind.BRANCH,)
_ABOVE_BRANCH = (OrganisationKind.GENERAL_BRANCH, OrganisationKind.COMMITTEE)
# Where each role is held; an empty place means nowhere in particular. Membership alone makes a `member`, an
# account alone makes `staff`.
_PLACES: dict[Role, tuple[OrganisationKind, ...]] = {
    **dict.fromkeys((*COMMITTEE, *OFFICERS), _BRANCH),
    Role.GROUP_LEADER: (OrganisationKind.GROUP,),
    Role.HIGHER_OFFICER: _ABOVE_BRANCH,
    Role.DISPLAY_CLIENT: _BRANCH,
    Role.COMMUNITY_OFFICER: (OrganisationKind.COMMUNITY,),
    **dict.fromkeys((*EXCLUSIVE, Role.HR_CLIENT, Role.PARTY_CLIENT, Role.SERVICE_CLIENT), ()),
}
_EITHER = frozenset(OFFICERS)
_OF_MEMBERS = frozenset({*COMMITTEE, Role.GROUP_LEADER})


class AppointmentMissing(Missing):
    """No such appointment, or out of reach."""

    zh, en = "任职不存在", "No such appointment"


class SubjectMissing(Missing):
    """Neither a person nor a machine client has this id."""

    zh, en = "被任命者不存在", "Nobody with this id can be appointed"


class OwnAppointment(Forbidden):
    """Nobody appoints himself."""

    zh, en = "不能任命自己", "Nobody appoints himself"


class AppointmentBeyondReach(Forbidden):
    """A role that is held nowhere in particular is given by those who reach everything."""

    zh, en = "无权任命该角色", "You cannot give this role"


class RoleMisplaced(Conflict):
    """The role is not held at an organisation of this kind, or cannot be given at all."""

    zh, en = "该角色不能设在此处", "This role is not held there"
    detail_zh, detail_en = "{role} 应设在:{places}", "{role} is held at: {places}"


class RoleUnfit(Conflict):
    """Some roles are for people, some for machines."""

    zh, en = "该角色不适用于此主体", "This role is not for such a subject"


class RolesExclude(Conflict):
    """System administrator, security administrator and auditor are three different people."""

    zh, en = (
        "系统管理员、安全管理员、审计员不得由一人兼任",
        "Nobody holds two of the administrator and auditor roles",
    )


class SpanBackwards(Conflict):
    """It would end before it begins."""

    zh, en = "终止日期早于开始日期", "It would end before it begins"


class AppointmentOverlaps(Conflict):
    """The subject holds this very role there already."""

    zh, en = "该任职已存在", "The role is held there already"


def check_span(from_on: date, until_on: date | None) -> None:
    """Raises SpanBackwards."""
    if until_on is not None and until_on < from_on:
        raise SpanBackwards


def check_appointer(
    subject_id: UUID, organisation: Organisation | None, *, by: UUID, reaches_all: bool
) -> None:
    """Raises OwnAppointment, AppointmentBeyondReach."""
    if subject_id == by:
        raise OwnAppointment
    if organisation is None and not reaches_all:
        raise AppointmentBeyondReach


def check_role(role: Role, organisation: Organisation | None, *, machine: bool) -> None:
    """Raises RoleMisplaced, RoleUnfit."""
    places = _PLACES.get(role)
    fits = places is not None and (organisation.kind in places if organisation else not places)
    if not fits:
        raise RoleMisplaced(role=role.value, places=", ".join(places or ()) or "–")
    if role not in _EITHER and machine != (role in MACHINES):
        raise RoleUnfit


def check_held(
    role: Role,
    organisation_id: UUID | None,
    known: Sequence[Appointment],
    *,
    from_on: date,
    until_on: date | None,
) -> None:
    """`known` are all of the subject's appointments.

    Raises RolesExclude, AppointmentOverlaps, CommunityOfficerInside.
    """
    meanwhile = [held for held in known if overlap(held, from_on, until_on)]
    if role in EXCLUSIVE and any(held.role in EXCLUSIVE - {role} for held in meanwhile):
        raise RolesExclude
    if any(held.role == role and held.organisation_id == organisation_id for held in meanwhile):
        raise AppointmentOverlaps
    offices = {role, *(held.role for held in meanwhile)}
    if Role.COMMUNITY_OFFICER in offices and len(offices) > 1:
        raise CommunityOfficerInside


def check_outside(
    role: Role, memberships: Sequence[Membership], *, from_on: date, until_on: date | None
) -> None:
    """`memberships` are all of the subject's. Raises CommunityOfficerInside."""
    inside = any(overlap(membership, from_on, until_on) for membership in memberships)
    if role is Role.COMMUNITY_OFFICER and inside:
        raise CommunityOfficerInside


def check_ending(appointment: Appointment, until_on: date) -> None:
    """Raises EndingNotEarlier."""
    if not may_end(appointment, until_on):
        raise EndingNotEarlier


def left_behind(known: Sequence[Appointment], left: set[UUID]) -> list[Appointment]:
    """Offices that only a member of these branches and groups holds. Those of the factory stay: HR moves them."""
    return [held for held in known if held.role in _OF_MEMBERS and held.organisation_id in left]


def told(known: Sequence[Appointment]) -> list[dict[str, date | UUID | str | None]]:
    """The appointments as a fact tells them, without withdrawn ones, oldest first."""
    kept = sorted((held for held in known if not is_empty(held)), key=lambda held: (held.from_on, held.id))
    return [
        {
            "id": held.id,
            "role": held.role,
            "organisation_id": held.organisation_id,
            "from_on": held.from_on,
            "until_on": held.until_on,
        }
        for held in kept
    ]
