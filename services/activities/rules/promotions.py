"""Promotions: of probationary members only, with the higher body's approval."""

from shared.errors import Conflict

from ..models import RollLine, RollStanding


class NotProbationary(Conflict):
    """Who is a full member already, or no member here, is not made one by the roll."""

    zh, en = "此人在名册中不是预备党员", "This person is not a probationary member on the roll"


def may_promote(line: RollLine) -> None:
    """Raises NotProbationary."""
    if line.standing is not RollStanding.PROBATIONARY:
        raise NotProbationary
