"""Volunteers that a caller may see, and their rows as locks of their calendars."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.policy import Reach
from shared.auth.principal import Grant
from shared.roster import MEMBERSHIP, fence, in_force

from ..models import Consent, Volunteer, VolunteerCount
from ..rules.sign_ups import NotVolunteer
from ..rules.volunteers import VolunteerMissing


def visible(grants: Sequence[Grant], on: date) -> Select[Volunteer]:
    """Oneself; those of the own group or branch on this day; those who consented to the own community."""
    membership = MEMBERSHIP.c
    joined = and_(membership.person_id == col(Volunteer.person_id), in_force(MEMBERSHIP, on))
    reached = fence(
        grants, person=col(Volunteer.person_id), group=membership.group_id, branch=membership.branch_id
    )
    return select(Volunteer).outerjoin(MEMBERSHIP, joined).where(or_(reached, _consented(grants)))


def _consented(grants: Sequence[Grant]) -> ColumnElement[bool]:
    communities = [grant.anchor for grant in grants if grant.reach is Reach.COMMUNITY]
    if not communities:
        return false()
    consents = select(col(Consent.person_id)).where(
        col(Consent.community_id).in_(communities), col(Consent.withdrawn_at).is_(None)
    )
    return col(Volunteer.person_id).in_(consents)


def narrowed(query: Select[Volunteer], person_id: UUID | None, sequence: int | None) -> Select[Volunteer]:
    """By what a list may be asked for."""
    if person_id is not None:
        query = query.where(col(Volunteer.person_id) == person_id)
    return query if sequence is None else query.where(col(Volunteer.sequence) == sequence)


async def one(session: AsyncSession, volunteer_id: UUID, grants: Sequence[Grant], on: date) -> Volunteer:
    """Raises VolunteerMissing."""
    return await _found(session, visible(grants, on).where(col(Volunteer.id) == volunteer_id))


async def own(session: AsyncSession, volunteer_id: UUID, person_id: UUID) -> Volunteer:
    """This person's own registration, locked. Raises VolunteerMissing."""
    query = select(Volunteer).where(col(Volunteer.id) == volunteer_id, col(Volunteer.person_id) == person_id)
    return await _found(session, query.with_for_update().execution_options(populate_existing=True))


async def _found(session: AsyncSession, query: Select[Volunteer]) -> Volunteer:
    found: Volunteer | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise VolunteerMissing
    return found


async def locked(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Volunteer]:
    """The rows of these people, locked in the order of their ids; who has not registered is absent."""
    query = select(Volunteer).where(among(session, col(Volunteer.person_id), set(person_ids)))
    query = query.order_by(col(Volunteer.id)).with_for_update().execution_options(populate_existing=True)
    return {row.person_id: row for row in (await session.execute(query)).scalars()}


async def held(session: AsyncSession, person_id: UUID) -> Volunteer:
    """One person's row, locked. Raises NotVolunteer."""
    found = (await locked(session, [person_id])).get(person_id)
    if found is None:
        raise NotVolunteer
    return found


async def of(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Volunteer]:
    """By person, in one statement; who has not registered is absent."""
    query = select(Volunteer).where(among(session, col(Volunteer.person_id), set(person_ids)))
    return {row.person_id: row for row in (await session.execute(query)).scalars()}


async def numbers(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Volunteer numbers by person; who has not registered is absent."""
    return {person_id: row.number for person_id, row in (await of(session, person_ids)).items()}


async def next_sequence(session: AsyncSession) -> int:
    """The next number, under the lock of all registrations: none is given twice, none is left out."""
    query = select(VolunteerCount).with_for_update().execution_options(populate_existing=True)
    count: VolunteerCount = (await session.execute(query)).scalar_one()
    count.last += 1
    return count.last
