"""Grades: the system proposes, a named person of the committee confirms, and excellence stays rare.

Source of the four grades and of one third: guidance on the democratic review (民主评议党员).
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from shared.errors import Conflict, Forbidden

from ..models import Grade, Period, PeriodState
from .scheme_text import SchemeText


class GradesTooEarly(Conflict):
    """Grades are confirmed when the period's results are final."""

    zh, en = "周期结果尚未生效,不能确认等次", "Grades are confirmed when the period is final"


class GradeConfirmed(Conflict):
    """The member's grade was confirmed before."""

    zh, en = "该党员的等次已经确认", "The member's grade is confirmed already"


class OwnGrade(Forbidden):
    """Nobody confirms the own grade."""

    zh, en = "不能确认自己的等次", "You cannot confirm your own grade"


class NotGradable(Conflict):
    """Probationary members, and members with too few assessable months, are not graded."""

    zh, en = "该党员不评定等次", "The member is not graded"


class TooManyExcellent(Conflict):
    """More than the allowed share excellent, and the higher body has not approved (rule 12)."""

    zh, en = "优秀等次超过规定比例", "Too many excellent grades"
    detail_zh, detail_en = "最多 {most} 人,本次将达 {count} 人", "At most {most}; this would make {count}"


class GradeReasonMissing(Conflict):
    """A grade other than the proposed one needs a reason."""

    zh, en = "与建议等次不同时必须说明理由", "A grade other than the proposed one needs a reason"


def proposed(text: SchemeText, score: Decimal, *, vetoed: bool, status: str, months_in_year: int) -> Grade:
    """The grade that the score suggests; never a decision (PIPL art. 24).

    `months_in_year` counts the assessable months of the year up to the period's end.
    """
    if status != "full" or months_in_year < text.parameters.min_assessable_months:
        return Grade.NOT_GRADED
    if vetoed:
        return Grade.UNQUALIFIED
    lines = text.grades
    if score >= lines.excellent:
        return Grade.EXCELLENT
    if score >= lines.qualified:
        return Grade.QUALIFIED
    return Grade.BASIC if score >= lines.basic else Grade.UNQUALIFIED


def most_excellent(members: int, one_in: int, approved: int | None) -> int:
    """The largest number of excellent grades: one in so many members, rounded down, unless more was approved."""
    share = members // one_in
    return share if approved is None else max(share, approved)


def may_confirm(
    period: Period,
    wanted: Mapping[UUID, tuple[Grade, str | None]],
    *,
    proposals: Mapping[UUID, Grade],
    confirmed: Collection[UUID],
    judge_id: UUID,
) -> None:
    """Raises GradesTooEarly, OwnGrade, NotGradable, GradeConfirmed, GradeReasonMissing."""
    if period.state not in {PeriodState.FINAL, PeriodState.ARCHIVED}:
        raise GradesTooEarly
    for member_id, (grade, reason) in wanted.items():
        if member_id == judge_id:
            raise OwnGrade
        proposal = proposals.get(member_id, Grade.NOT_GRADED)
        if proposal is Grade.NOT_GRADED or grade is Grade.NOT_GRADED:
            raise NotGradable
        if member_id in confirmed:
            raise GradeConfirmed
        if grade is not proposal and not reason:
            raise GradeReasonMissing


def within_share(already: int, new: int, most: int) -> None:
    """Raises TooManyExcellent."""
    if new and already + new > most:
        raise TooManyExcellent(most=most, count=already + new)
