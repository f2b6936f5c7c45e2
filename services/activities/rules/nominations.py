"""Nominations: whoever is named answers, and nobody else."""

from datetime import datetime

from shared.errors import Conflict, Malformed, Missing

from ..models import Nomination, NominationState


class NominationMissing(Missing):
    """No such nomination, or not yours to answer."""

    zh, en = "没有这项点将", "No such nomination"


class NominationSettled(Conflict):
    """It has been answered or withdrawn."""

    zh, en = "该点将已有结果", "The nomination is settled"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class NomineeUnknown(Missing):
    """No active person of that id."""

    zh, en = "没有这个人", "No such person"


class ReasonNeeded(Malformed):
    """Who declines or returns says why."""

    zh, en = "须说明理由", "A reason is needed"


class DateNeeded(Malformed):
    """A proposed date lies ahead; no other answer names one."""

    zh, en = "提出时间时须给出将来的时间,其他答复不填", "Propose a date ahead; no other answer names one"


def unsettled(nomination: Nomination, *states: NominationState) -> None:
    """Raises NominationSettled."""
    if nomination.state not in states:
        raise NominationSettled(state=nomination.state.value)


def answer(verdict: NominationState, reason: str | None, starts_at: datetime | None, at: datetime) -> None:
    """Raises ReasonNeeded, DateNeeded."""
    if verdict is NominationState.DECLINED and reason is None:
        raise ReasonNeeded
    proposes = verdict is NominationState.DATE_PROPOSED
    if proposes != (starts_at is not None) or (starts_at is not None and starts_at <= at):
        raise DateNeeded
