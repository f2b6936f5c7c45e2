"""Service records: they follow the scans, are told in open projects, entered late by an officer, closed by time.

Locks: the volunteer's row, then the record.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.clock import day_of
from shared.db import Database, add_or_refuse
from shared.ids import new_id

from ..models import (
    Project,
    RecordAct,
    RecordBasis,
    RecordState,
    ServiceRecord,
    Shift,
    SignUp,
    Volunteer,
)
from ..queries import parameters, service_scans
from ..queries import service_records as queries
from ..rules import minutes_of_service as minutes_rules
from ..rules import service_records as rules
from ..rules import service_scans as scan_rules
from ..rules import spans
from ..rules.parameters import Parameters
from . import record_steps
from .record_steps import Before, By

RECORD = ServiceRecord.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ONCE = "ON CONFLICT DO NOTHING RETURNING id"


class Scanned(NamedTuple):
    """A sign-up whose person was scanned, the project it belongs to, and the figures that it goes by."""

    sign_up: SignUp
    project: Project
    figures: Parameters

    @property
    def span(self) -> scan_rules.Span:
        """The person's own time; only whose project is not open is scanned."""
        return span_of(self.sign_up)


class Followed(NamedTuple):
    """A record after new scans, and whether the person had been seen coming before."""

    row: ServiceRecord
    there_before: bool


def span_of(sign_up: SignUp) -> scan_rules.Span:
    """The own time. Raises NothingToScan where the project is open."""
    if sign_up.starts_at is None or sign_up.ends_at is None:
        raise scan_rules.NothingToScan
    return sign_up.starts_at, sign_up.ends_at


async def follow(
    session: AsyncSession, scanned: Collection[Scanned], *, zone: ZoneInfo, at: datetime
) -> dict[UUID, Followed]:
    """Let the records of these sign-ups say what all their scans come to; who was never seen coming has none.

    The caller holds the volunteers and has looked that no side has spoken yet.
    """
    by_id = {each.sign_up.id: each for each in scanned}
    rows = await queries.of_sign_ups(session, by_id)
    outcomes = await _outcomes(session, by_id, at)
    fresh = [
        new_row(by_id[key], outcomes[key], zone=zone, at=at) for key in sorted(outcomes) if key not in rows
    ]
    made = {row.id for row in await bulk.insert(await session.connection(), RECORD, fresh, tail=_ONCE)}
    if fresh:
        rows = await queries.of_sign_ups(session, by_id)
    if len(made) < len(fresh):  # somebody was quicker, whose scan is to be seen now
        outcomes = await _outcomes(session, by_id, at)
    for key, outcome in outcomes.items():
        if row := rows.get(key):
            _set(row, outcome, zone)
    await session.flush()
    new = {UUID(str(each)) for each in made}
    return {key: Followed(row, row.id not in new) for key, row in rows.items()}


async def _outcomes(
    session: AsyncSession, scanned: Mapping[UUID, Scanned], at: datetime
) -> dict[UUID, scan_rules.Outcome]:
    keys = {(each.sign_up.shift_id, each.sign_up.person_id): key for key, each in scanned.items()}
    found = {}
    for who, scans in (await service_scans.counting(session, keys)).items():
        each = scanned[keys[who]]
        over = scan_rules.is_over(each.span, at, each.figures)
        if outcome := scan_rules.outcome(scans, each.span, over=over):
            found[keys[who]] = outcome
    return found


def new_row(scanned: Scanned, outcome: scan_rules.Outcome, *, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
    """The record of somebody seen coming for the first time, for a bulk statement."""
    sign_up = scanned.sign_up
    return {
        "id": new_id(),
        "revision": 1,
        "sign_up_id": sign_up.id,
        "shift_id": sign_up.shift_id,
        "project_id": sign_up.project_id,
        "branch_id": sign_up.branch_id,
        "community_id": sign_up.community_id,
        "person_id": sign_up.person_id,
        "home_branch_id": sign_up.home_branch_id,
        "served_on": day_of(outcome.starts_at, zone).isoformat(),
        "starts_at": outcome.starts_at,
        "ends_at": outcome.ends_at,
        "busy_from": sign_up.busy_from,
        "busy_until": sign_up.busy_until,
        "basis": outcome.basis.value,
        "planned_minutes": rules.planned_minutes(scanned.project, sign_up),
        "measured_minutes": outcome.measured_minutes,
        "state": outcome.state.value,
        "round": 1,
        "told": 0,
        "entered_at": at,
    }


def _set(row: ServiceRecord, outcome: scan_rules.Outcome, zone: ZoneInfo) -> None:
    says = asdict(outcome) | {"served_on": day_of(outcome.starts_at, zone)}
    for name, value in says.items():
        if getattr(row, name) != value:  # whatever is set counts as a change
            setattr(row, name, value)


class Told(NamedTuple):
    """Hours by words: for whom, in which shift, what, by whom and when."""

    shift_id: UUID
    person_id: UUID
    claim: rules.Claim
    by: UUID
    at: datetime
    side: str | None = None
    reason: str | None = None


async def tell(session: AsyncSession, told: Told, zone: ZoneInfo) -> ServiceRecord:
    """One's own service in an open project, as often as one serves in it.

    Raises NotSignedUp, TimesNotTold, and what `_by_words` raises.
    """
    volunteer = await queries.volunteer_locked(session, told.person_id)
    sign_up = await queries.sign_up(session, told.shift_id, told.person_id)
    if sign_up is None:
        raise scan_rules.NotSignedUp
    shift, project = await queries.place_of(session, told.shift_id)
    rules.may_tell(project)
    row = _by_words(told, sign_up, project, volunteer, zone)
    row.basis, row.sign_up_id = RecordBasis.TOLD, None
    return await _add(session, row, told, shift, sign_up)


async def enter(session: AsyncSession, told: Told, zone: ZoneInfo) -> ServiceRecord:
    """An officer's late entry for somebody who had signed up and was not scanned.

    Raises HoursForOneself, HoursForAnother, AlreadyRecorded, and what `_add` raises.
    """
    rules.by_another(told.person_id, told.by)
    volunteer = (await queries.volunteers_locked(session, [told.person_id])).get(told.person_id)
    sign_up = rules.had_signed_up(await queries.sign_up(session, told.shift_id, told.person_id))
    if volunteer is None:
        raise rules.HoursForAnother
    shift, project = await queries.place_of(session, told.shift_id)
    if await queries.of_sign_ups(session, [sign_up.id]):
        raise rules.AlreadyRecorded
    row = _by_words(told, sign_up, project, volunteer, zone)
    return await _add(session, row, told, shift, sign_up)


def _by_words(
    told: Told, sign_up: SignUp, project: Project, volunteer: Volunteer, zone: ZoneInfo
) -> ServiceRecord:
    claim = told.claim
    busy = spans.busy(volunteer.sequence, claim.starts_at, claim.ends_at)
    return ServiceRecord(
        sign_up_id=sign_up.id,
        shift_id=sign_up.shift_id,
        project_id=sign_up.project_id,
        branch_id=sign_up.branch_id,
        community_id=sign_up.community_id,
        person_id=sign_up.person_id,
        home_branch_id=sign_up.home_branch_id,
        served_on=day_of(claim.starts_at, zone),
        starts_at=claim.starts_at,
        ends_at=claim.ends_at,
        busy_from=busy[0],
        busy_until=busy[1],
        basis=RecordBasis.LATE_ENTRY,
        planned_minutes=rules.planned_minutes(project, sign_up),
        claimed_minutes=claim.minutes,
        state=RecordState.SUBMITTED,
        entered_by=told.by,
        entered_at=told.at,
    )


async def _add(
    session: AsyncSession, row: ServiceRecord, told: Told, shift: Shift, sign_up: SignUp
) -> ServiceRecord:
    """Raises LeaverHours, TimesBackwards, OutsideShift, ClaimTooLong, ServiceNotOver, Backdated, and as `fits`."""
    rules.still_there(await queries.known(session, row.person_id, row.served_on))
    rules.may_claim(told.claim, sign_up, shift)
    figures = await parameters.on(session, row.branch_id, row.served_on)
    rules.in_time(told.claim.ends_at, told.at, figures)
    limit = minutes_rules.creditable(told.claim.minutes, row.planned_minutes, figures)
    minutes_rules.may_be(told.claim.minutes, limit, figures)
    await fits(session, row, told.claim.minutes, figures)
    await add_or_refuse(session, row, _overlaps)
    act = RecordAct.ENTERED if row.basis is RecordBasis.LATE_ENTRY else RecordAct.TOLD
    record_steps.record(session, row, act, By(told.by, told.at, told.side, told.reason))
    await session.flush()
    return row


async def fits(session: AsyncSession, row: ServiceRecord, minutes: int, figures: Parameters) -> None:
    """Beside whatever else the person has on that day. Raises RecordsOverlap, DailyMost."""
    span = (row.busy_from, row.busy_until)
    rules.free(span, await queries.touching(session, row.person_id, span, but=row.id))
    others = await queries.of_day(session, row.person_id, row.served_on, but=row.id)
    minutes_rules.fits_the_day(minutes, (minutes_rules.stated(each, figures) for each in others), figures)


async def _overlaps() -> Exception:
    return rules.RecordsOverlap()


async def close_forgotten(database: Database, at: datetime, *, zone: ZoneInfo) -> int:
    """Close the records of people who were not seen going; says how many. Several processes may do it at once."""
    async with database.read() as view:
        found = await queries.left_open(view, at)
        held = await parameters.histories(view, {row.branch_id for row, _, _ in found})
    closed = 0
    for row, *span in found:
        if scan_rules.is_over((span[0], span[1]), at, held[row.branch_id].on(row.served_on)):
            closed += await database.retrying(partial(_close, found=row, zone=zone, at=at))
    return closed


async def _close(session: AsyncSession, found: ServiceRecord, zone: ZoneInfo, at: datetime) -> int:
    await queries.volunteer_locked(session, found.person_id)
    row = await queries.again(session, found.id)
    if row.state is not RecordState.PRESENT or row.sign_up_id is None:
        return 0
    sign_up = await session.get_one(SignUp, row.sign_up_id)
    _, project = await queries.place_of(session, row.shift_id)
    figures = await parameters.on(session, row.branch_id, row.served_on)
    before = Before.of(row)
    await follow(session, [Scanned(sign_up, project, figures)], zone=zone, at=at)
    record_steps.record(session, row, RecordAct.CLOSED, By(None, at), before)
    await session.flush()
    return 1
