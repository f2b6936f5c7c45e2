"""Sign-ups that a caller may see, and what a sign-up is judged by."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar
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
    Shift,
    ShiftRole,
    SignUp,
    SignUpState,
    SignUpStep,
    Volunteer,
)
from ..rules.sign_ups import SignUpMissing, Standing
from . import engagements, work_shifts
from .leavers import left

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


async def roles_locked(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, ShiftRole]:
    """Roles with the count of who is in them, as it stands under the lock."""
    query = select(ShiftRole).where(among(session, col(ShiftRole.id), ids)).order_by(col(ShiftRole.id))
    rows = (await session.execute(_anew(query.with_for_update()))).scalars()
    return {row.id: row for row in rows}


async def shift_shared(session: AsyncSession, shift_id: UUID) -> Shift:
    """A shift under a lock that lets others sign up too, but nobody call it off."""
    query = select(Shift).where(col(Shift.id) == shift_id)
    found: Shift = (await session.execute(_anew(query.with_for_update(read=True)))).scalar_one()
    return found


class Place(NamedTuple):
    """A role with its shift and project, the role under lock and the shift under one that others share."""

    role: ShiftRole
    shift: Shift
    project: Project


async def places(session: AsyncSession, role_ids: Collection[UUID]) -> dict[UUID, Place]:
    """What may be signed up for, by role."""
    query = (
        select(ShiftRole, Shift, Project)
        .join(Shift, col(Shift.id) == col(ShiftRole.shift_id))
        .join(Project, col(Project.id) == col(Shift.project_id))
        .where(among(session, col(ShiftRole.id), role_ids))
        .order_by(col(Shift.id), col(ShiftRole.id))
        .with_for_update(of=(Shift, ShiftRole))
    )
    found = await session.execute(query.execution_options(populate_existing=True))
    return {role.id: Place(role, shift, project) for role, shift, project in found}


async def standings(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """What is known of each of these people, with the communities they have consented to.

    The volunteers' rows are locked, in order: whoever changes a calendar waits here.
    """
    query = (
        select(Volunteer, PERSON.c.active)
        .outerjoin(PERSON, PERSON.c.id == col(Volunteer.person_id))
        .where(among(session, col(Volunteer.person_id), person_ids))
        .order_by(col(Volunteer.id))
        .with_for_update(of=Volunteer)
    )
    found = {person_id: Standing() for person_id in person_ids}
    for volunteer, active in await session.execute(query.execution_options(populate_existing=True)):
        found[volunteer.person_id].volunteer, found[volunteer.person_id].active = volunteer, bool(active)
    consented = select(col(Consent.person_id), col(Consent.community_id)).where(
        among(session, col(Consent.person_id), person_ids), col(Consent.withdrawn_at).is_(None)
    )
    for person_id, community_id in await session.execute(consented):
        found[person_id].consented.add(community_id)
    return found


async def fill_calendars(
    session: AsyncSession, standings: Mapping[UUID, Standing], starts_at: datetime, ends_at: datetime
) -> None:
    """What binds these people between two instants, here and elsewhere; whoever calls holds their rows."""
    people = list(standings)
    query = select(SignUp).where(
        among(session, col(SignUp.person_id), people),
        col(SignUp.state) == SignUpState.CONFIRMED,
        or_(
            col(SignUp.starts_at).is_(None),
            (col(SignUp.starts_at) < ends_at) & (col(SignUp.ends_at) > starts_at),
        ),
    )
    for row in (await session.execute(query)).scalars():
        standings[row.person_id].held.append(row)
    for person_id, bound in (await engagements.around(session, people, starts_at, ends_at)).items():
        standings[person_id].engagements = bound
    for person_id, worked in (await work_shifts.around(session, people, starts_at, ends_at)).items():
        standings[person_id].work_shifts = worked


async def departed(session: AsyncSession, at: datetime) -> list[SignUp]:
    """Places yet to be used of people who have left the factory."""
    query = (
        select(SignUp)
        .join(PERSON, PERSON.c.id == col(SignUp.person_id))
        .join(Shift, col(Shift.id) == col(SignUp.shift_id))
        .where(left(), col(SignUp.state) == SignUpState.CONFIRMED, col(Shift.starts_at) > at)
    )
    return list((await session.execute(query.order_by(col(SignUp.id)))).scalars())
