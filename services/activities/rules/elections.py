"""Elections: who is elected, in order, up to the seats; a tie for the last seat is for people to decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from .vote_rules import VoteRule, carried


@dataclass(frozen=True, slots=True)
class Returned:
    """Who is elected, most votes first, and who has equally many votes for too few seats."""

    elected: tuple[UUID, ...]
    tied: tuple[UUID, ...]


def returned(
    rule: VoteRule, votes: Mapping[UUID, int], *, seats: int, present: int, entitled: int
) -> Returned:
    """Those with more than half of the votes of those present, in order, up to the seats (rule 19).

    Where the last seats fall to candidates with equally many votes, none of these is elected: a second
    round decides. Seats for which nobody has a majority stay open.
    """
    enough = [who for who in in_order(votes) if carried(rule, votes[who], present=present, entitled=entitled)]
    if len(enough) <= seats:
        return Returned(tuple(enough), ())
    last, next_one = votes[enough[seats - 1]], votes[enough[seats]]
    if last > next_one:
        return Returned(tuple(enough[:seats]), ())
    above = tuple(who for who in enough if votes[who] > last)
    return Returned(above, tuple(who for who in enough if votes[who] == last))


def in_order(votes: Mapping[UUID, int]) -> list[UUID]:
    """Most votes first; equals in an order that means nothing."""
    return sorted(votes, key=lambda who: (-votes[who], who))
