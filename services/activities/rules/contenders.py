"""Contenders: put forward by a branch, of the kind and as many as the category takes, until proposals end."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import (
    Contender,
    ContenderKind,
    Evaluation,
    EvaluationCategory,
    EvaluationState,
    Lesson,
    LessonState,
)
from .evaluations import needs

GIVEN = (LessonState.HELD, LessonState.REVIEWED, LessonState.ARCHIVED)


class ContenderMissing(Missing):
    """No such contender of this evaluation."""

    zh, en = "没有这个参评项目", "No such contender"


class LinkUnclear(Malformed):
    """A lesson where lessons stand, a theme day where theme days stand, and words alone elsewhere."""

    zh, en = "须按类别关联课程、主题党日,或只用文字说明", "Link what the category takes, and nothing else"


class NotOfTheYear(Conflict):
    """What stands in an evaluation was held in its year."""

    zh, en = "须为评选年度内已举办的", "It must have been held in the year of the evaluation"


class ProposalsOver(Conflict):
    """The time for proposals is over."""

    zh, en = "推荐已截止", "The time for proposals is over"


class ContendersSpent(Conflict):
    """The branch has put forward as many as the category takes."""

    zh, en = "本支部在该类别的推荐名额已满", "The branch has put forward as many as the category takes"


class ContenderTwice(Conflict):
    """It stands in this category already."""

    zh, en = "该课程或主题党日已在本类别参评", "It stands in this category already"


class OthersContender(Forbidden):
    """The branch that put it forward withdraws it."""

    zh, en = "只能撤回本支部推荐的项目", "Only the branch that put it forward withdraws it"


class ContenderWithdrawn(Conflict):
    """It was withdrawn."""

    zh, en = "该参评项目已撤回", "The contender is withdrawn"


def may_propose(evaluation: Evaluation, at: datetime) -> None:
    """Raises EvaluationNotInState, ProposalsOver."""
    needs(evaluation, EvaluationState.COLLECTING)
    if evaluation.proposals_until <= at:
        raise ProposalsOver


def fits(category: EvaluationCategory, lesson_id: UUID | None, meeting_id: UUID | None) -> None:
    """Raises LinkUnclear."""
    wanted = {ContenderKind.LESSON: (True, False), ContenderKind.THEME_DAY: (False, True)}
    if (lesson_id is not None, meeting_id is not None) != wanted.get(category.kind, (False, False)):
        raise LinkUnclear


def was_given(lesson: Lesson) -> bool:
    """Whether the lesson has been held."""
    return lesson.state in GIVEN


def of_year(evaluation: Evaluation, held_on: date | None) -> None:
    """Raises NotOfTheYear."""
    if held_on is None or held_on.year != evaluation.year:
        raise NotOfTheYear


def next_number(category: EvaluationCategory, taken: Collection[int]) -> int:
    """The first free number of the branch in the category. Raises ContendersSpent."""
    for number in range(1, category.per_branch + 1):
        if number not in taken:
            return number
    raise ContendersSpent


def may_withdraw(evaluation: Evaluation, contender: Contender, branch_id: UUID, at: datetime) -> None:
    """Raises OthersContender, EvaluationNotInState, ProposalsOver, ContenderWithdrawn."""
    if contender.branch_id != branch_id:
        raise OthersContender
    may_propose(evaluation, at)
    if contender.withdrawn_at is not None:
        raise ContenderWithdrawn
