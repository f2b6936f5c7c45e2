"""Attendance: what a person's scans come to, whatever their order, and what follows when a meeting is closed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ..models import Attendance, AttendanceState, Mark, RollLine, RollStanding, Scan, ScanVerdict, Sitting
from .parameters import Parameters
from .rolls import exempt

THERE = frozenset({AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.LEFT_EARLY})
Stay = tuple[datetime, datetime | None]
"""From when until when someone was there; without an end nobody has seen the person go."""
_MINUTE = timedelta(minutes=1)
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the scans of one person at one meeting come to."""

    sitting: Sitting
    state: AttendanceState
    came_at: datetime
    left_at: datetime | None
    late_minutes: int
    early_minutes: int
    minutes: int
    check_out_missing: bool


def merged(
    scans: Iterable[Scan], sittings: Mapping[UUID, Sitting], figures: Mapping[UUID, Parameters]
) -> Outcome | None:
    """The same for any order of upload: the sitting with the earliest valid check-in counts, and only it.

    `figures` are what each sitting goes by. None if the person was never seen coming. A check-in after a check-out
    lets the person in again and does not move the first time.
    """
    by_sitting: dict[UUID, list[Scan]] = defaultdict(list)
    for scan in scans:
        if scan.verdict is ScanVerdict.VALID and scan.mark is not Mark.ABSENT and scan.sitting_id in sittings:
            by_sitting[scan.sitting_id].append(scan)
    came = {
        sitting_id: min(times)
        for sitting_id, found in by_sitting.items()
        if (times := [scan.occurred_at for scan in found if scan.mark is Mark.IN])
    }
    if not came:
        return None
    first = min(came, key=lambda sitting_id: (came[sitting_id], sitting_id))
    return outcome(_stays(by_sitting[first]), sittings[first], figures[first])


def outcome(stays: Sequence[Stay], sitting: Sitting, figures: Parameters) -> Outcome:
    """What being there from and until these instants comes to; at least one stay, the first one first."""
    came_at, left_at = stays[0][0], stays[-1][1]
    late = max(came_at - sitting.starts_at, _NOTHING)
    early = max(sitting.ends_at - left_at, _NOTHING) if left_at else _NOTHING
    return Outcome(
        sitting=sitting,
        state=_state(late, early, figures.grace),
        came_at=came_at,
        left_at=left_at,
        late_minutes=late // _MINUTE,
        early_minutes=early // _MINUTE,
        minutes=sum((_within(sitting, stay) for stay in stays), _NOTHING) // _MINUTE,
        check_out_missing=left_at is None,
    )


def _stays(scans: Iterable[Scan]) -> list[Stay]:
    """From each check-in to its check-out, in order of time; the last may be open."""
    stays: list[Stay] = []
    for scan in sorted(scans, key=lambda scan: (scan.occurred_at, scan.mark is Mark.OUT)):
        inside = bool(stays) and stays[-1][1] is None
        if scan.mark is Mark.IN and not inside:
            stays.append((scan.occurred_at, None))
        elif scan.mark is Mark.OUT and inside:
            stays[-1] = (stays[-1][0], scan.occurred_at)
    return stays


def _within(sitting: Sitting, stay: Stay) -> timedelta:
    """The part of a stay that lies in the sitting. A check-out that was forgotten credits nothing."""
    came_at, left_at = stay
    if left_at is None:
        return _NOTHING
    return max(min(left_at, sitting.ends_at) - max(came_at, sitting.starts_at), _NOTHING)


def _state(late: timedelta, early: timedelta, grace: timedelta) -> AttendanceState:
    if late > grace:
        return AttendanceState.LATE
    return AttendanceState.LEFT_EARLY if early > grace else AttendanceState.PRESENT


def missed_minutes(row: Attendance, sitting: Sitting, figures: Parameters) -> int:
    """Whole minutes missed at either end, where that end was missed by more than the grace."""
    late = row.came_at - sitting.starts_at if row.came_at else _NOTHING
    early = sitting.ends_at - row.left_at if row.left_at else _NOTHING
    return sum(each // _MINUTE for each in (late, early) if each > figures.grace)


def without_scans(line: RollLine, *, on_leave: bool) -> AttendanceState | None:
    """How someone stands who was not seen, when the meeting is closed. Nobody expected a guest."""
    if line.standing is RollStanding.GUEST:
        return None
    if exempt(line):
        return AttendanceState.EXEMPT
    return AttendanceState.ON_LEAVE if on_leave else AttendanceState.ABSENT
