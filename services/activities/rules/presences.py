"""Presence at the vote: who is in the room, and what that makes of the voting roll.

Presence is for voting; what attendance is worth comes from the scans.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from ..models import PresenceKind, RollLine
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


def next_number(before: int, kind: PresenceKind) -> int | None:
    """The number of a person's next mark; None if there is nothing to mark: one who is in cannot come in."""
    inside = before % 2 == 1
    return None if inside is (kind is PresenceKind.ARRIVED) else before + 1


def voters(lines: Iterable[RollLine], present: Collection[UUID]) -> set[UUID]:
    """Those entitled who are in the room."""
    return {line.person_id for line in rolls.entitled(lines)} & set(present)


def quorum(rule: VoteRule, lines: Collection[RollLine], present: Collection[UUID]) -> Quorum:
    """Probationary members and guests count as attending, never as eligible (rule 20)."""
    eligible, voting = len(rolls.entitled(lines)), len(voters(lines, present))
    return Quorum(
        eligible=eligible,
        present=voting,
        attending=len(set(present)),
        needed=still_needed(rule, voting, eligible),
        reached=quorate(rule, voting, eligible),
        excluded=tuple(line for line in lines if line.may_vote and line.excluded_reason is not None),
    )
