"""Registrations that a caller may see, and the queue of a sitting."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.roster import PERSON, fence

from ..models import Queue, Registration, RegistrationState, RegistrationStep, Sitting
from ..rules.registrations import ACTIVE, RegistrationMissing
from .leavers import gone_or_moved

WAITLISTED, OFFERED = RegistrationState.WAITLISTED, RegistrationState.OFFERED


def visible(grants: Sequence[Grant]) -> Select[Registration]:
    """The own ones, and those of sittings that the caller organises."""
    table = Registration
    reached = fence(
        grants, person=col(table.person_id), group=col(table.group_id), branch=col(table.branch_id)
    )
    return select(table).where(reached)


def narrowed(
    query: Select[Registration], sitting_id: UUID | None, state: RegistrationState | None, at: datetime
) -> Select[Registration]:
    """Narrowed by what a list may be asked for; states as they are seen at an instant."""
    if sitting_id is not None:
        query = query.where(col(Registration.sitting_id) == sitting_id)
    return query if state is None else query.where(_seen_as(state, at))


def _seen_as(state: RegistrationState, at: datetime) -> ColumnElement[bool]:
    kept, until = col(Registration.state), col(Registration.offered_until)
    if state is OFFERED:
        return (kept == OFFERED) & (until > at)
    if state is RegistrationState.EXPIRED:
        return (kept == state) | (kept == OFFERED) & (until <= at)
    return kept == state


async def one(session: AsyncSession, registration_id: UUID, grants: Sequence[Grant]) -> Registration:
    """Raises RegistrationMissing."""
    return await _found(session, visible(grants).where(col(Registration.id) == registration_id))


async def own(session: AsyncSession, registration_id: UUID, person_id: UUID) -> Registration:
    """One's own. Raises RegistrationMissing."""
    query = select(Registration).where(col(Registration.person_id) == person_id)
    return await _found(session, query.where(col(Registration.id) == registration_id))


async def again(session: AsyncSession, row: Registration) -> Registration:
    """Read anew, under the sitting's lock."""
    query = select(Registration).where(col(Registration.id) == row.id)
    return await _found(session, query.execution_options(populate_existing=True))


async def _found(session: AsyncSession, query: Select[Registration]) -> Registration:
    found: Registration | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise RegistrationMissing
    return found


async def waiting(session: AsyncSession, sitting: Sitting, free: int | None) -> list[Registration]:
    """The queue, first one first; no more of it than could be offered a place."""
    query = _in_state(sitting.id, WAITLISTED).order_by(col(Registration.turn))
    if sitting.queue is Queue.STRICT and free is not None:
        query = query.limit(free)
    return list((await session.execute(query)).scalars())


async def offered(session: AsyncSession, sitting_id: UUID, *, until: datetime | None) -> list[Registration]:
    """Offers that end by then; all of them without an instant."""
    query = _in_state(sitting_id, OFFERED).order_by(col(Registration.turn))
    if until is not None:
        query = query.where(col(Registration.offered_until) <= until)
    return list((await session.execute(query)).scalars())


def _in_state(sitting_id: UUID, state: RegistrationState) -> Select[Registration]:
    table = Registration
    return select(table).where(col(table.sitting_id) == sitting_id, col(table.state) == state)


class Head(NamedTuple):
    """The queue of a sitting, in short: the last turn given, whether anyone waits, whether an offer is over."""

    last_turn: int | None
    anyone_waits: bool
    any_offer_over: bool


async def head(session: AsyncSession, sitting_id: UUID, at: datetime) -> Head:
    """How the queue stands; only right under the sitting's lock."""
    table = Registration
    last = select(func.max(table.turn)).where(col(table.sitting_id) == sitting_id).scalar_subquery()
    over = _in_state(sitting_id, OFFERED).where(col(table.offered_until) <= at)
    query = select(last, _in_state(sitting_id, WAITLISTED).exists(), over.exists())
    return Head(*(await session.execute(query)).one())


class Told(NamedTuple):
    """What is shown beside a registration. `position` is the place in the queue; the first is 1."""

    name: str
    queue: Queue
    position: int | None


async def told(session: AsyncSession, rows: Sequence[Registration]) -> dict[UUID, Told]:
    """Names, policies and positions of registrations, in one statement."""
    if not rows:
        return {}
    ahead = aliased(Registration)
    position = (
        select(func.count())
        .where(col(ahead.sitting_id) == col(Registration.sitting_id), col(ahead.state) == WAITLISTED)
        .where(col(ahead.turn) <= col(Registration.turn))
        .scalar_subquery()
    )
    query = (
        select(col(Registration.id), PERSON.c.name, col(Sitting.queue))
        .add_columns(case((col(Registration.state) == WAITLISTED, position)))
        .join(Sitting, col(Sitting.id) == col(Registration.sitting_id))
        .outerjoin(PERSON, PERSON.c.id == col(Registration.person_id))
        .where(col(Registration.id).in_([row.id for row in rows]))
    )
    found = await session.execute(query)
    return {row_id: Told(name or "", queue, place) for row_id, name, queue, place in found}


async def steps(session: AsyncSession, registration_id: UUID) -> list[RegistrationStep]:
    """How a registration came to where it is, oldest first."""
    table = RegistrationStep
    query = select(table).where(col(table.registration_id) == registration_id).order_by(col(table.id))
    return list((await session.execute(query)).scalars())


async def active(session: AsyncSession, sitting_id: UUID) -> list[Registration]:
    """Whoever holds a place, waits for one or has asked, first one first."""
    query = select(Registration).where(
        col(Registration.sitting_id) == sitting_id, col(Registration.state).in_(sorted(ACTIVE))
    )
    return list((await session.execute(query.order_by(col(Registration.turn)))).scalars())


async def last_turn(session: AsyncSession, sitting_id: UUID) -> int:
    """The last turn given; only right under the sitting's lock."""
    query = select(func.max(Registration.turn)).where(col(Registration.sitting_id) == sitting_id)
    return (await session.execute(query)).scalar() or 0


async def departed(session: AsyncSession, sitting: Sitting, on: date) -> list[tuple[Registration, bool]]:
    """Active registrations of people who have left the factory, or the branch; which of the two."""
    query = (
        select(Registration, PERSON.c.active.is_(False))
        .join(PERSON, PERSON.c.id == col(Registration.person_id))
        .where(col(Registration.sitting_id) == sitting.id, _gone(sitting.meeting_id, on))
        .order_by(col(Registration.turn))
    )
    return [(row, bool(left)) for row, left in await session.execute(query)]


def _gone(meeting_id: object, on: date) -> ColumnElement[bool]:
    table = Registration
    gone = gone_or_moved(col(table.person_id), col(table.branch_id), meeting_id, on)
    return col(table.state).in_(sorted(ACTIVE)) & gone


async def unsettled(session: AsyncSession, at: datetime, on: date) -> list[UUID]:
    """Sittings where an offer is over, and those yet to begin where someone registered has left or moved."""
    table = Registration
    over = select(col(table.sitting_id)).where(col(table.state) == OFFERED, col(table.offered_until) <= at)
    gone = (
        select(col(table.sitting_id))
        .join(Sitting, col(Sitting.id) == col(table.sitting_id))
        .join(PERSON, PERSON.c.id == col(table.person_id))
        .where(col(Sitting.starts_at) > at, _gone(col(Sitting.meeting_id), on))
    )
    return sorted((await session.execute(over.union(gone))).scalars())
