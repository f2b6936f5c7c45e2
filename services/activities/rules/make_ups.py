"""Make-ups: owed for leave and for absence, worth a full or half attendance, missed once (rule 23)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from shared.errors import Conflict, Forbidden, Missing

from ..models import AttendanceState, MakeUp, MakeUpState
from .parameters import Parameters

CAUSES = frozenset({AttendanceState.ON_LEAVE, AttendanceState.ABSENT})
"""What is to be made up."""
_TENTH = Decimal("0.1")


class MakeUpMissing(Missing):
    """No such make-up, or not for you."""

    zh, en = "没有这项补课", "No such make-up"


class MakeUpNotDue(Conflict):
    """It was handed in, done or missed already."""

    zh, en = "该补课不在待完成状态", "The make-up is not due"


class MakeUpOverdue(Conflict):
    """Its last day has passed."""

    zh, en = "补课已逾期", "The make-up is overdue"


class MakeUpNotHandedIn(Conflict):
    """There is nothing to confirm or to return."""

    zh, en = "补课尚未提交", "The make-up has not been handed in"


class OwnMakeUp(Forbidden):
    """Nobody confirms the own make-up."""

    zh, en = "不能确认本人的补课", "Nobody confirms the own make-up"


def owed(state: AttendanceState) -> bool:
    """Whether an attendance of this kind is to be made up."""
    return state in CAUSES


def credit(cause: AttendanceState, figures: Parameters) -> str:
    """The share of an attendance that it is worth, as facts say it: full after leave, at most half after absence."""
    return "1" if cause is AttendanceState.ON_LEAVE else str(figures.absence_credit.quantize(_TENTH))


def due_on(closed_on: date, figures: Parameters) -> date:
    """The last day on which it may be handed in."""
    return closed_on + timedelta(days=figures.make_up_days)


def again(row: MakeUp, ended: MakeUpState | None) -> MakeUpState:
    """Where a make-up goes on that a correction had withdrawn: what was done or missed stays so."""
    return ended or (MakeUpState.HANDED_IN if row.handed_in_at else MakeUpState.DUE)


def may_hand_in(row: MakeUp, on: date) -> None:
    """Raises MakeUpNotDue, MakeUpOverdue."""
    if row.state is not MakeUpState.DUE:
        raise MakeUpNotDue
    if on > row.due_on:
        raise MakeUpOverdue


def may_decide(row: MakeUp, by: UUID) -> None:
    """Raises OwnMakeUp, MakeUpNotHandedIn."""
    if row.person_id == by:
        raise OwnMakeUp
    if row.state is not MakeUpState.HANDED_IN:
        raise MakeUpNotHandedIn
