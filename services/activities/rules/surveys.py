"""Surveys: what a questionnaire may ask, and how a survey goes.

DRAFT → OPEN (published; answers come in within the window) → CLOSED, by hand or by time. Results follow from the
closing alone. A published questionnaire never changes: whoever answered would have answered something else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.auth.policy import COMMITTEE
from shared.auth.principal import Grant
from shared.errors import Conflict, Malformed, Missing

from ..models import Survey, SurveyQuestionKind, SurveyState

CHOICES = frozenset({SurveyQuestionKind.SINGLE, SurveyQuestionKind.MULTIPLE})
FEWEST_OPTIONS = 2


class SurveyMissing(Missing):
    """No such survey, or not for you."""

    zh, en = "没有这份问卷", "No such survey"


class SurveyNotInState(Conflict):
    """The survey is not where this act needs it."""

    zh, en = "问卷当前状态不允许此操作", "The survey is not in a state for this"
    detail_zh, detail_en = "当前为 {state},需为 {needed}", "It is {state}; it must be {needed}"


class SurveyWindow(Malformed):
    """A survey closes after it opens."""

    zh, en = "问卷须先开放后截止", "A survey closes after it opens"


class SurveyTooLate(Conflict):
    """A survey is published while there is still time to answer it."""

    zh, en = "截止时间已过,不能发布", "It cannot be published when its time is over"


class SurveyNotOpen(Conflict):
    """Answers come in within the window only."""

    zh, en = "不在问卷开放时间内", "The survey is not open now"


class MinimumGroupTooSmall(Malformed):
    """Fewer answers than the suite's floor would give somebody away."""

    zh, en = "最小人数低于系统下限", "The minimum group is below the floor"
    detail_zh, detail_en = "至少为 {floor}", "It must be at least {floor}"


class QuestionnaireUnfit(Malformed):
    """Choices have two different options or more, other questions none."""

    zh, en = (
        "选择题须有至少两个不同选项,其他题型没有选项",
        "A choice has at least two different options, any other question none",
    )
    detail_zh, detail_en = "第 {position} 题不符合要求", "Question {position} is unfit"


class BreakdownUnfit(Malformed):
    """Answers are broken down by a required single choice, or not at all."""

    zh, en = "只能按一道必答单选题分组统计", "Answers are broken down by a required single choice only"


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """One question, as the questionnaire holds it."""

    kind: SurveyQuestionKind
    text: str
    options: tuple[str, ...] = ()
    required: bool = True

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "SurveyQuestion":
        """As a survey's row keeps it."""
        return cls(SurveyQuestionKind(kept["kind"]), kept["text"], tuple(kept["options"]), kept["required"])


def questionnaire(survey: Survey) -> list[SurveyQuestion]:
    """Its questions in order."""
    return [SurveyQuestion.of(each) for each in survey.questions]


def window(opens_at: datetime, closes_at: datetime) -> None:
    """Raises SurveyWindow."""
    if closes_at <= opens_at:
        raise SurveyWindow


def large_enough(minimum_group: int, floor: int) -> None:
    """Raises MinimumGroupTooSmall."""
    if minimum_group < floor:
        raise MinimumGroupTooSmall(floor=floor)


def fit_to_ask(questions: Sequence[SurveyQuestion], breakdown_by: int | None) -> None:
    """Raises QuestionnaireUnfit, BreakdownUnfit."""
    for position, question in enumerate(questions, 1):
        different = len(set(question.options))
        right = different >= FEWEST_OPTIONS if question.kind in CHOICES else different == 0
        if not right or different < len(question.options):
            raise QuestionnaireUnfit(position=position)
    if breakdown_by is None:
        return
    if not 1 <= breakdown_by <= len(questions) or not _divides(questions[breakdown_by - 1]):
        raise BreakdownUnfit


def _divides(question: SurveyQuestion) -> bool:
    return question.kind is SurveyQuestionKind.SINGLE and question.required


def needs(survey: Survey, state: SurveyState) -> None:
    """Raises SurveyNotInState."""
    if survey.state is not state:
        raise SurveyNotInState(state=survey.state.value, needed=state.value)


def may_publish(survey: Survey, floor: int, at: datetime) -> None:
    """Raises SurveyNotInState, SurveyTooLate, MinimumGroupTooSmall: the floor may have risen since the draft."""
    needs(survey, SurveyState.DRAFT)
    if at >= survey.closes_at:
        raise SurveyTooLate
    large_enough(survey.minimum_group, floor)


def may_answer(survey: Survey, at: datetime) -> None:
    """Raises SurveyNotInState, SurveyNotOpen: also between the end of its time and its closing."""
    needs(survey, SurveyState.OPEN)
    if not survey.opens_at <= at < survey.closes_at:
        raise SurveyNotOpen


def runs(survey: Survey, grants: Iterable[Grant]) -> bool:
    """Whether one of these rights is that of the committee whose survey it is."""
    return any(grant.role in COMMITTEE and grant.anchor == survey.branch_id for grant in grants)
