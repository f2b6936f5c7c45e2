"""The roster: what every service knows of people, dated, heard from directory and never asked for.

Facts about the roster carry the whole present state of their subject and a version, so they may arrive
in any order and any number of times: an older version changes nothing.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    String,
    Table,
    and_,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel.ext.asyncio.session import AsyncSession

from .among import among
from .auth.policy import Reach, Role
from .auth.principal import Grant, Held, Standing
from .columns import Id
from .db import Database
from .lately import Gathered
from .tables import COMMON

ORGANISATION = Table(
    "roster_organisation",
    COMMON,
    Column("id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title_zh", String(200), nullable=False),
    Column("title_en", String(200), nullable=False),
    Column("parent_id", Id),
    Column("path", String(400), nullable=False),
    Index("ix_roster_organisation_path", "path"),
    Index("ix_roster_organisation_parent_id", "parent_id"),
)
PERSON = Table(
    "roster_person",
    COMMON,
    Column("id", Id, primary_key=True),
    Column("name", String(200)),
    Column("active", Boolean, nullable=False),
    Column("rights_version", Integer, nullable=False),
    Column("member_version", Integer, nullable=False),
    Column("appointment_version", Integer, nullable=False),
    Column("departed_on", Date),
    Column("departure", String(20)),
)
ABSENCE = Table(
    "roster_absence",
    COMMON,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date),
    Index("ix_roster_absence_person_id", "person_id", "from_on"),
)
IDENTITY = Table(
    "roster_identity",
    COMMON,
    Column("digest", String(64), primary_key=True),
    Column("person_id", Id, primary_key=True),
    Index("ix_roster_identity_person_id", "person_id"),
)
"""By what people and machines are known to issuers beside our own: digests, from which nothing can be read."""
MEMBERSHIP = Table(
    "roster_membership",
    COMMON,
    Column("person_id", Id, primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("until_on", Date),
    Column("branch_id", Id, nullable=False),
    Column("group_id", Id),
    Column("status", String(20), nullable=False),
    Index("ix_roster_membership_branch_id", "branch_id", "from_on"),
)
APPOINTMENT = Table(
    "roster_appointment",
    COMMON,
    Column("id", Id, primary_key=True),
    Column("subject_id", Id, nullable=False),
    Column("role", String(40), nullable=False),
    Column("organisation_id", Id),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date),
    Index("ix_roster_appointment_subject_id", "subject_id"),
    Index("ix_roster_appointment_organisation_id", "organisation_id", "role"),
)


def in_force(table: Table, on: date) -> ColumnElement[bool]:
    """Rows whose span holds the day; both ends belong to the span."""
    return and_(table.c.from_on <= on, or_(table.c.until_on.is_(None), table.c.until_on >= on))


def fence(
    grants: Sequence[Grant],
    *,
    person: SQLCoreOperations[Any] | None = None,
    group: SQLCoreOperations[Any] | None = None,
    branch: SQLCoreOperations[Any] | None = None,
    community: SQLCoreOperations[Any] | None = None,
) -> ColumnElement[bool]:
    """The rows that these rights reach, as a condition over the row's person, group, branch, community columns.

    A column that the row does not have closes the rights that need it.
    """
    columns = {Reach.OWN: person, Reach.GROUP: group, Reach.BRANCH: branch, Reach.COMMUNITY: community}
    return or_(false(), *(_reached(grant, columns, branch) for grant in grants))


def _reached(
    grant: Grant, columns: dict[Reach, SQLCoreOperations[Any] | None], branch: SQLCoreOperations[Any] | None
) -> ColumnElement[bool]:
    if grant.reach is Reach.ALL:
        return true()
    if grant.reach is Reach.SUBTREE:
        return _below(grant.path, branch)
    column = columns.get(grant.reach)
    return false() if column is None else column == grant.anchor


def _below(path: str, branch: SQLCoreOperations[Any] | None) -> ColumnElement[bool]:
    # The path of an organisation not heard of yet is empty, and every path begins with nothing.
    if branch is None or not path:
        return false()
    below = select(ORGANISATION.c.id).where(ORGANISATION.c.path.startswith(path, autoescape=True))
    return branch.in_(below)


async def names(session: AsyncSession, ids: set[UUID]) -> dict[UUID, str]:
    """Names for showing, in one statement; who was erased has none."""
    if not ids:
        return {}
    found = await session.execute(select(PERSON.c.id, PERSON.c.name).where(among(session, PERSON.c.id, ids)))
    return {person_id: name or "" for person_id, name in found}


async def known_as(session: AsyncSession, digest: str) -> UUID | None:
    """Who is known by this; nobody if it could be one of two, as for a moment when a number is given again."""
    query = (
        select(PERSON.c.id)
        .join(IDENTITY, IDENTITY.c.person_id == PERSON.c.id)
        .where(IDENTITY.c.digest == digest, PERSON.c.active.is_(True))
        .limit(2)
    )
    found = list((await session.execute(query)).scalars())
    return found[0] if len(found) == 1 else None


async def standing(session: AsyncSession, subject_id: UUID, on: date) -> Standing | None:
    """What is known of a person or machine on a day; None for a stranger."""
    return (await standings(session, [subject_id], on)).get(subject_id)


async def standings(session: AsyncSession, subject_ids: Sequence[UUID], on: date) -> dict[UUID, Standing]:
    """The same of many at once, in two statements; strangers are absent."""
    people = await session.execute(
        select(PERSON, MEMBERSHIP.c.branch_id, MEMBERSHIP.c.group_id)
        .outerjoin(MEMBERSHIP, and_(MEMBERSHIP.c.person_id == PERSON.c.id, in_force(MEMBERSHIP, on)))
        .where(among(session, PERSON.c.id, subject_ids))
    )
    appointments = await session.execute(
        select(
            APPOINTMENT.c.subject_id, APPOINTMENT.c.role, APPOINTMENT.c.organisation_id, ORGANISATION.c.path
        )
        .outerjoin(ORGANISATION, ORGANISATION.c.id == APPOINTMENT.c.organisation_id)
        .where(among(session, APPOINTMENT.c.subject_id, subject_ids), in_force(APPOINTMENT, on))
        .order_by(APPOINTMENT.c.id)
    )
    held: dict[UUID, list[Held]] = defaultdict(list)
    for subject_id, role, organisation_id, path in appointments:
        held[subject_id].append(Held(Role(role), organisation_id, path or ""))
    return {person.id: _standing(person, held[person.id]) for person in people}


def _standing(person: Any, held: list[Held]) -> Standing:
    if person.branch_id is not None:
        held.append(Held(Role.MEMBER, person.branch_id))
    return Standing(
        subject_id=person.id,
        active=person.active,
        rights_version=person.rights_version,
        branch_id=person.branch_id,
        group_id=person.group_id,
        held=tuple(held),
    )


class Standings:
    """Standings read lately. A right that is taken away is gone here within five seconds of being heard."""

    def __init__(self, database: Database, remember_seconds: float = 5.0, most: int = 10_000) -> None:
        self._database, self._seconds, self._most = database, remember_seconds, most
        self._held: dict[tuple[UUID, date], tuple[Standing | None, float]] = {}
        self._reading = Gathered(self._read)

    async def of(self, subject_id: UUID, on: date) -> Standing | None:
        """The standing on a day, at most five seconds old."""
        held = self._held.get((subject_id, on))
        if held and time.monotonic() < held[1]:
            return held[0]
        found = await self._reading.of((subject_id, on))
        if len(self._held) >= self._most:
            self._held.clear()
        self._held[subject_id, on] = (found, time.monotonic() + self._seconds)
        return found

    async def _read(self, keys: list[tuple[UUID, date]]) -> dict[tuple[UUID, date], Standing | None]:
        days: dict[date, list[UUID]] = defaultdict(list)
        for subject_id, on in keys:
            days[on].append(subject_id)
        async with self._database.read() as session:
            found = {on: await standings(session, subject_ids, on) for on, subject_ids in days.items()}
        return {(subject_id, on): found[on].get(subject_id) for subject_id, on in keys}

    def forget(self) -> None:
        """Read everything anew: the roster has just changed."""
        self._held.clear()
