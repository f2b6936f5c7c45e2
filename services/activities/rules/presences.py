"""Presence at the vote: who is in the room, and what that makes of the voting roll.

Whoever checked in is in the room until seen leaving: nobody is entered twice. Marks say the rest, and outweigh.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ..models import Mark, PresenceKind, PresenceMark, RollLine, Scan, Sitting
from . import rolls
from .vote_rules import VoteRule, quorate, still_needed


@dataclass(frozen=True, slots=True)
class Quorum:
    """The voting roll at a moment. `needed` is None when nobody is entitled, which is never a quorum."""

    eligible: int
    present: int
    attending: int
    needed: int | None
    reached: bool
    excluded: tuple[RollLine, ...]


def going_on(held: Sequence[Sitting], at: datetime) -> Sitting | None:
    """The sitting whose check-ins fill the room: of those not cancelled the last that has begun, else the first."""
    begun = [each for each in held if each.starts_at <= at]
    return begun[-1] if begun else next(iter(held), None)


def inside(scans: Iterable[Scan], marks: Iterable[PresenceMark]) -> set[UUID]:
    """Whoever was last seen coming, by these valid scans of one sitting and these marks, in whatever order.

    The last mark outweighs every scan that is not later. Of one moment's scans going outweighs coming.
    """
    scanned = {each.person_id: each for each in sorted(scans, key=_of_scan) if each.mark is not Mark.ABSENT}
    marked = {each.person_id: each for each in sorted(marks, key=lambda each: each.number)}
    return {who for who in scanned.keys() | marked.keys() if _is_in(scanned.get(who), marked.get(who))}


def _of_scan(scan: Scan) -> tuple[datetime, bool]:
    return scan.occurred_at, scan.mark is Mark.OUT


def _is_in(scan: Scan | None, mark: PresenceMark | None) -> bool:
    if mark and (scan is None or scan.occurred_at <= mark.at):
        return mark.kind is PresenceKind.ARRIVED
    return scan is not None and scan.mark is Mark.IN


def next_number(before: int, kind: PresenceKind, *, inside: bool) -> int | None:
    """The number of a person's next mark; None if there is nothing to mark: one who is in cannot come in."""
    arrives = kind is PresenceKind.ARRIVED
    if inside is arrives:
        return None
    return before + 1 if (before % 2 == 0) is arrives else before + 2


def voters(lines: Iterable[RollLine], present: Collection[UUID]) -> set[UUID]:
    """Those entitled who are in the room."""
    return {line.person_id for line in rolls.entitled(lines)} & set(present)


def quorum(rule: VoteRule, lines: Collection[RollLine], present: Collection[UUID]) -> Quorum:
    """Probationary members and guests count as attending, never as eligible (rule 20)."""
    eligible, voting = len(rolls.entitled(lines)), len(voters(lines, present))
    return Quorum(
        eligible=eligible,
        present=voting,
        attending=len({line.person_id for line in lines} & set(present)),
        needed=still_needed(rule, voting, eligible),
        reached=quorate(rule, voting, eligible),
        excluded=tuple(line for line in lines if line.may_vote and line.excluded_reason is not None),
    )
