"""What holds of regularisations: one year of probation from the branch meeting's vote, prolonged at most once.

Source: Party Constitution, art. 7 and 8: a year; prolonged by half a year to a year; seniority counts from its end.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ...models import (
    Membership,
    MembershipStatus,
    Person,
    Regularisation,
    RegularisationOutcome,
    RegularisationState,
)
from .months import months_later
from .spans import holds, is_empty

PROBATION_MONTHS = 12
_MONTHS_TO_DECIDE = 3


class RegularisationMissing(Missing):
    """No such proposal, or out of reach."""

    zh, en = "转正记录不存在", "No such regularisation"


class RegularisationOpen(Conflict):
    """A proposal waits for its decision."""

    zh, en = "该预备党员已有待决的转正申请", "A proposal for this member is open already"


class RegularisationNotOpen(Conflict):
    """It is decided or withdrawn."""

    zh, en = "该转正申请已办结", "The proposal is decided or withdrawn"


class NoProbation(Conflict):
    """Only probationary members become full ones."""

    zh, en = "该人员不是预备党员", "The person is not a probationary member"


class ProbationRunning(Conflict):
    """A hard interval: nobody becomes a full member before the probation is over."""

    zh, en = "预备期未满,不能转正", "The probation is not over yet"
    detail_zh, detail_en = "预备期至 {until}", "It is over on {until}"


class ExtendedAlready(Conflict):
    """A probation is prolonged at most once."""

    zh, en = "预备期只能延长一次", "A probation is prolonged at most once"


class ExtensionUnclear(Malformed):
    """A prolonging says for how many months, and nothing else does."""

    zh, en = "延长预备期须写明月数,其他决定不得写", "A prolonging, and it alone, says for how many months"


class DecisionAhead(Conflict):
    """A decision is entered once it has been made."""

    zh, en = "决议日期不得晚于今天,也不得早于提出日期", "It was decided between the proposal and today"


class OwnRegularisation(Forbidden):
    """Nobody proposes or enters his own."""

    zh, en = "不得办理本人的转正", "Nobody handles his own regularisation"


def check_other(person_id: UUID, by: UUID) -> None:
    """Raises OwnRegularisation."""
    if person_id == by:
        raise OwnRegularisation


def probation(known: Sequence[Membership], on: date) -> Membership:
    """The span in which the person is probationary on a day. Raises NoProbation."""
    for span in known:
        if holds(span, on) and span.status == MembershipStatus.PROBATIONARY:
            return span
    raise NoProbation


def joined_on(person: Person, known: Sequence[Membership]) -> date:
    """The day of the branch meeting's vote: as it is recorded, else the first day as a probationary member."""
    first = min(
        span.from_on for span in known if span.status == MembershipStatus.PROBATIONARY and not is_empty(span)
    )
    return person.joined_party_on or first


def ends_on(joined: date, past: Iterable[Regularisation]) -> date:
    """The day on which the probation is over; `past` are the person's earlier regularisations."""
    return max(
        (each.extended_until for each in past if each.extended_until),
        default=months_later(joined, PROBATION_MONTHS),
    )


def check_open(row: Regularisation) -> None:
    """Raises RegularisationNotOpen."""
    if row.state != RegularisationState.PROPOSED:
        raise RegularisationNotOpen


def extended_until(
    row: Regularisation,
    past: Iterable[Regularisation],
    outcome: RegularisationOutcome,
    decided_on: date,
    months: int | None,
    today: date,
) -> date | None:
    """How far a prolonging goes; None for what is none.

    Raises RegularisationNotOpen, DecisionAhead, ExtensionUnclear, ProbationRunning, ExtendedAlready.
    """
    check_open(row)
    if not row.proposed_on <= decided_on <= today:
        raise DecisionAhead
    extending = outcome is RegularisationOutcome.EXTENDED
    if extending != (months is not None):
        raise ExtensionUnclear
    if outcome is RegularisationOutcome.REGULARISED and decided_on < row.probation_ends_on:
        raise ProbationRunning(until=row.probation_ends_on)
    if months is None:
        return None
    if any(each.extended_until for each in past):
        raise ExtendedAlready
    return months_later(row.probation_ends_on, months)


def warnings(row: Regularisation) -> list[str]:
    """Soft limits: a proposal comes before the probation is over, a decision within three months after."""
    late = months_later(row.probation_ends_on, _MONTHS_TO_DECIDE)
    found = {
        "proposed_late": row.proposed_on > row.probation_ends_on,
        "decided_late": row.decided_on is not None and row.decided_on > late,
    }
    return [word for word, holds_true in found.items() if holds_true]
