"""Scans: recorded singly by code, from a list, or from an offline device, always by the same way."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.errors import Refusal
from shared.ids import new_id

from ..models import Attendance, Mark, Meeting, RollLine, Scan, ScanMethod, ScanVerdict, Sitting
from ..queries import parameters, rolls
from ..queries import scans as queries
from ..rules import meetings as meeting_rules
from ..rules import scans as rules
from ..rules import sittings as sitting_rules
from ..rules.parameters import History, Parameters
from . import attendances
from .parameters import by_sitting

SCAN = Scan.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_ONCE = "ON CONFLICT (by_id, nonce) DO NOTHING RETURNING id"


@dataclass(frozen=True, slots=True)
class Seen:
    """One mark as it was made, at the device's time, and as it reached us."""

    sitting_id: UUID
    person_id: UUID
    mark: Mark
    occurred_at: datetime
    by: UUID
    received_at: datetime
    nonce: str
    device: str | None = None


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
    attendance: Attendance | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the marks of one request are judged by."""

    sittings: Mapping[UUID, Sitting]
    meetings: Mapping[UUID, Meeting]
    lines: Mapping[tuple[UUID, UUID], RollLine]
    known: frozenset[UUID]
    histories: Mapping[UUID, History]
    figures: Mapping[UUID, Parameters]


async def record(
    session: AsyncSession,
    marks: Sequence[Seen],
    sittings: Mapping[UUID, Sitting],
    sent: Sent,
    zone: ZoneInfo,
    histories: Mapping[UUID, History] | None = None,
) -> list[Recorded]:
    """Write the marks down and let attendance follow; one answer for each, in order.

    `sittings` are those that the sender may record; `histories` what their branches go by, read here unless whoever
    calls has read it lately. Nothing is written if it raises MarksContradict.
    """
    rules.one_story((seen.sitting_id, seen.person_id, seen.mark) for seen in marks)
    if histories is None:
        histories = await parameters.histories(session, {each.branch_id for each in sittings.values()})
    ground = await _ground(session, marks, sittings, histories, zone)
    answers = [_judged(seen, ground, sent) for seen in marks]
    rows = [
        new_row(seen, sittings[seen.sitting_id], sent)
        for seen, answer in zip(marks, answers, strict=True)
        if not answer.refusal
    ]
    fresh = await _write(session, rows)
    known = await _sent_before(session, [row for row in rows if row["id"] not in fresh])
    followed = await _follow(session, [row for row in rows if row["id"] in fresh], ground, zone)
    waiting, result = iter(rows), _Result(fresh, known, followed)
    return [
        answer if answer.refusal else result.of(seen, next(waiting))
        for seen, answer in zip(marks, answers, strict=True)
    ]


async def _ground(
    session: AsyncSession,
    marks: Sequence[Seen],
    sittings: Mapping[UUID, Sitting],
    histories: Mapping[UUID, History],
    zone: ZoneInfo,
) -> _Ground:
    people = {seen.person_id for seen in marks}
    ids = {sittings[seen.sitting_id].meeting_id for seen in marks if seen.sitting_id in sittings}
    meetings = await queries.held_open(session, ids)
    lines = await rolls.lines(session, ids, people)
    free = any(meeting.kind not in meeting_rules.DUTY for meeting in meetings.values())
    known = await rolls.known_of(session, people) if free else frozenset()
    figures = {
        each.id: found
        for each in sittings.values()
        for found in by_sitting(histories[each.branch_id], [each], zone).values()
    }
    return _Ground(sittings, meetings, lines, known, histories, figures)


def _judged(seen: Seen, ground: _Ground, sent: Sent) -> Recorded:
    try:
        _check(seen, ground, sent)
    except Refusal as refusal:
        return Recorded(refusal=refusal)
    return Recorded()


def _check(seen: Seen, ground: _Ground, sent: Sent) -> None:
    sitting = ground.sittings.get(seen.sitting_id)
    if sitting is None:
        raise sitting_rules.SittingMissing
    meeting = ground.meetings[sitting.meeting_id]
    line = ground.lines.get((meeting.id, seen.person_id))
    rules.may_attend(meeting.kind, line, known=seen.person_id in ground.known)
    meeting_rules.needs(meeting, *rules.ATTENDABLE)
    sitting_rules.goes_on(sitting)
    rules.sent_after(seen.occurred_at, sent.device_now or seen.received_at)
    rules.in_window(sitting, seen.mark, seen.occurred_at, ground.figures[sitting.id])


def new_row(seen: Seen, sitting: Sitting, sent: Sent) -> dict[str, Any]:
    """The row of a mark, for a bulk statement."""
    return {
        "id": new_id(),
        "meeting_id": sitting.meeting_id,
        "sitting_id": seen.sitting_id,
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
    return {row.id if isinstance(row.id, UUID) else UUID(row.id) for row in made}


async def _follow(
    session: AsyncSession, rows: Sequence[dict[str, Any]], ground: _Ground, zone: ZoneInfo
) -> dict[tuple[UUID, UUID], attendances.Followed]:
    people: dict[UUID, dict[UUID, RollLine | None]] = defaultdict(dict)
    for row in rows:
        if row["verdict"] == ScanVerdict.VALID.value:
            key = (row["meeting_id"], row["person_id"])
            people[row["meeting_id"]][row["person_id"]] = ground.lines.get(key)
    found = {}
    for meeting_id in sorted(people):
        meeting = ground.meetings[meeting_id]
        history = ground.histories[meeting.branch_id]
        followed = await attendances.follow(session, meeting, people[meeting_id], history, zone)
        for person_id, each in followed.items():
            found[meeting_id, person_id] = each
    return found


async def _sent_before(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> dict[tuple[UUID, str], Scan]:
    if not rows:
        return {}
    return await queries.by_nonces(session, {row["by_id"] for row in rows}, {row["nonce"] for row in rows})


@dataclass(slots=True)
class _Result:
    """What the database said of all marks, from which each gets its answer, the first one first."""

    fresh: set[UUID]
    known: Mapping[tuple[UUID, str], Scan]
    followed: Mapping[tuple[UUID, UUID], attendances.Followed]
    come: set[tuple[UUID, UUID]] = field(default_factory=set)

    def of(self, seen: Seen, row: dict[str, Any]) -> Recorded:
        """The answer to a mark that was not refused."""
        if row["id"] not in self.fresh:
            return _replayed(seen, self.known[seen.by, seen.nonce])
        who = (row["meeting_id"], row["person_id"])
        now = self.followed.get(who)
        again = bool(now and (now.there_before or who in self.come) and seen.mark is Mark.IN)
        if seen.mark is Mark.IN:
            self.come.add(who)
        verdict = ScanVerdict(row["verdict"])
        return Recorded(verdict=verdict, again=again, attendance=now.row if now else None)


def _replayed(seen: Seen, scan: Scan) -> Recorded:
    same = (scan.sitting_id, scan.person_id, scan.mark, scan.occurred_at) == (
        seen.sitting_id,
        seen.person_id,
        seen.mark,
        seen.occurred_at,
    )
    if not same:
        return Recorded(refusal=rules.NonceReused())
    return Recorded(verdict=scan.verdict, replayed=True, again=True)
