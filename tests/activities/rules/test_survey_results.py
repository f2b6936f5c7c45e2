"""Whatever is answered: no group below the minimum is shown, and none can be found by subtraction."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.activities.models import SurveyQuestionKind
from services.activities.rules.survey_answers import Given
from services.activities.rules.survey_results import QuestionResult, blanked, results, shown_strata
from services.activities.rules.surveys import SurveyQuestion

TEAMS = ("锅炉班", "空压班", "电工班", "水处理班")
ASKED = [
    SurveyQuestion(SurveyQuestionKind.SINGLE, "班组", TEAMS),
    SurveyQuestion(SurveyQuestionKind.SCALE, "评价", required=False),
    SurveyQuestion(SurveyQuestionKind.MULTIPLE, "想听什么", ("安全", "能耗"), required=False),
    SurveyQuestion(SurveyQuestionKind.TEXT, "建议", required=False),
]
Person = tuple[int, int | None, list[int] | None, str | None]
"""What somebody answers: team, mark, wishes, words."""

people = some.lists(
    some.tuples(
        some.integers(0, 3),
        some.none() | some.integers(1, 5),
        some.none() | some.sampled_from([[0], [1], [0, 1]]),
        some.none() | some.sampled_from(["少开会", "多讲课"]),
    ),
    min_size=5,
    max_size=40,
)
groups = some.integers(2, 8)


def answers(persons: list[Person]) -> list[Given]:
    """One answer to each question that somebody did not leave out, each knowing the team."""
    found = []
    for team, mark, wishes, words in persons:
        found.append(Given(1, [team], stratum=team))
        found += [Given(2, mark=mark, stratum=team)] if mark else []
        found += [Given(3, wishes, stratum=team)] if wishes else []
        found += [Given(4, text=words, stratum=team)] if words else []
    return found


def shown(given: list[Given], least: int, by: int | None = 1, seed: int = 1) -> list[QuestionResult]:
    return results(ASKED, by, given, least, Random(seed))  # noqa: S311 - the same each time


class TestStrata:
    @pytest.mark.parametrize(
        ("sizes", "expected"),
        [
            ([5, 5], {0, 1}),
            ([7, 4], set()),
            ([7, 6, 4], {0}),
            ([7, 4, 1], {0}),
            ([7, 3, 1], set()),
            ([9, 7, 6, 0], {0, 1}),
            ([4, 4], set()),
            ([9], {0}),
        ],
    )
    def test_the_small_are_hidden_and_whatever_would_lead_to_them(
        self, sizes: list[int], expected: set[int]
    ) -> None:
        """With a minimum of five: 7 and 4 of 11, and the 4 would be 11 less 7."""
        assert shown_strata(sizes, 0, 5) == expected

    @given(some.lists(some.integers(0, 12), min_size=1, max_size=8), some.integers(0, 6), groups)
    def test_the_remainder_is_nobody_or_large_enough(self, sizes: list[int], loose: int, least: int) -> None:
        """The whole is published too, so what is hidden of it is published as a sum."""
        found = shown_strata(sizes, loose, least)
        hidden = loose + sum(size for option, size in enumerate(sizes) if option not in found)
        assert all(sizes[option] >= least for option in found)
        assert not found or hidden >= least or (len(found) == len(sizes) and loose == 0)

    @given(people, groups)
    def test_nothing_is_hidden_without_need(self, persons: list[Person], least: int) -> None:
        """At most one stratum that is large enough is hidden beside the small ones."""
        sizes = [[person[0] for person in persons].count(option) for option in range(4)]
        large = {option for option, size in enumerate(sizes) if size >= least}
        assert len(large - shown_strata(sizes, 0, least)) <= 1


class TestResults:
    @given(people, groups)
    def test_no_number_is_shown_of_a_group_below_the_minimum(self, persons: list[Person], least: int) -> None:
        for each in shown(answers(persons), least):
            if each.numbers is None:
                continue
            assert each.numbers.answered >= least
            assert all(part.numbers.answered >= least for part in each.strata)
            rest = each.numbers.answered - sum(part.numbers.answered for part in each.strata)
            assert not each.strata or rest == 0 or rest >= least

    @given(people, groups)
    def test_the_counts_of_the_dividing_question_show_no_small_team(
        self, persons: list[Person], least: int
    ) -> None:
        numbers = shown(answers(persons), least)[0].numbers
        known = [count for count in numbers.counts if count is not None] if numbers else []
        assert all(count >= least for count in known)
        rest = len(persons) - sum(known)
        assert not known or rest >= least or len(known) == len(TEAMS)

    @given(people, groups)
    def test_blanked_answers_show_exactly_what_whole_ones_would(
        self, persons: list[Person], least: int
    ) -> None:
        """So the tables may forget the small teams when the survey closes."""
        kept = blanked(ASKED, 1, answers(persons), least)
        assert shown(kept, least) == shown(answers(persons), least)
        for position in (1, 2, 3, 4):
            of_it = [each.stratum for each in kept if each.position == position]
            assert all(of_it.count(team) >= least for team in set(of_it) - {None})

    @given(people, groups, some.randoms())
    def test_the_order_in_which_people_answered_shows_nowhere(
        self, persons: list[Person], least: int, chance: Random
    ) -> None:
        other = answers(persons)
        chance.shuffle(other)
        again = shown(other, least, seed=2)
        for one, two in zip(shown(answers(persons), least), again, strict=True):
            assert (one.numbers, one.strata) == (two.numbers, two.strata)
            assert sorted(one.texts or []) == sorted(two.texts or [])

    def test_texts_come_in_an_order_of_chance(self) -> None:
        said = [Given(4, text=str(number)) for number in range(20)]
        orders = {tuple(shown(said, 5, by=None, seed=seed)[3].texts or []) for seed in range(5)}
        assert len(orders) == 5

    def test_without_a_dividing_question_no_answer_keeps_a_team(self) -> None:
        kept = blanked(ASKED, None, answers([(0, 5, None, None)] * 9), 5)
        assert {each.stratum for each in kept} == {None}

    def test_a_mean_is_rounded_half_up(self) -> None:
        persons: list[Person] = [(0, mark, None, None) for mark in (1, 1, 1, 1, 1, 1, 1, 2)]
        numbers = shown(answers(persons), 5)[1].numbers
        assert numbers is not None
        assert numbers.mean == Decimal("1.13")
