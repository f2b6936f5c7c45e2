"""Objections: in the own name, inside the window, against one line; answered by others than the concerned."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from shared.errors import Conflict, Forbidden, Missing

from ..models import Objection, ObjectionState, Period, PeriodState


class ObjectionMissing(Missing):
    """No such objection, or not for you."""

    zh, en = "没有这件异议", "No such objection"


class LineMissing(Missing):
    """The published result has no such line."""

    zh, en = "公示结果中没有这一项", "The published result has no such line"


class ObjectionTooLate(Conflict):
    """Outside the publicity window (rule 9)."""

    zh, en = "不在公示期内,不能提出异议", "Objections are taken in the publicity window only"


class ObjectionTwice(Conflict):
    """An objection to this line is open."""

    zh, en = "该项已有未处理的异议", "An objection to this line is open"


class LineCorrected(Conflict):
    """An upheld objection has replaced this line; what stands instead can be objected to in its turn."""

    zh, en = "该项已按异议更正", "The line was corrected upon an earlier objection"


class OwnObjection(Forbidden):
    """Neither the filer, nor the member concerned, nor who decided the line hears the objection (rule 4)."""

    zh, en = "与异议有关的人不能处理该异议", "Whoever is concerned does not hear the objection"


class ObjectionClosed(Conflict):
    """Answered already, or not at this step."""

    zh, en = "异议不在可处理的状态", "The objection is not at this step"
    detail_zh, detail_en = "当前状态:{state}", "It is {state}"


class CorrectionMissing(Conflict):
    """An upheld objection says how many points the line is worth instead."""

    zh, en = "异议成立时必须给出更正后的分值", "An upheld objection must state the corrected points"


def in_window(period: Period, notice_until: date | None, today: date) -> None:
    """Raises ObjectionTooLate. `notice_until` is the line's own last day; it may have been restarted."""
    until = notice_until or period.publicity_until
    if period.state is not PeriodState.IN_PUBLICITY or until is None or today > until:
        raise ObjectionTooLate


def may_object(others: Collection[ObjectionState]) -> None:
    """`others` are the states of all objections to the same line. Raises ObjectionTwice, LineCorrected."""
    if {ObjectionState.OPEN, ObjectionState.APPEALED} & set(others):
        raise ObjectionTwice
    if ObjectionState.UPHELD in others:
        raise LineCorrected


def may_hear(objection: Objection, judge_id: UUID, deciders: Collection[UUID]) -> None:
    """Raises OwnObjection for the filer, the member concerned and those who decided the line."""
    if judge_id in {objection.by_id, objection.member_id, *deciders}:
        raise OwnObjection


def at_step(objection: Objection, *states: ObjectionState) -> None:
    """Raises ObjectionClosed."""
    if objection.state not in states:
        raise ObjectionClosed(state=objection.state.value)


def correction(verdict: ObjectionState, points: Decimal | None) -> Decimal | None:
    """The points that the line is worth instead, if upheld. Raises CorrectionMissing."""
    if verdict is ObjectionState.UPHELD and points is None:
        raise CorrectionMissing
    return points if verdict is ObjectionState.UPHELD else None
