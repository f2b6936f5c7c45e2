"""What may be asked, and what fits it."""

from collections.abc import Callable

import pytest

from services.activities.models import SurveyQuestionKind
from services.activities.rules.survey_answers import AnswersUnfit, Given, fit
from services.activities.rules.surveys import (
    BreakdownUnfit,
    QuestionnaireUnfit,
    SurveyQuestion,
    fit_to_ask,
)

SINGLE, MULTIPLE, SCALE, TEXT = SurveyQuestionKind
TEAM = SurveyQuestion(SINGLE, "班组", ("锅炉班", "空压班"))
WISHES = SurveyQuestion(MULTIPLE, "想听什么", ("安全", "能耗", "设备"), required=False)
MARK = SurveyQuestion(SCALE, "评价")
WORDS = SurveyQuestion(TEXT, "建议", required=False)
ALL = [TEAM, WISHES, MARK, WORDS]


class TestQuestionnaire:
    @pytest.mark.parametrize(
        "question",
        [
            SurveyQuestion(SINGLE, "一个选项", ("甲",)),
            SurveyQuestion(MULTIPLE, "没有选项"),
            SurveyQuestion(SINGLE, "相同选项", ("甲", "乙", "甲")),
            SurveyQuestion(SCALE, "多余选项", ("甲", "乙")),
            SurveyQuestion(TEXT, "多余选项", ("甲", "乙")),
        ],
    )
    def test_only_choices_have_options_and_at_least_two_different_ones(
        self, question: SurveyQuestion
    ) -> None:
        fit_to_ask([MARK], None)
        with pytest.raises(QuestionnaireUnfit):
            fit_to_ask([MARK, question], None)

    @pytest.mark.parametrize("position", [0, 2, 3, 4, 5])
    def test_answers_are_broken_down_by_a_required_single_choice_only(self, position: int) -> None:
        fit_to_ask(ALL, 1)
        with pytest.raises(BreakdownUnfit):
            fit_to_ask(ALL, position)

    def test_a_choice_that_may_be_left_out_divides_nothing(self) -> None:
        """Who left it out would be a group without a name."""
        with pytest.raises(BreakdownUnfit):
            fit_to_ask([SurveyQuestion(SINGLE, "班组", ("甲", "乙"), required=False)], 1)


RIGHT = [Given(1, [1]), Given(2, [0, 2]), Given(3, mark=5), Given(4, text="好")]


class TestAnswers:
    def test_whatever_is_optional_may_be_left_out(self) -> None:
        fit(ALL, RIGHT)
        fit(ALL, [RIGHT[2], RIGHT[0]])

    @pytest.mark.parametrize(
        ("change", "position"),
        [
            (lambda given: given[1:], 1),
            (lambda given: [*given, Given(3, mark=1)], 3),
            (lambda given: [*given, Given(5, text="多")], 5),
            (lambda given: [Given(1, [0, 1]), *given[1:]], 1),
            (lambda given: [Given(1, [2]), *given[1:]], 1),
            (lambda given: [Given(1, [-1]), *given[1:]], 1),
            (lambda given: [Given(1, text="锅炉班"), *given[1:]], 1),
            (lambda given: [Given(1, [1], mark=1), *given[1:]], 1),
            (lambda given: [given[0], Given(2, [0, 0]), *given[2:]], 2),
            (lambda given: [given[0], Given(2, []), *given[2:]], 2),
            (lambda given: [*given[:2], Given(3, mark=6), given[3]], 3),
            (lambda given: [*given[:2], Given(3), given[3]], 3),
            (lambda given: [*given[:3], Given(4, mark=1)], 4),
        ],
    )
    def test_the_first_answer_that_does_not_fit_is_named(
        self, change: Callable[[list[Given]], list[Given]], position: int
    ) -> None:
        with pytest.raises(AnswersUnfit) as refused:
            fit(ALL, change(RIGHT))
        assert refused.value.values == {"position": position}
