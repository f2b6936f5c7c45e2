"""Confirmations: the community and the branch say the same minutes, each by its own person; then it is made public.

Source: domain rule 32; reference §2.5: the two actors differ, and neither is the volunteer.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed

from ..models import Confirmation, RecordBasis, RecordState, ServiceRecord, Side

TWO = (Side.COMMUNITY, Side.BRANCH)


class OwnConfirmation(Forbidden):
    """Nobody confirms the own hours, for whichever side."""

    remarkable = True
    zh, en = "不能确认本人的时长", "Nobody confirms the own hours"


class ConfirmsWhatEntered(Forbidden):
    """Who entered or corrected the figures does not confirm them."""

    remarkable = True
    zh, en = "不能确认自己录入的时长", "Nobody confirms what they entered"


class BothSides(Forbidden):
    """One person does not speak for two sides, nor as a second approver beside."""

    remarkable = True
    zh, en = "同一人不能代表两方确认", "One person does not confirm for two"


class ConfirmedAfterVoid(Conflict):
    """What is void stays void."""

    remarkable = True
    zh, en = "该服务记录已作废,不能确认", "The record is void and cannot be confirmed"


class SideSpoke(Conflict):
    """This side has confirmed this round already."""

    zh, en = "本方已确认", "This side has confirmed already"


class OmissionUnexplained(Malformed):
    """Where nobody was seen going, each side says why it is so long."""

    zh, en = "忘记签退的记录须说明理由", "A forgotten check-out needs a reason"


class NotSecond(Forbidden):
    """The second approver is of the side that made the late entry, and the record is one."""

    zh, en = "该记录不需要或不由本方复核", "This side does not approve this record a second time"


def sides_needed(row: ServiceRecord) -> frozenset[Side]:
    """A late entry needs a second approver beside the two."""
    return frozenset({*TWO, Side.SECOND} if row.basis is RecordBasis.LATE_ENTRY else TWO)


def is_open(row: ServiceRecord, given: Collection[Confirmation]) -> bool:
    """Whether the round waits for confirmations: of a record submitted, or of a correction of a final one."""
    if row.state is RecordState.FINAL:
        return (
            row.claimed_minutes is not None
            and row.round > 1
            and row.public_until is None
            and bool(sides_needed(row) - {each.side for each in given})
        )
    return row.state is RecordState.SUBMITTED


def may_speak(row: ServiceRecord, by: UUID, given: Sequence[Confirmation], entered: Collection[UUID]) -> None:
    """`given` are those of the round, `entered` whoever entered or corrected it.

    Raises ConfirmedAfterVoid, OwnConfirmation, ConfirmsWhatEntered, BothSides.
    """
    if row.state is RecordState.VOIDED:
        raise ConfirmedAfterVoid
    if row.person_id == by:
        raise OwnConfirmation
    if by in entered:
        raise ConfirmsWhatEntered
    if any(each.by_id == by for each in given):
        raise BothSides


def free_side(sides: Sequence[Side], given: Sequence[Confirmation]) -> Side:
    """The first of them that has not spoken in this round. Raises SideSpoke."""
    spoken = {each.side for each in given}
    side = next((each for each in sides if each not in spoken), None)
    if side is None:
        raise SideSpoke
    return side


def may_second(row: ServiceRecord, sides: Collection[Side], entered_for: str | None) -> None:
    """Raises NotSecond."""
    if row.basis is not RecordBasis.LATE_ENTRY or entered_for not in sides:
        raise NotSecond


def may_be_silent(row: ServiceRecord, reason: str | None) -> None:
    """Raises OmissionUnexplained."""
    if row.basis is RecordBasis.FORGOTTEN_CHECK_OUT and not reason:
        raise OmissionUnexplained


def agreed(row: ServiceRecord, given: Sequence[Confirmation]) -> int | None:
    """The minutes that all who are needed have said; None while one is missing."""
    said = {each.side: each.minutes for each in given}
    return said[Side.BRANCH] if sides_needed(row) <= set(said) and len(set(said.values())) == 1 else None


def disagree(given: Sequence[Confirmation]) -> bool:
    """Whether two of them have said other minutes."""
    return len({each.minutes for each in given}) > 1
