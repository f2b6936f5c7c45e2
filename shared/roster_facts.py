"""How each fact about the roster is taken in.

Facts carry the whole present state of their subject and a version, so they may arrive in any order and any number of
times: an older version changes nothing.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from . import bulk
from .among import among
from .auth.policy import Role
from .roster import ABSENCE, APPOINTMENT, IDENTITY, MEMBERSHIP, ORGANISATION, PERSON

_VERSIONS = ("rights_version", "member_version", "appointment_version")


async def hear_member(session: AsyncSession, data: dict[str, Any]) -> bool:
    """Take in a `member.changed`: memberships, absences and departure, whole. False if we know a newer one."""
    return (await hear_members(session, [data]))[0]


async def hear_members(session: AsyncSession, told: Sequence[dict[str, Any]]) -> list[bool]:
    """Take in many `member.changed`, of whomever, in few statements; of each whether it was news at its turn."""
    people = sorted({UUID(data["person_id"]) for data in told})
    known = await _all_known(session, people)
    versions = {person_id: row.member_version for person_id, row in known.items()}
    news, newest = [], dict[UUID, dict[str, Any]]()
    for data in told:
        person_id = UUID(data["person_id"])
        news.append(data["version"] > versions[person_id])
        if news[-1]:
            versions[person_id], newest[person_id] = data["version"], data
    await _write(session, newest, known)
    return news


async def _all_known(session: AsyncSession, people: Sequence[UUID]) -> dict[UUID, Any]:
    """Their rows, locked in the order of their ids; made where they are not there."""
    query = select(PERSON).where(among(session, PERSON.c.id, people)).order_by(PERSON.c.id).with_for_update()
    known = {row.id: row for row in await session.execute(query)}
    if len(known) < len(people):
        blank = {"name": None, "active": True} | dict.fromkeys(_VERSIONS, 0)
        missing = [{"id": person_id, **blank} for person_id in people if person_id not in known]
        await bulk.insert(await session.connection(), PERSON, missing, "ON CONFLICT (id) DO NOTHING")
        known = {row.id: row for row in await session.execute(query)}
    return known


async def _write(session: AsyncSession, newest: dict[UUID, dict[str, Any]], known: dict[UUID, Any]) -> None:
    if not newest:
        return
    rows = [_person(person_id, data, known[person_id]) for person_id, data in newest.items()]
    spans = (
        (
            MEMBERSHIP,
            [_membership(key, span) for key, data in newest.items() for span in data["memberships"]],
        ),
        (
            ABSENCE,
            [_absence(key, span) for key, data in newest.items() for span in data.get("absences", ())],
        ),
        (
            IDENTITY,
            [
                {"digest": each, "person_id": key}
                for key, data in newest.items()
                for each in data.get("identities", ())
            ],
        ),
    )
    connection = await session.connection()
    await bulk.update(connection, PERSON, rows)
    for table, lines in spans:
        await session.execute(delete(table).where(among(session, table.c.person_id, list(newest))))
        await bulk.insert(connection, table, lines)


def _person(person_id: UUID, data: dict[str, Any], known: Any) -> dict[str, Any]:
    departure = data.get("departure") or {}
    return {
        "id": person_id,
        "name": data["name"],
        "active": data["active"],
        "member_version": data["version"],
        "rights_version": max(known.rights_version, data["rights_version"]),
        "departed_on": date.fromisoformat(departure["on"]) if departure else None,
        "departure": departure.get("reason"),
    }


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
    known = (await _all_known(session, [subject_id]))[subject_id]
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


MEMBER = "member.changed"
HEARD = {
    MEMBER: hear_member,
    "appointment.changed": hear_appointments,
    "organisation.changed": hear_organisation,
}
"""How each fact about the roster is taken in."""
