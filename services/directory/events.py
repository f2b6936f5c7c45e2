"""The facts that directory tells, each with the whole present state of its subject and a version that rises.

    member.changed        a person (or a machine client): name, whether active, memberships, absences, departure
    appointment.changed   all that a person or a machine client holds or held
    organisation.changed  one node of the Party's tree

Beside them what happened once, for those who must act on the event itself:

    transfer.completed    a member belongs to another branch, or to none of ours any more
    discipline.recorded   a punishment holds, by its reference alone
    discipline.lifted     it holds no longer

Directory hears them too: permission works from the roster, here as everywhere.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from shared.facts import Fact
from shared.ids import new_id

SOURCE = "directory"


def member_changed(
    subject_id: UUID,
    *,
    version: int,
    rights_version: int,
    name: str,
    active: bool,
    memberships: list[dict[str, Any]],
    absences: Sequence[dict[str, Any]] = (),
    departure: dict[str, Any] | None = None,
    identities: Sequence[str] = (),
    at: datetime,
) -> Fact:
    """`memberships` hold branch_id, group_id, status, `absences` id and kind, both from_on and until_on, oldest first.

    `departure` holds `on` and `reason`, `identities` digests of the names by which other issuers know the subject.
    """
    return _told(
        "member.changed",
        subject_id,
        at,
        person_id=subject_id,
        version=version,
        name=name,
        active=active,
        rights_version=rights_version,
        memberships=memberships,
        absences=list(absences),
        departure=departure,
        identities=list(identities),
    )


def appointment_changed(
    subject_id: UUID, *, version: int, rights_version: int, appointments: list[dict[str, Any]], at: datetime
) -> Fact:
    """`appointments` hold id, role, organisation_id, from_on and until_on, oldest first."""
    return _told(
        "appointment.changed",
        subject_id,
        at,
        subject_id=subject_id,
        version=version,
        rights_version=rights_version,
        appointments=appointments,
    )


def organisation_changed(
    organisation_id: UUID,
    *,
    version: int,
    kind: str,
    title: dict[str, str],
    parent_id: UUID | None,
    path: str,
    at: datetime,
) -> Fact:
    """`path` holds the ids from the root down to and including this one: `/<id>/<id>/`."""
    return _told(
        "organisation.changed",
        organisation_id,
        at,
        organisation_id=organisation_id,
        version=version,
        kind=kind,
        title=title,
        parent_id=parent_id,
        path=path,
    )


def transfer_completed(
    person_id: UUID,
    *,
    from_branch_id: UUID | None,
    to_branch_id: UUID | None,
    on: date,
    letter_no: str,
    at: datetime,
) -> Fact:
    """`on` is the first day in the new branch; a branch that is not ours is null."""
    return _told(
        "transfer.completed",
        person_id,
        at,
        person_id=person_id,
        from_branch_id=from_branch_id,
        to_branch_id=to_branch_id,
        on=on,
        letter_no=letter_no,
    )


def discipline_changed(
    event: str,
    person_id: UUID,
    *,
    source_id: UUID,
    reference_no: str,
    occurred_on: date,
    effect: str,
    by_id: UUID,
    at: datetime,
) -> Fact:
    """`event` is `discipline.recorded` or `discipline.lifted`, `effect` deduction, veto or vote_suspended.

    `by_id` is who recorded or lifted it, so that nobody who did also decides what follows.
    """
    return _told(
        event,
        person_id,
        at,
        person_id=person_id,
        source_id=source_id,
        reference_no=reference_no,
        occurred_on=occurred_on,
        effect=effect,
        by_id=by_id,
    )


def _told(event: str, about: UUID, at: datetime, /, **data: Any) -> Fact:
    # Not `shared.facts.fact`: its parameters are called like some of our data.
    return Fact(
        id=new_id(), source=SOURCE, type=event, subject=str(about), time=at, data=to_jsonable_python(data)
    )
