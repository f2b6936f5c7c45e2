"""Places: taken and freed under the sitting's lock. Every path that frees one ends in `settle`, or in `call_off`.

The lock keeps the order of the queue; a check on the row (`places`) holds even without it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.messages import Messenger
from shared.outbox import Teller

from ..models import Registration, RegistrationState, RegistrationStep, Sitting
from ..queries import registrations as queries
from ..rules import registrations as rules
from . import engagements, messages, notices


async def settle(to: Messenger, sitting: Sitting) -> None:
    """End the offers whose time is over, then offer what is free to those who wait, and tell them."""
    session, at = to.session, to.at
    await lapse(session, sitting, at)
    if not rules.takes_offers(sitting, at) or rules.free(sitting) == 0:
        return
    waiting = await queries.waiting(session, sitting, rules.free(sitting))
    chosen = rules.next_offers(sitting, waiting)
    for row in chosen:
        row.offered_until = rules.offer_ends(sitting, at)
        await move(session, sitting, row, RegistrationState.OFFERED, at)
    if chosen:
        await notices.tell_offers(session, sitting, chosen, at)
        await messages.places_offered(to, sitting, chosen)


async def lapse(session: AsyncSession, sitting: Sitting, at: datetime) -> None:
    """End the offers whose time is over; the sitting may have moved forward since they were made.

    Who did not answer has not declined, and waits on behind everybody else.
    """
    over = at if at < sitting.starts_at else None
    for row in await queries.offered(session, sitting.id, until=over):
        await move(session, sitting, row, RegistrationState.EXPIRED, at)
        if rules.takes_offers(sitting, at):
            row.turn = await queries.last_turn(session, sitting.id) + 1
            await move(session, sitting, row, RegistrationState.WAITLISTED, at)


async def call_off(
    session: AsyncSession, teller: Teller, sitting: Sitting, *, by: UUID, at: datetime
) -> None:
    """End every registration of a sitting that was cancelled, and tell each person."""
    ended = await queries.active(session, sitting.id)
    sure = [row for row in ended if row.state is RegistrationState.CONFIRMED]
    for row in ended:
        await move(session, sitting, row, RegistrationState.SITTING_CANCELLED, at, by=by)
    await engagements.tell_registrations(session, teller, sitting, sure, at)
    if ended:
        await notices.tell_cancellation(session, sitting, ended, by=by, at=at)


async def move(
    session: AsyncSession,
    sitting: Sitting,
    row: Registration,
    to: RegistrationState,
    at: datetime,
    *,
    by: UUID | None = None,
    reason: str | None = None,
) -> None:
    """Bring a registration into a state; its places are taken or freed with it."""
    change = row.places * ((to in rules.HOLDING) - (row.state in rules.HOLDING))
    row.state = to
    if to is not RegistrationState.OFFERED:
        row.offered_until = None
    record(session, row, at, by=by, reason=reason)
    await session.flush()
    await count(session, sitting, change)


async def count(session: AsyncSession, sitting: Sitting, change: int) -> None:
    """Take places, or give them back if negative. The database adds, and refuses more than there are."""
    if not change:
        return
    table = col(Sitting.taken), col(Sitting.revision)
    query = (
        update(Sitting)
        .where(col(Sitting.id) == sitting.id)
        .values(taken=Sitting.taken + change, revision=Sitting.revision + 1)
        .returning(*table)
        .execution_options(synchronize_session=False)
    )
    taken, revision = (await session.execute(query)).one()
    set_committed_value(sitting, "taken", taken)
    set_committed_value(sitting, "revision", revision)


def record(
    session: AsyncSession,
    row: Registration,
    at: datetime,
    *,
    by: UUID | None = None,
    reason: str | None = None,
) -> None:
    """Write down how the registration came into its state."""
    session.add(RegistrationStep(registration_id=row.id, state=row.state, reason=reason, by_id=by, at=at))
