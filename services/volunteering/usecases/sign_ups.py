"""Sign-ups: made by the volunteers themselves, many in one go; given up; ended by what happens.

Locks: the volunteers' rows, then the shifts (shared), then their roles, each sorted by id.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.clock import day_of
from shared.db import Database
from shared.desk import Asked, Done
from shared.errors import Refusal
from shared.ids import new_id

from ..models import Shift, SignUp, SignUpState, SignUpStep
from ..queries import parameters, qualifications, service_records, volunteers
from ..queries import sign_ups as queries
from ..rules import sign_ups as rules
from ..rules import spans, work_shifts
from ..rules.shifts import ShiftMissing

SIGN_UP = SignUp.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
STEP = SignUpStep.__table__  # type: ignore[attr-defined]  # as above


class Ask(NamedTuple):
    """Somebody's own wish for a place; `words` is how the answer is written, in JSON."""

    wish: rules.Wish
    person_id: UUID
    home_branch_id: UUID | None
    at: datetime
    words: Callable[[SignUp], str]


class _Ground(NamedTuple):
    """What the wishes of one go are judged by; counts and calendars change as places are given."""

    places: dict[UUID, queries.Place]
    standings: dict[UUID, rules.Standing]


async def sign_up(session: AsyncSession, asks: Sequence[Ask], zone: ZoneInfo) -> list[SignUp | Refusal]:
    """One outcome for each, in order; first come, first served, and a refusal of one never touches another."""
    ground = await _ground(session, asks, zone)
    outcomes = [_judged(ask, ground) for ask in asks]
    made = [(ask, row) for ask, row in zip(asks, outcomes, strict=True) if isinstance(row, SignUp)]
    if len(asks) > 1:
        await _write(session, made)  # if the database refuses one of them, each is tried alone
    elif made:
        return [await _written_alone(session, *made[0])]
    return outcomes


async def _written_alone(session: AsyncSession, ask: Ask, row: SignUp) -> SignUp | Refusal:
    try:
        async with session.begin_nested():
            await _write(session, [(ask, row)])
    except IntegrityError:
        return rules.CalendarOverlaps(starts_at="–", ends_at="–")
    return row


async def at_desk(session: AsyncSession, asked: Sequence[Asked], zone: ZoneInfo) -> list[Done | Refusal]:
    """As `sign_up`, for those who wait at the desk."""
    asks = [each.wanted for each in asked]
    outcomes = await sign_up(session, asks, zone)
    return [
        Done(row.id, ask.words(row)) if isinstance(row, SignUp) else row
        for ask, row in zip(asks, outcomes, strict=True)
    ]


async def _ground(session: AsyncSession, asks: Sequence[Ask], zone: ZoneInfo) -> _Ground:
    standings = await queries.standings(session, {ask.person_id for ask in asks})
    places = await queries.places(session, {ask.wish.role_id for ask in asks})
    if places:
        first = min(each.shift.starts_at for each in places.values())
        last = max(each.shift.ends_at for each in places.values())
        await queries.fill_calendars(session, standings, first, last)
        if any(each.role.qualification for each in places.values()):
            held = await qualifications.held(session, list(standings), day_of(last, zone))
            for person_id, codes in held.items():
                standings[person_id].qualifications = codes
    return _Ground(places, standings)


def _judged(ask: Ask, ground: _Ground) -> SignUp | Refusal:
    try:
        return _granted(ask, ground)
    except Refusal as refusal:
        return refusal


def _granted(ask: Ask, ground: _Ground) -> SignUp:
    wish, standing = ask.wish, ground.standings[ask.person_id]
    place = ground.places.get(wish.role_id)
    if place is None or place.shift.id != wish.shift_id:
        raise ShiftMissing
    role, shift, project = place
    rules.may_sign_up(project, shift, ask.at)
    volunteer = rules.fits(wish, project, role, standing, shift.community_id)
    span = rules.times(wish, project, shift)
    rules.not_bound(standing.held, standing.engagements, shift.id, span)
    if span and not wish.shift_swapped:
        work_shifts.not_at_work(standing.work_shifts, *span)
    rules.take(role, wish.guests + 1)
    busy = spans.busy(volunteer.sequence, *span) if span else (None, None)
    row = SignUp(
        shift_id=shift.id,
        role_id=role.id,
        project_id=project.id,
        branch_id=shift.branch_id,
        community_id=shift.community_id,
        person_id=ask.person_id,
        home_branch_id=ask.home_branch_id,
        guests=wish.guests,
        minors=wish.minors,
        starts_at=span[0] if span else None,
        ends_at=span[1] if span else None,
        busy_from=busy[0],
        busy_until=busy[1],
        shift_swapped=wish.shift_swapped,
        state=SignUpState.CONFIRMED,
        signed_at=ask.at,
    )
    standing.held.append(row)
    return row


async def _write(session: AsyncSession, made: Sequence[tuple[Ask, SignUp]]) -> None:
    if not made:
        return
    await session.flush()  # the roles' new counts
    connection = await session.connection()
    await bulk.insert(connection, SIGN_UP, [row.model_dump() for _, row in made])
    steps = [_step(row, ask.person_id, ask.at) for ask, row in made]
    await bulk.insert(connection, STEP, steps)


async def cancel(session: AsyncSession, row: SignUp, zone: ZoneInfo, *, at: datetime) -> SignUp:
    """Give up one's own, in time or late by what the branch says. Raises SignUpNotInState, CancellationClosed."""
    await volunteers.locked(session, [row.person_id])  # whoever is scanned at this moment waits, or was first
    shift, row = await _held(session, row)
    figures = await parameters.on(session, shift.branch_id, day_of(shift.starts_at, zone))
    state = rules.cancelled_as(row, shift, figures.cancellation_hours, at)
    if await service_records.of_sign_ups(session, [row.id]):
        raise rules.CancellationClosed
    return await release(session, row, state, by=row.person_id, at=at)


async def release(
    session: AsyncSession,
    row: SignUp,
    state: SignUpState,
    *,
    by: UUID | None,
    at: datetime,
    reason: str | None = None,
) -> SignUp:
    """End a sign-up and free its places; whoever calls holds the shift's lock."""
    role = (await queries.roles_locked(session, [row.role_id]))[row.role_id]
    role.taken -= row.places
    row.state = state
    session.add(SignUpStep(**_step(row, by, at), reason=reason))
    await session.flush()
    return row


async def sweep(database: Database, at: datetime) -> int:
    """Free the places of people who have left; says how many. It may run in several processes at once."""
    async with database.read() as view:
        gone = await queries.departed(view, at)
    for row in gone:
        await database.retrying(partial(_depart, row=row, at=at))
    return len(gone)


async def _depart(session: AsyncSession, row: SignUp, at: datetime) -> None:
    _, row = await _held(session, row)
    if row.state is SignUpState.CONFIRMED:
        await release(session, row, SignUpState.DEPARTED, by=None, at=at, reason=rules.LEFT)


async def _held(session: AsyncSession, row: SignUp) -> tuple[Shift, SignUp]:
    """The shift under its lock, its role's count too, and the sign-up as it stands now."""
    shift = await queries.shift_shared(session, row.shift_id)
    await queries.roles_locked(session, [row.role_id])
    return shift, await queries.again(session, row)


def _step(row: SignUp, by: UUID | None, at: datetime) -> dict[str, Any]:
    return {"id": new_id(), "sign_up_id": row.id, "state": row.state, "by_id": by, "at": at}
