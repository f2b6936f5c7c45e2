"""Purpose changes: gift by gift, by the word of its donor; who says nothing has not agreed. Charity Law art. 56."""

from collections.abc import Collection, Iterable
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import Donation, PurposeChange, PurposeChangeState
from .books import in_hand


class PurposeChangeMissing(Missing):
    """No such change, or not for you."""

    zh, en = "没有这项用途变更", "No such change of purpose"


class PurposeChangeOpen(Conflict):
    """Donors are asked about one change at a time."""

    zh, en = "已有一项用途变更在征求同意", "Another change of purpose asks the donors at present"


class PurposeChangeDecided(Conflict):
    """It is decided and asks nobody any more."""

    zh, en = "用途变更已有结论", "The change of purpose is decided already"


class OwnPurposeChange(Forbidden):
    """Whoever proposed a change does not decide it."""

    remarkable = True
    zh, en = "提出人不能决定用途变更", "Nobody decides on the own proposal"


class AnsweredBefore(Conflict):
    """A donor answers once for each gift."""

    zh, en = "该笔捐赠已答复", "This gift has been answered for"


class PurposeUnknown(Malformed):
    """The drive has no such purpose."""

    zh, en = "捐助没有该用途", "The drive has no such purpose"


def open_(change: PurposeChange) -> None:
    """Raises PurposeChangeDecided."""
    if change.state is not PurposeChangeState.OPEN:
        raise PurposeChangeDecided


def may_decide(change: PurposeChange, by: UUID) -> None:
    """Raises PurposeChangeDecided, OwnPurposeChange."""
    open_(change)
    if change.proposed_by == by:
        raise OwnPurposeChange


def rebind(gifts: Iterable[Donation], agreed: Collection[UUID], number: int) -> None:
    """What is in hand of the gifts whose donors agreed serves the new purpose; all else keeps the one it had."""
    for gift in gifts:
        if gift.id in agreed and in_hand(gift):
            gift.purpose_number = number
