"""How each fact about the roster is taken in.

Facts carry the whole present state of their subject and a version, so they may arrive in any order and any number of
times: an older version changes nothing.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from .auth.policy import Role
from .roster import ABSENCE, APPOINTMENT, IDENTITY, MEMBERSHIP, ORGANISATION, PERSON


async def _known(session: AsyncSession, subject_id: UUID) -> Any:
    """The subject's row, locked; made if it is not there, so that facts may come in any order."""
    query = select(PERSON).where(PERSON.c.id == subject_id).with_for_update()
    row = (await session.execute(query)).first()
    if row is None:
        blank = {"active": True, "rights_version": 0, "member_version": 0, "appointment_version": 0}
        await session.execute(insert(PERSON).values(id=subject_id, name=None, **blank))
        row = (await session.execute(query)).one()
    return row


async def hear_member(session: AsyncSession, data: dict[str, Any]) -> bool:
    """Take in a `member.changed`: memberships, absences and departure, whole. False if we know a newer one."""
    person_id = UUID(data["person_id"])
    known = await _known(session, person_id)
    if data["version"] <= known.member_version:
        return False
    departure = data.get("departure") or {}
    await session.execute(
        update(PERSON)
        .where(PERSON.c.id == person_id)
        .values(
            name=data["name"],
            active=data["active"],
            member_version=data["version"],
            rights_version=max(known.rights_version, data["rights_version"]),
            departed_on=date.fromisoformat(departure["on"]) if departure else None,
            departure=departure.get("reason"),
        )
    )
    for table, spans in (
        (MEMBERSHIP, [_membership(person_id, span) for span in data["memberships"]]),
        (ABSENCE, [_absence(person_id, span) for span in data.get("absences", ())]),
        (IDENTITY, [{"digest": each, "person_id": person_id} for each in data.get("identities", ())]),
    ):
        await session.execute(delete(table).where(table.c.person_id == person_id))
        if spans:
            await session.execute(insert(table), spans)
    return True


def _membership(person_id: UUID, span: dict[str, Any]) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "branch_id": UUID(span["branch_id"]),
        "group_id": UUID(span["group_id"]) if span["group_id"] else None,
        "status": span["status"],
        **_span(span),
    }


def _absence(person_id: UUID, span: dict[str, Any]) -> dict[str, Any]:
    return {"id": UUID(span["id"]), "person_id": person_id, "kind": span["kind"], **_span(span)}


async def hear_appointments(session: AsyncSession, data: dict[str, Any]) -> bool:
    """Take in an `appointment.changed`: all that the subject holds or held. False if we know a newer one."""
    subject_id = UUID(data["subject_id"])
    known = await _known(session, subject_id)
    if data["version"] <= known.appointment_version:
        return False
    rights_version = max(known.rights_version, data["rights_version"])
    versions = {"appointment_version": data["version"], "rights_version": rights_version}
    await session.execute(update(PERSON).where(PERSON.c.id == subject_id).values(versions))
    await session.execute(delete(APPOINTMENT).where(APPOINTMENT.c.subject_id == subject_id))
    rows = [
        {
            "id": UUID(held["id"]),
            "subject_id": subject_id,
            "role": Role(held["role"]).value,
            "organisation_id": UUID(held["organisation_id"]) if held["organisation_id"] else None,
            **_span(held),
        }
        for held in data["appointments"]
    ]
    if rows:
        await session.execute(insert(APPOINTMENT), rows)
    return True


async def hear_organisation(session: AsyncSession, data: dict[str, Any]) -> bool:
    """Take in an `organisation.changed`. False if we know a newer one."""
    organisation_id = UUID(data["organisation_id"])
    query = select(ORGANISATION.c.version).where(ORGANISATION.c.id == organisation_id).with_for_update()
    version = (await session.execute(query)).scalar_one_or_none()
    if version is not None and data["version"] <= version:
        return False
    values = {
        "version": data["version"],
        "kind": data["kind"],
        "title_zh": data["title"]["zh"],
        "title_en": data["title"]["en"],
        "parent_id": UUID(data["parent_id"]) if data["parent_id"] else None,
        "path": data["path"],
    }
    if version is None:
        await session.execute(insert(ORGANISATION).values(id=organisation_id, **values))
    else:
        await session.execute(update(ORGANISATION).where(ORGANISATION.c.id == organisation_id).values(values))
    return True


def _span(data: dict[str, Any]) -> dict[str, date | None]:
    until = data["until_on"]
    return {
        "from_on": date.fromisoformat(data["from_on"]),
        "until_on": date.fromisoformat(until) if until else None,
    }


HEARD = {
    "member.changed": hear_member,
    "appointment.changed": hear_appointments,
    "organisation.changed": hear_organisation,
}
"""How each fact about the roster is taken in."""
