"""`/v1/registrations`, and registering for a sitting: places, the queue, offers."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now
from shared.db import Tx, View
from shared.idempotency import Once, OnceFor
from shared.paging import Page, Paged
from shared.types import Line, Read, Shape

from ..models import Queue, Registration, RegistrationState
from ..queries import registrations as queries
from ..queries import sittings
from ..rules import registrations as rules
from ..usecases import registrations
from .given import Telling

router = APIRouter(prefix="/v1", tags=["registrations"])

Registrant = Annotated[Access, may("registration.make")]
Owner = Annotated[Access, may("registration.answer")]
Reader = Annotated[Access, may("registration.read")]
Organiser = Annotated[Access, may("registration.write")]


async def _turn(sitting_id: UUID, request: Request) -> AsyncIterator[None]:
    async with request.app.state.turns.of(sitting_id):
        yield


# It begins before the transaction and ends after it.
Turn = Annotated[None, Depends(_turn, scope="function")]


class RegistrationCreate(Shape):
    """How many others come along. They take places too, all together or none."""

    guests: Annotated[int, Field(ge=0, le=20)] = 0


class RemovalCreate(Shape):
    """Why someone is taken off, for that person to read."""

    reason: Line


class RegistrationRead(Read):
    """Someone's `places`, or the wait for them.

    `position` is the place in the queue while waitlisted, 1 being next; `queue` says how it moves. An offer must be
    accepted before `offered_until`, which holds the places until then.
    """

    id: UUID
    sitting_id: UUID
    person_id: UUID
    name: str
    guests: int
    places: int
    state: RegistrationState
    position: int | None
    queue: Queue
    offered_until: datetime | None
    registered_at: datetime


class RegistrationStepRead(Read):
    """How a registration came into a state. `by_id` null: time, or a freed place."""

    state: RegistrationState
    reason: str | None
    by_id: UUID | None
    at: datetime


class RegistrationSteps(Read):
    """Oldest first."""

    items: list[RegistrationStepRead]


@router.post("/sittings/{sitting_id}/registrations", status_code=201, summary="报名 / Register")
async def register(
    sitting_id: UUID,
    body: RegistrationCreate,
    registrant: Registrant,
    _turn: Turn,
    tx: Tx,
    telling: Telling,
    now: Now,
    once: Once,
) -> RegistrationRead:
    """For oneself only. Without enough free places it is a turn in the queue."""
    sitting = await sittings.seen(tx, sitting_id, registrant.grants, registrant.person_id)
    row = await registrations.register(tx, telling, sitting.id, body.guests, by=registrant.person_id, at=now)
    return await _kept(tx, row, now, once)


@router.get("/registrations", summary="报名列表 / Registrations")
async def list_registrations(
    reader: Reader,
    view: View,
    paged: Paged,
    now: Now,
    sitting_id: UUID | None = None,
    state: RegistrationState | None = None,
) -> Page[RegistrationRead]:
    """The own ones, and those of the sittings that the caller organises; newest first. Others' stay unseen."""
    query = queries.narrowed(queries.visible(reader.grants), sitting_id, state, now)
    rows, cursor = await paged.rows(view, query, col(Registration.id))
    return Page(items=await _shown(view, rows, now), next_cursor=cursor)


@router.get("/registrations/{registration_id}", summary="一项报名 / One registration")
async def read_registration(registration_id: UUID, reader: Reader, view: View, now: Now) -> RegistrationRead:
    """As it stands now; reading changes nothing."""
    row = await queries.one(view, registration_id, reader.grants)
    return (await _shown(view, [row], now))[0]


@router.get("/registrations/{registration_id}/steps", summary="报名经过 / Steps of a registration")
async def read_registration_steps(registration_id: UUID, reader: Reader, view: View) -> RegistrationSteps:
    """How it came to where it is."""
    row = await queries.one(view, registration_id, reader.grants)
    steps = await queries.steps(view, row.id)
    return RegistrationSteps(items=[RegistrationStepRead.model_validate(step) for step in steps])


@router.post("/registrations/{registration_id}/acceptance", status_code=201, summary="接受名额 / Accept")
async def accept_offer(
    registration_id: UUID, owner: Owner, tx: Tx, now: Now, once: Once, telling: Telling
) -> RegistrationRead:
    """Before `offered_until`, once."""
    row = await queries.own(tx, registration_id, owner.person_id)
    return await _kept(tx, await registrations.accept(tx, telling, row, at=now), now, once)


@router.post("/registrations/{registration_id}/refusal", status_code=201, summary="放弃名额 / Decline")
async def decline_offer(
    registration_id: UUID, owner: Owner, tx: Tx, now: Now, once: Once, telling: Telling
) -> RegistrationRead:
    """The places go to the next."""
    row = await queries.own(tx, registration_id, owner.person_id)
    return await _kept(tx, await registrations.decline(tx, telling, row, at=now), now, once)


@router.post(
    "/registrations/{registration_id}/cancellation", status_code=201, summary="取消报名 / Cancel one's own"
)
async def cancel_registration(
    registration_id: UUID, owner: Owner, tx: Tx, now: Now, once: Once, telling: Telling
) -> RegistrationRead:
    """Until the sitting begins."""
    row = await queries.own(tx, registration_id, owner.person_id)
    return await _kept(tx, await registrations.cancel(tx, telling, row, at=now), now, once)


@router.post("/registrations/{registration_id}/approval", status_code=201, summary="同意报名 / Approve")
async def approve_registration(
    registration_id: UUID, organiser: Organiser, tx: Tx, now: Now, once: Once, telling: Telling
) -> RegistrationRead:
    """Where the sitting asks for it; nobody approves the own one."""
    row = await queries.one(tx, registration_id, organiser.grants)
    row = await registrations.approve(tx, telling, row, by=organiser.person_id, at=now)
    return await _kept(tx, row, now, once)


@router.post(
    "/registrations/{registration_id}/removal", status_code=201, summary="移出报名 / Remove a registration"
)
async def remove_registration(
    registration_id: UUID,
    body: RemovalCreate,
    organiser: Organiser,
    tx: Tx,
    now: Now,
    once: Once,
    telling: Telling,
) -> RegistrationRead:
    """With a reason; also the answer to a request that is not approved."""
    row = await queries.one(tx, registration_id, organiser.grants)
    row = await registrations.remove(tx, telling, row, body.reason, by=organiser.person_id, at=now)
    return await _kept(tx, row, now, once)


async def _kept(session: AsyncSession, row: Registration, at: datetime, once: OnceFor) -> RegistrationRead:
    await session.flush()
    return await once.keep((await _shown(session, [row], at))[0], made=row.id)


async def _shown(session: AsyncSession, rows: Sequence[Registration], at: datetime) -> list[RegistrationRead]:
    told = await queries.told(session, rows)
    return [
        RegistrationRead(
            id=row.id,
            sitting_id=row.sitting_id,
            person_id=row.person_id,
            name=told[row.id].name,
            guests=row.guests,
            places=row.places,
            state=rules.shown(row, at),
            position=told[row.id].position,
            queue=told[row.id].queue,
            offered_until=row.offered_until,
            registered_at=row.registered_at,
        )
        for row in rows
    ]
