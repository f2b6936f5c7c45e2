"""The roll: who counts as expected, and who as entitled to vote.

Probationary members and guests are counted as attending and never as entitled (rule 20).
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from shared.errors import Conflict, Missing

from ..models import RollAbsence, RollStanding


class Counted(Protocol):
    """What of a line decides how it is counted."""

    standing: RollStanding
    may_vote: bool
    excluded_reason: str | None
    exempt_reason: str | None
    absence: RollAbsence | None


Line = TypeVar("Line", bound=Counted)


class RollLineMissing(Missing):
    """This person is not on the roll, or it is not for you."""

    zh, en = "名册中没有此人", "This person is not on the roll"


class AlreadyOnRoll(Conflict):
    """One line for each person."""

    zh, en = "此人已在名册中", "This person is on the roll already"


class ApprovalNeeded(Conflict):
    """Taking a voter out of those entitled needs a reason and an approval."""

    zh, en = "不计入应到会人数须有理由和批准文号", "Leaving a voter out needs a reason and an approval"


def votes(standing: RollStanding) -> bool:
    """Whether the standing gives a vote."""
    return standing is RollStanding.FULL


def entitled(lines: Iterable[Line]) -> list[Line]:
    """Those who may vote and are not excluded."""
    return [line for line in lines if line.may_vote and line.excluded_reason is None]


def expected(lines: Iterable[Line]) -> list[Line]:
    """Those whose absence would be noticed."""
    return [line for line in lines if line.standing is not RollStanding.GUEST and not exempt(line)]


def exempt(line: Counted) -> bool:
    """Whether nobody waits for this person, by people's word or by the roster."""
    return line.exempt_reason is not None or line.absence is not None


def may_exclude(reason: str | None, approval: str | None) -> None:
    """Raises ApprovalNeeded unless both are given or neither."""
    if (reason is None) != (approval is None):
        raise ApprovalNeeded
