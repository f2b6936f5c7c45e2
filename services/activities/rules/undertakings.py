"""Undertakings: nobody is put into a duty; one takes it, or is asked and says yes."""

from uuid import UUID

from shared.errors import Conflict, Missing

from ..models import Undertaking, UndertakingState
from .nominations import ReasonNeeded

ASKED, TAKEN = UndertakingState.ASKED, UndertakingState.TAKEN


class UndertakingMissing(Missing):
    """No such undertaking, or not for you."""

    zh, en = "没有这项分工承担", "No such undertaking"


class UndertakingSettled(Conflict):
    """It has been answered or withdrawn."""

    zh, en = "该分工承担已有结果", "The undertaking is settled"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class AlreadyUndertaken(Conflict):
    """The person has the duty or has been asked, and answers that."""

    zh, en = "此人已承担或已被邀请承担该分工", "The person has taken the duty or has been asked"


class HelperUnknown(Missing):
    """Nobody of that id belongs to the branch on that day or stands on the meeting's roll."""

    zh, en = "本支部和会议名单中没有这个人", "No such person in the branch or on the meeting's roll"


def needs(undertaking: Undertaking, *states: UndertakingState) -> None:
    """Raises UndertakingSettled."""
    if undertaking.state not in states:
        raise UndertakingSettled(state=undertaking.state.value)


def answer(undertaking: Undertaking, verdict: UndertakingState, reason: str | None) -> None:
    """The word of whoever was asked. Raises UndertakingSettled, ReasonNeeded."""
    needs(undertaking, ASKED)
    if verdict is UndertakingState.DECLINED and reason is None:
        raise ReasonNeeded


def may_withdraw(undertaking: Undertaking, reason: str | None, by: UUID) -> None:
    """Whoever has a duty gives it back; an officer takes it back, or the request, and says why.

    Raises UndertakingSettled, ReasonNeeded.
    """
    own = undertaking.person_id == by
    needs(undertaking, *((TAKEN,) if own else (ASKED, TAKEN)))
    if not own and reason is None:
        raise ReasonNeeded
