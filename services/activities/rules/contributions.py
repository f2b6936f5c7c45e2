"""Contributions: the own ones, amended or withdrawn until the debate closes, and nothing of them ever hidden."""

from datetime import datetime
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import Contribution, Debate, DebateState
from .debates import needs

MOST = 20
"""So many contributions of one person to one debate, withdrawn ones too: a debate is not a chat."""


class ContributionMissing(Missing):
    """No such contribution to this debate."""

    zh, en = "没有这条发言", "No such contribution"


class OthersContribution(Forbidden):
    """Whoever said it amends or withdraws it, and nobody else."""

    zh, en = "只能修改或撤回本人的发言", "Only who said it amends or withdraws it"


class ContributionWithdrawn(Conflict):
    """What is withdrawn is neither amended, answered nor withdrawn again."""

    zh, en = "该发言已撤回", "The contribution is withdrawn"


class ContributionsSpent(Conflict):
    """One person has said enough."""

    zh, en = "本人发言次数已满", "You have contributed as often as one may"
    detail_zh, detail_en = "每人至多 {most} 条", "{most} contributions for each person"


class SideUnknown(Malformed):
    """One of the sides where the debate has any, and none where it has none."""

    zh, en = "须选择一个已设的立场;不设立场的讨论不填", "Name one of the sides, and none where there are none"


def may_contribute(
    debate: Debate, side: str | None, answered: Contribution | None, before: int, at: datetime
) -> None:
    """`before` counts the person's own.

    Raises DebateNotInState, SideUnknown, ContributionWithdrawn, ContributionsSpent.
    """
    needs(debate, at, DebateState.OPEN)
    fits = side in debate.sides if debate.sides else side is None
    if not fits:
        raise SideUnknown
    if answered is not None and answered.withdrawn_at is not None:
        raise ContributionWithdrawn
    if before >= MOST:
        raise ContributionsSpent(most=MOST)


def may_change(debate: Debate, contribution: Contribution, by: UUID, at: datetime) -> None:
    """Raises OthersContribution, DebateNotInState, ContributionWithdrawn."""
    if contribution.person_id != by:
        raise OthersContribution
    needs(debate, at, DebateState.OPEN)
    if contribution.withdrawn_at is not None:
        raise ContributionWithdrawn
