"""Who takes part in a vote when it is closed: the sets behind the frozen numbers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from ..models import RollLine, WrittenOpinion
from .opinions import counted
from .presences import voters
from .rolls import entitled
from .vote_rules import VoteRule


@dataclass(frozen=True, slots=True)
class Tally:
    """So many are entitled, so many of them in the room; the written votes are of others."""

    eligible: int
    present: int
    written: tuple[WrittenOpinion, ...]


def tally(
    rule: VoteRule,
    lines: Collection[RollLine],
    *,
    inside: Collection[UUID],
    voted: Collection[UUID],
    opinions: Iterable[WrittenOpinion],
) -> Tally:
    """Who has voted counts as entitled and present, though gone or left out since: no ballot is taken back."""
    cast = set(voted)
    return Tally(
        eligible=len({line.person_id for line in entitled(lines)} | cast),
        present=len(voters(lines, inside) | cast),
        written=tuple(counted(rule, opinions, lines, set(inside) | cast)),
    )
