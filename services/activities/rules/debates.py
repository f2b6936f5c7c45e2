"""Debates: open by the clock, closed by the clock, concluded when the committee adopts the moderator's summary."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import Debate, DebateState, DebateSummary, Verdict
from .nominations import ReasonNeeded

LONGEST = timedelta(days=92)
"""A quarter: what is discussed longer is asked anew."""


class DebateMissing(Missing):
    """No such debate, or not for you."""

    zh, en = "没有这个辩论或讨论", "No such debate"


class ModeratorMissing(Missing):
    """The moderator is a member of the branch that asks."""

    zh, en = "召集人须为本支部党员", "The moderator must be a member of the branch"


class DebateTimes(Malformed):
    """A debate closes after it opens, ahead of now, and within a quarter."""

    zh, en = "截止须晚于开始和现在,且不超过九十二天", "It closes after it opens, ahead of now, within 92 days"


class SidesUnclear(Malformed):
    """Two sides or more, each different, or none at all."""

    zh, en = "须有两个以上不同的立场,或不设立场", "Give two different sides or more, or none"


class DebateNotInState(Conflict):
    """The debate is not where this act needs it."""

    zh, en = "辩论或讨论当前状态不允许此操作", "The debate is not in a state for this"
    detail_zh, detail_en = "当前为 {state},需为 {needed}", "It is {state}; it must be {needed}"


class NotTheModerator(Forbidden):
    """The summary is the moderator's to write."""

    zh, en = "总结由召集人撰写", "The summary is the moderator's to write"


class OwnSummary(Forbidden):
    """Nobody adopts the own summary."""

    zh, en = "不能审定本人撰写的总结", "Nobody decides the own summary"


class SummaryMissing(Missing):
    """The moderator has written none."""

    zh, en = "召集人尚未提交总结", "There is no summary yet"


class SummaryDecided(Conflict):
    """The latest version has been returned; a new one may be written."""

    zh, en = "该总结已审定", "The summary has been decided"


class SummaryWaits(Conflict):
    """The version before waits for its decision."""

    zh, en = "上一稿总结尚待审定", "The summary before waits for its decision"


def state_of(debate: Debate, at: datetime) -> DebateState:
    """Where a debate stands at an instant."""
    if debate.cancelled_at is not None:
        return DebateState.CANCELLED
    if debate.concluded_at is not None:
        return DebateState.CONCLUDED
    if at < debate.opens_at:
        return DebateState.ANNOUNCED
    return DebateState.OPEN if at < debate.closes_at else DebateState.CLOSED


def needs(debate: Debate, at: datetime, *states: DebateState) -> None:
    """Raises DebateNotInState."""
    found = state_of(debate, at)
    if found not in states:
        wanted = ", ".join(state.value for state in states)
        raise DebateNotInState(state=found.value, needed=wanted)


def may_ask(sides: Sequence[str], opens_at: datetime, closes_at: datetime, at: datetime) -> None:
    """Raises DebateTimes, SidesUnclear."""
    if not timedelta(0) < closes_at - opens_at <= LONGEST or closes_at <= at:
        raise DebateTimes
    if len(sides) == 1 or len(set(sides)) < len(sides):
        raise SidesUnclear


def may_cancel(debate: Debate, at: datetime) -> None:
    """Until its summary is adopted. Raises DebateNotInState."""
    needs(debate, at, DebateState.ANNOUNCED, DebateState.OPEN, DebateState.CLOSED)


def may_sum_up(debate: Debate, latest: DebateSummary | None, by: UUID, at: datetime) -> None:
    """Raises NotTheModerator, DebateNotInState, SummaryWaits."""
    if debate.moderator_id != by:
        raise NotTheModerator
    needs(debate, at, DebateState.CLOSED)
    if latest is not None and latest.verdict is Verdict.SUBMITTED:
        raise SummaryWaits


def may_decide(
    debate: Debate,
    latest: DebateSummary | None,
    verdict: Verdict,
    reason: str | None,
    *,
    by: UUID,
    at: datetime,
) -> DebateSummary:
    """The summary to be decided. Raises OwnSummary, DebateNotInState, SummaryMissing, SummaryDecided, ReasonNeeded."""
    if debate.moderator_id == by:
        raise OwnSummary
    needs(debate, at, DebateState.CLOSED)
    if latest is None:
        raise SummaryMissing
    if latest.verdict is not Verdict.SUBMITTED:
        raise SummaryDecided
    if verdict is Verdict.RETURNED and reason is None:
        raise ReasonNeeded
    return latest
