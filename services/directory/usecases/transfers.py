"""Introduction letters: written, received, returned, withdrawn, expired. The person is locked before the letter."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.clock import day_of
from shared.db import Database, add_or_refuse
from shared.ids import new_id
from shared.outbox import Teller

from .. import events
from ..models import (
    EndingReason,
    LetterReach,
    MembershipStatus,
    Organisation,
    Person,
    Transfer,
    TransferState,
)
from ..queries import memberships as membership_queries
from ..queries import persons
from ..queries import transfers as queries
from ..rules.life import memberships as membership_rules
from ..rules.life import transfers as rules
from ..rules.life.transfers import Validity
from . import memberships


@dataclass(frozen=True, slots=True)
class Letter:
    """What the old branch writes: to one of our branches or to a place outside, and for how long it is good."""

    to_branch: Organisation | None
    to_outside: str | None
    reach: LetterReach
    valid_days: int | None = None
    dues_paid_until: str | None = None
    transfer_id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Act:
    """By whom and when something happens, and who tells others of it."""

    by: UUID
    at: datetime
    on: date
    teller: Teller


async def issue(
    session: AsyncSession, person: Person, letter: Letter, validity: Validity, act: Act
) -> Transfer:
    """The old branch writes the letter; the member stays until it is received. `person` must be locked.

    Raises OwnLetter, NoMembership, DestinationUnclear, NotABranch, SameBranch, LetterTooLong, TransferUnderWay.
    """
    rules.check_writer(person.id, act.by)
    known = await membership_queries.of_person(session, person.id)
    old = membership_rules.left_at(known, act.on)
    rules.check_destination(old.branch_id, letter.to_branch, letter.to_outside)
    valid_until = validity.until(act.on, letter.reach, letter.valid_days)
    serial = await queries.next_serial(session, old.branch_id, act.on.year)
    row = Transfer(
        id=letter.transfer_id,
        person_id=person.id,
        from_branch_id=old.branch_id,
        to_branch_id=letter.to_branch.id if letter.to_branch else None,
        to_outside=letter.to_outside,
        letter_no=f"{act.on.year}-{serial:04}",
        letter_year=act.on.year,
        letter_serial=serial,
        issued_on=act.on,
        valid_until=valid_until,
        dues_paid_until=letter.dues_paid_until,
        issued_by=act.by,
        issued_at=act.at,
    )
    await add_or_refuse(session, row, _under_way)
    return row


async def receive(
    session: AsyncSession,
    row: Transfer,
    *,
    person: Person,
    branch: Organisation,
    group: Organisation | None,
    act: Act,
) -> Transfer:
    """The new branch takes the member in, today; both rows must be locked, `branch` is where the letter leads.

    Raises TransferNotInState, LetterExpired, OwnLetter, NoMembership, PersonInactive, GroupElsewhere.
    """
    rules.may_receive(row, act.by, act.on)
    known = await membership_queries.of_person(session, person.id)
    if membership_rules.left_at(known, act.on).branch_id != row.from_branch_id:
        raise membership_rules.NoMembership
    await memberships.move(
        session,
        act.teller,
        person,
        branch=branch,
        group=group,
        on=act.on,
        reason=EndingReason.TRANSFERRED,
        at=act.at,
    )
    row.state, row.received_on, row.received_by = TransferState.RECEIVED, act.on, act.by
    await _completed(session, row, act)
    return row


async def arrive(
    session: AsyncSession,
    row: Transfer,
    *,
    person: Person,
    branch: Organisation,
    group: Organisation | None,
    status: MembershipStatus,
    act: Act,
) -> Transfer:
    """Somebody comes with a letter from outside, today; `person` must be locked.

    Raises OwnLetter, LetterExpired, PersonInactive, NotABranch, GroupElsewhere, MembershipOverlaps,
    CommunityOfficerInside.
    """
    rules.may_receive(row, act.by, act.on)
    await memberships.begin(
        session,
        act.teller,
        person=person,
        branch=branch,
        group=group,
        status=status,
        from_on=act.on,
        at=act.at,
    )
    row.state, row.received_on, row.received_by = TransferState.RECEIVED, act.on, act.by
    session.add(row)
    await _completed(session, row, act)
    return row


async def give_back(
    session: AsyncSession,
    row: Transfer,
    *,
    person: Person,
    received_on: date | None,
    slip_no: str | None,
    act: Act,
) -> Transfer:
    """The return slip is with the stub. Of a letter that led outside it ends the membership; both rows must be locked.

    Raises TransferNotInState, SlipDayImpossible, EndingNotEarlier, NoMembership.
    """
    day = rules.may_return(row, received_on, act.on)
    outward = row.received_on is None
    row.state, row.returned_on, row.returned_by, row.slip_no = (
        TransferState.RETURNED,
        act.on,
        act.by,
        slip_no,
    )
    row.received_on = day
    if outward:
        await _let_go(session, row, person, day, act)
        await _completed(session, row, act)
    await session.flush()
    return row


async def withdraw(session: AsyncSession, row: Transfer, *, reason: str, act: Act) -> Transfer:
    """Nobody has received it, and nobody shall; it must be locked. Raises TransferNotInState."""
    rules.may_withdraw(row)
    row.state, row.withdrawn_by, row.withdrawn_reason = TransferState.WITHDRAWN, act.by, reason
    await session.flush()
    return row


async def expire(database: Database, at: datetime, *, zone: ZoneInfo) -> int:
    """Let letters lapse whose last day is over; says how many were looked at."""
    today = day_of(at, zone)
    async with database.read() as view:
        found = await queries.lapsed(view, today)
    for transfer_id, person_id in found:
        await database.retrying(
            partial(_expire, transfer_id=transfer_id, person_id=person_id, today=today, at=at)
        )
    return len(found)


async def _expire(
    session: AsyncSession, *, transfer_id: UUID, person_id: UUID, today: date, at: datetime
) -> None:
    await persons.locked(session, person_id)
    row = await queries.again(session, transfer_id)
    if rules.lapsed(row, today):
        row.state = TransferState.EXPIRED
        await audit.note(session, at=at, act="transfer.expire", object_id=str(row.id))


async def _let_go(session: AsyncSession, row: Transfer, person: Person, day: date, act: Act) -> None:
    """Who was taken in elsewhere on a day belonged here until the day before."""
    known = await membership_queries.of_person(session, person.id)
    held = membership_rules.left_at(known, day)
    if held.branch_id != row.from_branch_id:
        raise membership_rules.NoMembership
    await memberships.leave(
        session, act.teller, person, known, on=day, reason=EndingReason.TRANSFERRED, at=act.at
    )


async def _completed(session: AsyncSession, row: Transfer, act: Act) -> None:
    await session.flush()
    told = events.transfer_completed(
        row.person_id,
        from_branch_id=row.from_branch_id,
        to_branch_id=row.to_branch_id,
        on=row.received_on or act.on,
        letter_no=row.letter_no,
        at=act.at,
    )
    await act.teller.tell(session, [told])


async def _under_way() -> Exception:
    return rules.TransferUnderWay()
