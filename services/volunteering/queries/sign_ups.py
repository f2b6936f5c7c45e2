"""Sign-ups that a caller may see, and what a sign-up is judged by."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import PERSON, fence

from ..models import (
    Consent,
    Project,
    Qualification,
    Shift,
    ShiftRole,
    SignUp,
    SignUpState,
    SignUpStep,
    Volunteer,
)
from ..rules.sign_ups import SignUpMissing, Standing
from . import engagements

Row = TypeVar("Row")


def visible(grants: Sequence[Grant]) -> Select[SignUp]:
    """The own ones, and those for projects of the own branch or community."""
    return select(SignUp).where(
        fence(
            grants,
            person=col(SignUp.person_id),
            branch=col(SignUp.branch_id),
            community=col(SignUp.community_id),
        )
    )


async def one(session: AsyncSession, sign_up_id: UUID, grants: Sequence[Grant]) -> SignUp:
    """Raises SignUpMissing."""
    return await _found(session, visible(grants).where(col(SignUp.id) == sign_up_id))


async def own(session: AsyncSession, sign_up_id: UUID, person_id: UUID) -> SignUp:
    """One's own. Raises SignUpMissing."""
    query = select(SignUp).where(col(SignUp.id) == sign_up_id, col(SignUp.person_id) == person_id)
    return await _found(session, query)


async def again(session: AsyncSession, row: SignUp) -> SignUp:
    """Read anew, under lock."""
    query = select(SignUp).where(col(SignUp.id) == row.id)
    return await _found(session, _anew(query.with_for_update()))


async def _found(session: AsyncSession, query: Select[SignUp]) -> SignUp:
    found: SignUp | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise SignUpMissing
    return found


def _anew(query: Select[Row]) -> Select[Row]:
    """What was read before the lock may be otherwise under it."""
    return query.execution_options(populate_existing=True)


def narrowed(query: Select[SignUp], shift_id: UUID | None, state: SignUpState | None) -> Select[SignUp]:
    """Narrowed by what a list may be asked for."""
    if shift_id is not None:
        query = query.where(col(SignUp.shift_id) == shift_id)
    return query if state is None else query.where(col(SignUp.state) == state)


async def holding(session: AsyncSession, shift_id: UUID) -> list[SignUp]:
    """Those who hold a place in a shift, locked."""
    query = select(SignUp).where(col(SignUp.shift_id) == shift_id, col(SignUp.state) == SignUpState.CONFIRMED)
    return list((await session.execute(query.order_by(col(SignUp.id)).with_for_update())).scalars())


async def steps(session: AsyncSession, sign_up_id: UUID) -> list[SignUpStep]:
    """How it came to where it is, oldest first."""
    query = select(SignUpStep).where(col(SignUpStep.sign_up_id) == sign_up_id)
    return list((await session.execute(query.order_by(col(SignUpStep.id)))).scalars())


async def shifts_shared(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Shift]:
    """Shifts under a lock that lets others sign up too, but nobody call them off."""
    query = select(Shift).where(among(session, col(Shift.id), ids)).order_by(col(Shift.id))
    rows = (await session.execute(_anew(query.with_for_update(read=True)))).scalars()
    return {row.id: row for row in rows}


async def roles_locked(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, ShiftRole]:
    """Roles with the count of who is in them, as it stands under the lock."""
    query = select(ShiftRole).where(among(session, col(ShiftRole.id), ids)).order_by(col(ShiftRole.id))
    rows = (await session.execute(_anew(query.with_for_update()))).scalars()
    return {row.id: row for row in rows}


async def projects(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Project]:
    """The projects of shifts, read after the shifts' locks."""
    query = select(Project).where(among(session, col(Project.id), ids))
    return {row.id: row for row in (await session.execute(query)).scalars()}


async def standings(
    session: AsyncSession, person_ids: Collection[UUID], starts_at: datetime, ends_at: datetime, on: date
) -> dict[UUID, Standing]:
    """What each of these people is judged by, read under the locks of their volunteers' rows, which are taken here.

    Calendars are read from `starts_at` to `ends_at`; a qualification must be valid until `on`.
    """
    people = sorted(person_ids)
    found = {person_id: Standing() for person_id in people}
    query = (
        select(Volunteer).where(among(session, col(Volunteer.person_id), people)).order_by(col(Volunteer.id))
    )
    for volunteer in (await session.execute(_anew(query.with_for_update()))).scalars():
        found[volunteer.person_id].volunteer = volunteer
    active = select(PERSON.c.id, PERSON.c.active).where(among(session, PERSON.c.id, people))
    for person_id, is_active in await session.execute(active):
        found[person_id].active = is_active
    for consent in await _consents(session, people):
        found[consent.person_id].consents.append(consent)
    for row in await _held(session, people, starts_at, ends_at):
        found[row.person_id].held.append(row)
    for person_id, bound in (await engagements.around(session, people, starts_at, ends_at)).items():
        found[person_id].engagements = bound
    for person_id, codes in (await _qualified(session, people, on)).items():
        found[person_id].qualifications = frozenset(codes)
    return found


async def _consents(session: AsyncSession, people: Collection[UUID]) -> list[Consent]:
    query = select(Consent).where(
        among(session, col(Consent.person_id), people), col(Consent.withdrawn_at).is_(None)
    )
    return list((await session.execute(query)).scalars())


async def _held(
    session: AsyncSession, people: Collection[UUID], starts_at: datetime, ends_at: datetime
) -> list[SignUp]:
    query = select(SignUp).where(
        among(session, col(SignUp.person_id), people),
        col(SignUp.state) == SignUpState.CONFIRMED,
        or_(
            col(SignUp.starts_at).is_(None),
            (col(SignUp.starts_at) < ends_at) & (col(SignUp.ends_at) > starts_at),
        ),
    )
    return list((await session.execute(query)).scalars())


async def _qualified(session: AsyncSession, people: Collection[UUID], on: date) -> dict[UUID, set[str]]:
    table = Qualification
    query = select(col(table.person_id), col(table.code)).where(
        among(session, col(table.person_id), people),
        col(table.checked_at).is_not(None),
        col(table.refused_reason).is_(None),
        or_(col(table.valid_until).is_(None), col(table.valid_until) >= on),
    )
    found: dict[UUID, set[str]] = {}
    for person_id, code in await session.execute(query):
        found.setdefault(person_id, set()).add(code)
    return found


async def departed(session: AsyncSession, at: datetime) -> list[SignUp]:
    """Places yet to be used of people whose account has been closed."""
    query = (
        select(SignUp)
        .join(PERSON, PERSON.c.id == col(SignUp.person_id))
        .join(Shift, col(Shift.id) == col(SignUp.shift_id))
        .where(
            PERSON.c.active.is_(False), col(SignUp.state) == SignUpState.CONFIRMED, col(Shift.starts_at) > at
        )
    )
    return list((await session.execute(query.order_by(col(SignUp.id)))).scalars())
