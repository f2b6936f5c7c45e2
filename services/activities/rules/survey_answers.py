"""Answers to a survey: complete, once, and of the kind that was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import Conflict, Malformed

from ..models import Survey, SurveyQuestionKind
from .surveys import CHOICES, SurveyQuestion

MARKS = range(1, 6)


class AnswersUnfit(Malformed):
    """Every required question is answered, each at most once, and in the way its kind asks for."""

    zh, en = "回答不完整或与题型不符", "The answers are incomplete or do not fit their questions"
    detail_zh, detail_en = "第 {position} 题", "Question {position}"


class AnsweredTwice(Conflict):
    """Whoever is asked answers once; an anonymous answer cannot be found again to be changed."""

    zh, en = "已答过这份问卷", "You have answered this survey"


class SurveyAnonymous(Conflict):
    """An anonymous survey has no answers by person."""

    zh, en = "匿名问卷没有署名回答", "An anonymous survey has no answers by name"


@dataclass(frozen=True, slots=True)
class Given:
    """The answer to one question: options chosen (from 0), a mark, or words. `stratum` is None while it is given."""

    position: int
    chosen: list[int] | None = None
    mark: int | None = None
    text: str | None = None
    stratum: int | None = None


def fit(questions: Sequence[SurveyQuestion], given: Sequence[Given]) -> None:
    """Raises AnswersUnfit, naming the first question where it is wrong."""
    left = {answer.position: answer for answer in given}
    if len(left) < len(given):
        raise AnswersUnfit(position=_doubled(given))
    for position, question in enumerate(questions, 1):
        answer = left.pop(position, None)
        if question.required if answer is None else not _fits(question, answer):
            raise AnswersUnfit(position=position)
    if left:
        raise AnswersUnfit(position=min(left))


def _doubled(given: Sequence[Given]) -> int:
    positions = [answer.position for answer in given]
    return min(each for each in positions if positions.count(each) > 1)


def _fits(question: SurveyQuestion, answer: Given) -> bool:
    if [answer.chosen, answer.mark, answer.text].count(None) != 2:  # noqa: PLR2004 - one of the three is given
        return False
    if question.kind in CHOICES:
        chosen = answer.chosen or []
        most = 1 if question.kind is SurveyQuestionKind.SINGLE else len(question.options)
        known = set(chosen) <= set(range(len(question.options)))
        return known and 1 <= len(chosen) == len(set(chosen)) <= most
    if question.kind is SurveyQuestionKind.SCALE:
        return answer.mark in MARKS
    return bool(answer.text)


def stratum(survey: Survey, given: Sequence[Given]) -> int | None:
    """The option by which the survey is broken down, as chosen in these answers, which fit."""
    found = [answer.chosen for answer in given if answer.position == survey.breakdown_by]
    return found[0][0] if found and found[0] else None


def by_name(survey: Survey) -> None:
    """Raises SurveyAnonymous."""
    if survey.anonymous:
        raise SurveyAnonymous
