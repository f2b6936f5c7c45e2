"""What directory tells of people, in short: the data of the three facts about the roster."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from shared.auth.policy import Role

LONG_AGO = date(2020, 1, 1)


def a_member(
    person_id: UUID, *, branch: UUID, group: UUID | None = None, version: int = 1, **more: Any
) -> dict[str, Any]:
    """The data of a `member.changed`: in one branch since long ago."""
    span = {
        "branch_id": str(branch),
        "group_id": str(group) if group else None,
        "status": "full",
        "from_on": LONG_AGO.isoformat(),
        "until_on": None,
    }
    told = {
        "version": version,
        "name": "王建国",
        "active": True,
        "rights_version": version,
        "memberships": [span],
    }
    return {"person_id": str(person_id)} | told | more


def appointed(
    subject_id: UUID, *held: tuple[Role, UUID | None], version: int = 1, **more: Any
) -> dict[str, Any]:
    """The data of an `appointment.changed`: all of these since long ago."""
    appointments = [
        {
            "id": str(uuid4()),
            "role": role.value,
            "organisation_id": str(organisation) if organisation else None,
            "from_on": LONG_AGO.isoformat(),
            "until_on": None,
        }
        for role, organisation in held
    ]
    told = {"version": version, "rights_version": version, "appointments": appointments}
    return {"subject_id": str(subject_id)} | told | more


def an_organisation(
    organisation_id: UUID, *above: UUID, kind: str = "branch", version: int = 1
) -> dict[str, Any]:
    """The data of an `organisation.changed`; `above` are those it belongs to, the highest first."""
    line = [*above, organisation_id]
    return {
        "organisation_id": str(organisation_id),
        "version": version,
        "kind": kind,
        "title": {"zh": "第一党支部", "en": "First Branch"},
        "parent_id": str(above[-1]) if above else None,
        "path": "".join(f"/{one}" for one in line) + "/",
    }
