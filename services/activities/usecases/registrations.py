"""Registrations: made, approved, accepted, declined, cancelled, removed. Each takes the sitting's lock first."""

from datetime import date, datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import day_of
from shared.db import Database, add_or_refuse
from shared.messages import Messenger
from shared.outbox import Teller

from ..models import Registration, RegistrationState, Sitting
from ..queries import meetings, sittings
from ..queries import registrations as queries
from ..rules import registrations as rules
from ..rules.leavers import because
from ..rules.sittings import goes_on
from . import engagements, places

CONFIRMED, REQUESTED = RegistrationState.CONFIRMED, RegistrationState.REQUESTED


async def register(
    session: AsyncSession, teller: Teller, sitting_id: UUID, guests: int, *, by: UUID, at: datetime
) -> Registration:
    """Take `guests + 1` places, or a turn in the queue.

    Raises SittingCancelled, RegistrationClosed, PartyTooLarge, AlreadyRegistered.
    """
    sitting, meeting = await sittings.locked_with_meeting(session, sitting_id)
    rules.may_register(meeting, sitting, at)
    rules.may_bring(sitting, guests)
    head = await _settled_head(session, teller, sitting, at)
    row = Registration(
        sitting_id=sitting.id,
        branch_id=sitting.branch_id,
        group_id=meeting.group_id,
        person_id=by,
        guests=guests,
        turn=(head.last_turn or 0) + 1,
        state=_admitted(sitting, head, guests + 1),
        registered_at=at,
    )
    await add_or_refuse(session, row, _twice)
    if row.state is CONFIRMED:
        await places.count(session, sitting, row.places)
        await engagements.tell_registrations(session, teller, sitting, [row], at)
    places.record(session, row, at, by=by)
    return row


async def approve(
    session: AsyncSession, teller: Teller, row: Registration, *, by: UUID, at: datetime
) -> Registration:
    """Let someone in who has asked, or into the queue at the turn the request had.

    Raises OwnRegistration, RegistrationNotInState, SittingCancelled, RegistrationClosed.
    """
    rules.may_approve(row, by)
    sitting, row = await _held(session, teller, row, at)
    rules.needs(row, at, REQUESTED)
    rules.may_register(await meetings.by_id(session, sitting.meeting_id), sitting, at)
    head = await queries.head(session, sitting.id, at)
    to = rules.admitted(sitting, row.places, others_wait=head.anyone_waits)
    await places.move(session, sitting, row, to, at, by=by)
    if to is CONFIRMED:
        await engagements.tell_registrations(session, teller, sitting, [row], at)
    return row


async def accept(session: AsyncSession, teller: Teller, row: Registration, *, at: datetime) -> Registration:
    """Take what was offered, once. Raises SittingCancelled, RegistrationNotInState."""
    sitting, row = await _offered(session, teller, row, at)
    await places.move(session, sitting, row, CONFIRMED, at, by=row.person_id)
    await engagements.tell_registrations(session, teller, sitting, [row], at)
    return row


async def decline(session: AsyncSession, teller: Teller, row: Registration, *, at: datetime) -> Registration:
    """Leave what was offered to the next. Raises SittingCancelled, RegistrationNotInState."""
    sitting, row = await _offered(session, teller, row, at)
    await places.move(session, sitting, row, RegistrationState.DECLINED, at, by=row.person_id)
    await places.settle(_to(session, teller, at), sitting)
    return row


async def cancel(session: AsyncSession, teller: Teller, row: Registration, *, at: datetime) -> Registration:
    """Give up one's own, until the sitting begins. Raises RegistrationNotInState, RegistrationClosed."""
    sitting, row = await _held(session, teller, row, at)
    rules.may_leave(row, sitting, at)
    await _end(session, teller, sitting, row, RegistrationState.CANCELLED, by=row.person_id, at=at)
    await places.settle(_to(session, teller, at), sitting)
    return row


async def remove(
    session: AsyncSession, teller: Teller, row: Registration, reason: str, *, by: UUID, at: datetime
) -> Registration:
    """Take someone off, or refuse who has asked. Raises RegistrationNotInState, RegistrationClosed."""
    sitting, row = await _held(session, teller, row, at)
    rules.may_leave(row, sitting, at)
    await _end(session, teller, sitting, row, RegistrationState.REMOVED, by=by, at=at, reason=reason)
    await places.settle(_to(session, teller, at), sitting)
    return row


async def sweep(database: Database, at: datetime, *, teller: Teller, zone: ZoneInfo) -> int:
    """End what time, leaving or moving has ended, and offer what that frees; says for how many sittings.

    Each sitting is a transaction of its own. It may run in several processes at once: the lock lets one do it.
    """
    on = day_of(at, zone)
    async with database.read() as view:
        due = await queries.unsettled(view, at, on)
    for sitting_id in due:
        await database.retrying(partial(_settle, sitting_id=sitting_id, at=at, on=on, teller=teller))
    return len(due)


async def _settle(session: AsyncSession, sitting_id: UUID, at: datetime, on: date, teller: Teller) -> None:
    sitting = await sittings.locked(session, sitting_id)
    if at < sitting.starts_at:
        for row, left in await queries.departed(session, sitting, on):
            why = because(left=left)
            await _end(session, teller, sitting, row, RegistrationState.DEPARTED, at=at, reason=why)
    await places.settle(_to(session, teller, at), sitting)


async def _held(
    session: AsyncSession, teller: Teller, row: Registration, at: datetime
) -> tuple[Sitting, Registration]:
    """The sitting under its lock and the registration as it stands now, settled."""
    sitting = await sittings.locked(session, row.sitting_id)
    row = await queries.again(session, row)
    await places.settle(_to(session, teller, at), sitting)
    return sitting, row


async def _offered(
    session: AsyncSession, teller: Teller, row: Registration, at: datetime
) -> tuple[Sitting, Registration]:
    """As `_held`, for whoever answers an offer; one that ran out is answered no more, whatever follows it."""
    sitting = await sittings.locked(session, row.sitting_id)
    row = await queries.again(session, row)
    goes_on(sitting)
    rules.needs(row, at, RegistrationState.OFFERED)
    await places.settle(_to(session, teller, at), sitting)
    rules.needs(row, at, RegistrationState.OFFERED)
    return sitting, row


async def _end(
    session: AsyncSession,
    teller: Teller,
    sitting: Sitting,
    row: Registration,
    to: RegistrationState,
    *,
    at: datetime,
    by: UUID | None = None,
    reason: str | None = None,
) -> None:
    """Bring it to an end; whoever was sure of a place is bound no more."""
    was_sure = row.state is CONFIRMED
    await places.move(session, sitting, row, to, at, by=by, reason=reason)
    if was_sure:
        await engagements.tell_registrations(session, teller, sitting, [row], at)


async def _settled_head(
    session: AsyncSession, teller: Teller, sitting: Sitting, at: datetime
) -> queries.Head:
    """The queue after what was due has been done; mostly nothing is, and it is asked once."""
    head = await queries.head(session, sitting.id, at)
    if not head.any_offer_over and (rules.free(sitting) == 0 or not head.anyone_waits):
        return head
    await places.settle(_to(session, teller, at), sitting)
    return await queries.head(session, sitting.id, at)


def _admitted(sitting: Sitting, head: queries.Head, wanted: int) -> RegistrationState:
    if sitting.needs_approval:
        return REQUESTED
    return rules.admitted(sitting, wanted, others_wait=head.anyone_waits)


def _to(session: AsyncSession, teller: Teller, at: datetime) -> Messenger:
    return Messenger(session, teller, at, at.date())  # nobody is looked up by the day


async def _twice() -> Exception:
    return rules.AlreadyRegistered()
