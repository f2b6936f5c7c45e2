"""Departures: entered, applied on their day, reversed. The person is locked first, then the departure."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.clock import day_of
from shared.db import Database, add_or_refuse
from shared.outbox import Teller

from .. import queries
from ..models import (
    Absence,
    Appointment,
    Departure,
    DepartureReason,
    DepartureState,
    EndingReason,
    Membership,
    Person,
    TransferState,
)
from ..rules.life import departures as rules
from ..rules.life import memberships as membership_rules
from ..rules.life import spans
from ..rules.life.months import day_before
from ..rules.life.persons import EmployeeNoTaken
from . import accounts, adding
from .telling import mark, tell_appointments, tell_person

_Span = Appointment | Absence | Membership
_NOUNS: dict[str, type[_Span]] = {"appointment": Appointment, "absence": Absence, "membership": Membership}


async def enter(
    session: AsyncSession, teller: Teller, departure: Departure, *, person: Person, today: date
) -> Departure:
    """Somebody leaves; what has its day behind it or today is applied at once. `person` must be locked.

    Raises PersonInactive, DeathAhead, DeparturePlanned.
    """
    rules.check_entering(person, DepartureReason(departure.reason), departure.on, today)
    where = await queries.persons.place_of(session, person.id, today)
    departure.branch_id, departure.group_id = where
    await add_or_refuse(session, departure, _planned)
    if rules.due(departure, today):
        await _apply(session, teller, departure, person, departure.at)
    return departure


async def reverse(
    session: AsyncSession,
    teller: Teller,
    departure: Departure,
    *,
    person: Person,
    by: UUID,
    reason: str,
    at: datetime,
) -> Departure:
    """As if it had not been: what it ended runs on as before. Both rows must be locked.

    Raises DepartureNotStanding, EmployeeNoTaken, MembershipOverlaps.
    """
    rules.may_undo(departure)
    applied = departure.state == DepartureState.APPLIED
    departure.state, departure.undone_by = DepartureState.REVERSED, by
    departure.undone_at, departure.undone_reason = at, reason
    if applied:
        person.active, person.left_on, person.departure = True, None, None
        await adding.flush(session, EmployeeNoTaken)
        offices = await _give_back(session, departure)
        await _tell(session, teller, departure, person, at, offices=offices)
    await session.flush()
    return departure


async def come_back(session: AsyncSession, person: Person, *, by: UUID | None, at: datetime) -> None:
    """The person works here again, so that what ended stays ended; for whoever makes a locked person active."""
    person.active, person.left_on, person.departure = True, None, None
    for departure in await queries.departures.of_person(session, person.id, DepartureState.APPLIED):
        departure.state, departure.undone_by, departure.undone_at = DepartureState.RETURNED, by, at


async def apply_due(database: Database, at: datetime, *, teller: Teller, zone: ZoneInfo) -> int:
    """Let everybody go whose day has come; says how many were looked at."""
    today = day_of(at, zone)
    async with database.read() as view:
        found = await queries.departures.due(view, today)
    for departure_id, person_id in found:
        work = partial(_apply_due, departure_id=departure_id, person_id=person_id, teller=teller)
        await database.retrying(partial(work, today=today, at=at))
    return len(found)


async def _apply_due(
    session: AsyncSession, *, departure_id: UUID, person_id: UUID, teller: Teller, today: date, at: datetime
) -> None:
    person = await queries.persons.locked(session, person_id)
    departure = await queries.departures.again(session, departure_id)
    if person is not None and rules.due(departure, today):
        await _apply(session, teller, departure, person, at)
        await audit.note(session, at=at, act="departure.apply", object_id=str(departure.id))


async def _apply(
    session: AsyncSession, teller: Teller, departure: Departure, person: Person, at: datetime
) -> None:
    departure.state, departure.applied_at = DepartureState.APPLIED, at
    person.active, person.left_on, person.departure = False, departure.on, departure.reason
    offices = await queries.appointments.of_subject(session, person.id)
    absences = await queries.absences.of_person(session, person.id)
    last = day_before(departure.on)
    ended = _cut("appointment", offices, last)
    left = bool(ended)
    ended += _cut("absence", absences, last)
    if rules.ends_membership(departure):
        ended += await _end_all(session, departure)
    departure.ended = ended
    await _tell(session, teller, departure, person, at, offices=left)


async def _end_all(session: AsyncSession, departure: Departure) -> list[dict[str, Any]]:
    """Death: the day itself still belongs to the membership, and a letter under way leads nowhere."""
    known = await queries.memberships.of_person(session, departure.person_id)
    ended = _cut("membership", known, departure.on)
    told = {UUID(each["id"]) for each in ended}
    for span in known:
        if span.id in told:
            span.reason_code = EndingReason.DIED.value
    letter = await queries.transfers.under_way(session, departure.person_id)
    if letter is not None:
        letter.state, letter.withdrawn_by = TransferState.WITHDRAWN, departure.by_id
    return ended


def _cut(noun: str, known: Sequence[_Span], last: date) -> list[dict[str, Any]]:
    before = [(span, span.until_on) for span in known]
    return [
        {"noun": noun, "id": str(span.id), "until_on": until_on.isoformat() if until_on else None}
        for span, until_on in before
        if spans.cut(span, last)
    ]


async def _give_back(session: AsyncSession, departure: Departure) -> bool:
    """Let what was cut run as long as before; says whether an office was among it."""
    for cut in departure.ended:
        span = await session.get_one(_NOUNS[cut["noun"]], UUID(cut["id"]))
        until_on = date.fromisoformat(cut["until_on"]) if cut["until_on"] else None
        if isinstance(span, Membership):
            known = await queries.memberships.of_person(session, departure.person_id)
            membership_rules.check_prolonging(span, until_on, known)
            span.reason_code = None
        span.until_on = until_on
        await session.flush()
    return any(cut["noun"] == "appointment" for cut in departure.ended)


async def _tell(
    session: AsyncSession,
    teller: Teller,
    departure: Departure,
    person: Person,
    at: datetime,
    *,
    offices: bool,
) -> None:
    """The account is closed with the departure and opened with its reversal; either tells who the person is now."""
    account = await queries.accounts.locked(session, person.id)
    if account and not person.active and account.disabled_at is None:
        departure.account_disabled = True
        await accounts.disable(session, teller, account, person, at)
    elif account and person.active and departure.account_disabled:
        await accounts.enable(session, teller, account, person, at)
    else:
        mark(person, rights=True)
        await session.flush()
        await tell_person(session, teller, person, at)
    if offices:
        await tell_appointments(session, teller, person, at)


async def _planned() -> Exception:
    return rules.DeparturePlanned()
