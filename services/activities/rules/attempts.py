"""Attempts: the server's clock alone says when one is over.

What arrives by the deadline or within the grace of the wire counts, what comes later is refused (rule 27).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.errors import Conflict, Malformed, Missing

from ..models import Attempt, Ending

GRACE = timedelta(seconds=10)
"""How long an answer sent in time may be on its way."""


class AttemptMissing(Missing):
    """No such attempt, or not yours."""

    zh, en = "没有这次答题", "No such attempt"


class AttemptRunning(Conflict):
    """One attempt at a time."""

    zh, en = "有一次答题尚未结束", "An attempt is still running"
    detail_zh, detail_en = "未结束的答题:{attempt_id}", "Running: {attempt_id}"


class AttemptEnded(Conflict):
    """It has been submitted, or its time is over."""

    zh, en = "答题已结束", "The attempt is over"


class DeadlinePassed(Conflict):
    """The answer came after the deadline."""

    zh, en = "已超过答题时限", "The time limit is over"
    detail_zh, detail_en = "截止 {deadline}", "It was {deadline}"


class AnswerWrongShape(Malformed):
    """There is no such question or option on the paper."""

    zh, en = "试卷上没有这道题或这个选项", "There is no such question or option on the paper"


class AttemptNotEnded(Conflict):
    """Right answers are shown when the attempt is over."""

    zh, en = "答题结束后方可查看", "This is shown when the attempt is over"


def overdue(attempt: Attempt, at: datetime) -> bool:
    """Whether it runs beyond its deadline and the grace."""
    return attempt.ended_at is None and attempt.deadline_at is not None and at > attempt.deadline_at + GRACE


def may_answer(attempt: Attempt, at: datetime) -> None:
    """Raises AttemptEnded, DeadlinePassed."""
    if attempt.ended_at is not None:
        raise AttemptEnded
    if overdue(attempt, at) and attempt.deadline_at is not None:
        raise DeadlinePassed(deadline=attempt.deadline_at.isoformat())


def fits(chosen: Sequence[int], options: int) -> None:
    """Raises AnswerWrongShape."""
    if len(set(chosen)) != len(chosen) or not all(0 <= place < options for place in chosen):
        raise AnswerWrongShape


def end(attempt: Attempt, at: datetime) -> tuple[Ending, datetime]:
    """Who ends it now, and when it is taken to have ended: never after its deadline."""
    if attempt.deadline_at is None or at <= attempt.deadline_at:
        return Ending.SUBMITTED, at
    return (Ending.AUTO_SUBMITTED if overdue(attempt, at) else Ending.SUBMITTED), attempt.deadline_at


def passes(right: int, total: int, mark: int) -> bool:
    """Whether the share of right answers reaches the mark, which is in per cent; exactly the mark suffices."""
    return right * 100 >= mark * total
