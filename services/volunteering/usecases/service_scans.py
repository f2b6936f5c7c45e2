"""Service scans: made singly by code, from an officer's list, or on an offline device, always judged in one way.

Locks: the volunteers' rows, then the shifts (shared), then the records, each sorted by id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit, bulk
from shared.clock import day_of
from shared.errors import Refusal
from shared.ids import new_id

from ..models import (
    Mark,
    RecordBasis,
    RecordState,
    ScanMethod,
    ScanVerdict,
    ServiceRecord,
    ServiceScan,
    Shift,
    ShiftState,
)
from ..queries import parameters
from ..queries import service_records as record_queries
from ..queries import service_scans as queries
from ..queries.service_scans import Who
from ..rules import service_records as record_rules
from ..rules import service_scans as rules
from ..rules import shifts as shift_rules
from . import service_records
from .service_records import Scanned

SCAN = ServiceScan.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ONCE = "ON CONFLICT (by_id, nonce) DO NOTHING RETURNING id"
_FOLLOWS = frozenset({RecordState.PRESENT, RecordState.SUBMITTED})


@dataclass(frozen=True, slots=True)
class Seen:
    """One mark as it was made, at the device's time, and as it reached us."""

    shift_id: UUID
    person_id: UUID
    mark: Mark
    occurred_at: datetime
    by: UUID
    received_at: datetime
    nonce: str
    device: str | None = None

    @property
    def who(self) -> Who:
        """The shift and the person."""
        return self.shift_id, self.person_id


@dataclass(frozen=True, slots=True)
class Sent:
    """By what way marks reached us, and how far the device's clock was ahead."""

    method: ScanMethod
    skew_seconds: int = 0
    device_now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of one mark. `again` means it changed nothing: sent before, or the person is there already."""

    refusal: Refusal | None = None
    verdict: ScanVerdict | None = None
    replayed: bool = False
    again: bool = False
    record: ServiceRecord | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the marks of one request are judged by."""

    shifts: Mapping[UUID, Shift]
    scanned: Mapping[Who, Scanned]
    records: Mapping[UUID, ServiceRecord]
    spoken: frozenset[UUID]
    others: Sequence[ServiceRecord]
    gone: frozenset[UUID]


async def record(
    session: AsyncSession, marks: Sequence[Seen], shifts: Mapping[UUID, Shift], sent: Sent, zone: ZoneInfo
) -> list[Recorded]:
    """Write the marks down and let the records follow; one answer for each, in order.

    `shifts` are those whose scans the sender may make.
    """
    ground = await _ground(session, marks, shifts, zone)
    answers = [_judged(seen, ground, sent) for seen in marks]
    rows = [new_row(seen, sent) for seen, answer in zip(marks, answers, strict=True) if not answer.refusal]
    if sent.method is not ScanMethod.CODE:  # a single one is raised, and written down where that is answered
        await _remark(session, marks, answers)
    fresh = await _write(session, rows)
    known = await _sent_before(session, [row for row in rows if row["id"] not in fresh])
    followed = await _follow(session, [row for row in rows if row["id"] in fresh], ground, zone, marks)
    waiting, result = iter(rows), _Result(fresh, known, ground, followed)
    return [
        answer if answer.refusal else result.of(seen, next(waiting))
        for seen, answer in zip(marks, answers, strict=True)
    ]


async def _ground(
    session: AsyncSession, marks: Sequence[Seen], shifts: Mapping[UUID, Shift], zone: ZoneInfo
) -> _Ground:
    people = {seen.person_id for seen in marks}
    await record_queries.volunteers_locked(session, people)
    held = await queries.held(session, {seen.shift_id for seen in marks if seen.shift_id in shifts})
    sign_ups = await queries.sign_ups(session, {seen.who for seen in marks})
    histories = await parameters.histories(session, {shift.branch_id for shift, _ in held.values()})
    days = {key: day_of(shift.starts_at, zone) for key, (shift, _) in held.items()}
    scanned = {
        who: Scanned(row, held[who[0]][1], histories[row.branch_id].on(days[who[0]]))
        for who, row in sign_ups.items()
        if who[0] in held
    }
    records = await record_queries.of_sign_ups(session, {each.sign_up.id for each in scanned.values()})
    spans = [(s.sign_up.busy_from, s.sign_up.busy_until) for s in scanned.values()]
    first, last = (min((s[0] or 0 for s in spans), default=0), max((s[1] or 0 for s in spans), default=0))
    return _Ground(
        shifts={key: shift for key, (shift, _) in held.items()},
        scanned=scanned,
        records=records,
        spoken=frozenset(await queries.spoken_about(session, {row.id for row in records.values()})),
        others=await queries.others(session, people, first, last),
        gone=frozenset(await record_queries.gone(session, {who[1]: days[who[0]] for who in scanned})),
    )


def _judged(seen: Seen, ground: _Ground, sent: Sent) -> Recorded:
    try:
        _check(seen, ground, sent)
    except Refusal as refusal:
        return Recorded(refusal=refusal)
    return Recorded()


def _check(seen: Seen, ground: _Ground, sent: Sent) -> None:
    scanned = ground.scanned.get(seen.who)
    if scanned is None:
        raise rules.NotSignedUp
    if ground.shifts[seen.shift_id].state is ShiftState.CANCELLED:
        raise shift_rules.ShiftCancelled
    if seen.person_id in ground.gone:
        raise record_rules.LeaverHours
    rules.sent_after(seen.occurred_at, sent.device_now or seen.received_at)
    rules.in_window(scanned.span, seen.mark, seen.occurred_at, scanned.figures)
    row = ground.records.get(scanned.sign_up.id)
    if row is not None:
        _still_follows(row, ground)
        return
    busy = (scanned.sign_up.busy_from or 0, scanned.sign_up.busy_until or 0)
    # The own record is no other, though it may have come to be between two looks.
    others = [each for each in ground.others if each.sign_up_id != scanned.sign_up.id]
    record_rules.free(busy, others)


def _still_follows(row: ServiceRecord, ground: _Ground) -> None:
    by_scans = row.basis in {RecordBasis.SCANNED, RecordBasis.FORGOTTEN_CHECK_OUT} and row.round == 1
    if row.state not in _FOLLOWS or row.id in ground.spoken or not by_scans:
        raise rules.RecordSettled


async def _remark(session: AsyncSession, marks: Sequence[Seen], answers: Sequence[Recorded]) -> None:
    """Write down who tried what nobody comes upon by honest mistake alone."""
    for seen, answer in zip(marks, answers, strict=True):
        if answer.refusal and answer.refusal.remarkable:
            await audit.note(
                session,
                at=seen.received_at,
                act=f"service_scan.record/{answer.refusal.code}",
                actor_id=seen.by,
                object_id=str(seen.shift_id),
                outcome=audit.REFUSED,
            )


def new_row(seen: Seen, sent: Sent) -> dict[str, Any]:
    """The row of a mark, for a bulk statement."""
    return {
        "id": new_id(),
        "shift_id": seen.shift_id,
        "person_id": seen.person_id,
        "mark": seen.mark.value,
        "method": sent.method.value,
        "verdict": rules.verdict(sent.skew_seconds).value,
        "occurred_at": seen.occurred_at,
        "received_at": seen.received_at,
        "skew_seconds": sent.skew_seconds,
        "nonce": seen.nonce,
        "device": seen.device,
        "by_id": seen.by,
    }


async def _write(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    # Two uploads of one batch meet in the same order of nonces, so neither waits for what the other holds.
    ordered = sorted(rows, key=lambda row: (row["by_id"], row["nonce"]))
    made = await bulk.insert(await session.connection(), SCAN, ordered, tail=_ONCE)
    return {UUID(str(row.id)) for row in made}


async def _follow(
    session: AsyncSession,
    rows: Sequence[dict[str, Any]],
    ground: _Ground,
    zone: ZoneInfo,
    marks: Sequence[Seen],
) -> dict[UUID, service_records.Followed]:
    valid = [row for row in rows if row["verdict"] == ScanVerdict.VALID.value]
    if not valid:
        return {}
    who = {(row["shift_id"], row["person_id"]) for row in valid}
    scanned = [ground.scanned[each] for each in sorted(who)]
    return await service_records.follow(session, scanned, zone=zone, at=marks[0].received_at)


async def _sent_before(
    session: AsyncSession, rows: Sequence[dict[str, Any]]
) -> dict[tuple[UUID, str], ServiceScan]:
    if not rows:
        return {}
    return await queries.by_nonces(session, {row["by_id"] for row in rows}, {row["nonce"] for row in rows})


@dataclass(slots=True)
class _Result:
    """What the database said of all marks, from which each gets its answer, the first one first."""

    fresh: set[UUID]
    known: Mapping[tuple[UUID, str], ServiceScan]
    ground: _Ground
    followed: Mapping[UUID, service_records.Followed]
    come: set[Who] = field(default_factory=set)

    def of(self, seen: Seen, row: dict[str, Any]) -> Recorded:
        """The answer to a mark that was not refused."""
        if row["id"] not in self.fresh:
            return _replayed(seen, self.known[seen.by, seen.nonce])
        now = self.followed.get(self.ground.scanned[seen.who].sign_up.id)
        again = bool(now and (now.there_before or seen.who in self.come) and seen.mark is Mark.IN)
        if seen.mark is Mark.IN:
            self.come.add(seen.who)
        return Recorded(verdict=ScanVerdict(row["verdict"]), again=again, record=now.row if now else None)


def _replayed(seen: Seen, scan: ServiceScan) -> Recorded:
    same = (scan.shift_id, scan.person_id, scan.mark, scan.occurred_at) == (
        seen.shift_id,
        seen.person_id,
        seen.mark,
        seen.occurred_at,
    )
    if not same:
        return Recorded(refusal=rules.ServiceNonceReused())
    return Recorded(verdict=scan.verdict, replayed=True, again=True)
