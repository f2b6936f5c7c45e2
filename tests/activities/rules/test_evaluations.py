"""The result of an evaluation by exact means with ties shared, and who judges what."""

from datetime import timedelta
from typing import Any

import pytest

from services.activities.models import (
    Contender,
    ContenderKind,
    Evaluation,
    EvaluationCategory,
    EvaluationMethod,
    EvaluationState,
    JudgeCapacity,
)
from services.activities.rules import contenders, evaluations, judges
from shared.auth.policy import Role
from tests.activities.rules.rows import NOON, who

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
A, B, C, D = (who(key) for key in "abcd")


def an_evaluation(state: EvaluationState = EvaluationState.COLLECTING, **more: Any) -> Evaluation:
    """Proposals end tomorrow, judging the day after."""
    given: dict[str, Any] = {
        "organisation_id": who("committee"),
        "year": 2026,
        "title": "四个最优",
        "state": state,
        "proposals_until": NOON + DAY,
        "judging_until": NOON + 2 * DAY,
        "by_id": who("chief"),
        "at": NOON,
    }
    return Evaluation(**(given | more))


def a_category(method: EvaluationMethod = EvaluationMethod.SCORE, **more: Any) -> EvaluationCategory:
    given: dict[str, Any] = {
        "evaluation_id": who("evaluation"),
        "number": 1,
        "title": "最优党课",
        "kind": ContenderKind.LESSON,
        "method": method,
        "per_branch": 2,
        "winners": 1,
    }
    return EvaluationCategory(**(given | more))


def a_contender(key: str, branch: str = "power", **more: Any) -> Contender:
    given: dict[str, Any] = {
        "id": who(key),
        "evaluation_id": who("evaluation"),
        "category_id": who("category"),
        "branch_id": who(branch),
        "number": 1,
        "title": key,
        "description": "说明",
        "by_id": who("organiser"),
        "at": NOON,
    }
    return Contender(**(given | more))


class TestPlacings:
    """What the judges gave, by contender: A, B, C, D in the order of proposal."""

    def placed(
        self, lines: list[tuple[Any, int]], winners: int = 1
    ) -> list[tuple[Any, int, int, int | None]]:
        found = evaluations.placings([A, B, C, D], lines, winners)
        return [(each.contender_id, each.total, each.judges, each.place) for each in found]

    def test_the_highest_mean_is_best_however_many_judges_gave_it(self) -> None:
        """Judges pass over their own branch's: A got 17 from two, B 24 from three."""
        lines = [(A, 9), (A, 8), (B, 8), (B, 8), (B, 8)]
        assert self.placed(lines)[:2] == [(A, 17, 2, 1), (B, 24, 3, None)]

    def test_means_are_compared_exactly(self) -> None:
        """25 from three judges is more than 833 from a hundred, though both are shown as 8.33."""
        lines = [*[(A, 8)] * 67, *[(A, 9)] * 33, (B, 8), (B, 8), (B, 9)]
        assert self.placed(lines, winners=2)[:2] == [(B, 25, 3, 1), (A, 833, 100, 2)]

    def test_ties_share_a_place_and_the_next_place_is_left_out(self) -> None:
        lines = [(A, 7), (B, 9), (C, 9), (C, 9), (D, 8)]
        assert self.placed(lines, winners=3) == [(B, 9, 1, 1), (C, 18, 2, 1), (D, 8, 1, 3), (A, 7, 1, None)]
        assert [row[3] for row in self.placed(lines, winners=1)] == [1, 1, None, None]

    def test_who_got_nothing_has_no_place_even_alone(self) -> None:
        assert self.placed([(A, 0), (B, 0)], winners=4) == [
            (A, 0, 1, None),
            (B, 0, 1, None),
            (C, 0, 0, None),
            (D, 0, 0, None),
        ]

    def test_the_order_in_which_judges_judged_changes_nothing(self) -> None:
        lines = [(A, 7), (B, 9), (C, 9), (D, 8), (A, 10), (B, 8)]
        assert self.placed(lines) == self.placed(lines[::-1])


class TestLines:
    def lines(self, method: EvaluationMethod, *given: tuple[str, int], branch: str = "packing") -> Any:
        standing = [a_contender("ours"), a_contender("too"), a_contender("theirs", "packing")]
        return judges.lines(
            a_category(method),
            standing,
            [(who(key), score) for key, score in given],
            judge_id=who("zhao"),
            branches={who(branch)},
        )

    def test_a_score_is_given_to_every_contender_of_another_branch(self) -> None:
        found = self.lines(EvaluationMethod.SCORE, ("ours", 10), ("too", 1))
        assert found == {who("ours"): 10, who("too"): 1}

    @pytest.mark.parametrize(
        "given",
        [
            [],
            [("ours", 8)],
            [("ours", 8), ("too", 0)],
            [("ours", 11), ("too", 8)],
            [("ours", 8), ("too", 8), ("ours", 8)],
            [("ours", 8), ("too", 8), ("nobody", 8)],
        ],
    )
    def test_scores_that_leave_out_or_invent_are_unfit(self, given: list[tuple[str, int]]) -> None:
        with pytest.raises(judges.AppraisalUnfit):
            self.lines(EvaluationMethod.SCORE, *given)

    def test_a_vote_gives_nothing_to_those_it_could_have_been(self) -> None:
        assert self.lines(EvaluationMethod.VOTE, ("too", 1)) == {who("ours"): 0, who("too"): 1}

    @pytest.mark.parametrize("given", [[], [("ours", 2)], [("ours", 1), ("too", 1)], [("nobody", 1)]])
    def test_a_vote_is_for_exactly_one(self, given: list[tuple[str, int]]) -> None:
        with pytest.raises(judges.AppraisalUnfit):
            self.lines(EvaluationMethod.VOTE, *given)

    @pytest.mark.parametrize("method", EvaluationMethod)
    def test_nobody_judges_what_the_own_branch_put_forward(self, method: EvaluationMethod) -> None:
        with pytest.raises(judges.OwnContender):
            self.lines(method, ("theirs", 1))

    def test_nobody_judges_the_own_lesson_that_another_branch_put_forward(self) -> None:
        own = a_contender("ours", presenter_id=who("zhao"))
        given = [(own.id, 8)]
        with pytest.raises(judges.OwnContender):
            judges.lines(a_category(), [own], given, judge_id=who("zhao"), branches={who("packing")})

    def test_where_all_comes_from_the_own_branch_there_is_nothing_to_judge(self) -> None:
        with pytest.raises(judges.NothingToJudge):
            judges.lines(
                a_category(), [a_contender("ours")], [], judge_id=who("wang"), branches={who("power")}
            )


class TestOrder:
    def test_proposals_end_ahead_of_now_and_before_judging_ends(self) -> None:
        evaluations.may_open(["一", "二"], NOON + MOMENT, NOON + DAY, NOON)
        for proposals, judging in ((NOON, NOON + DAY), (NOON + DAY, NOON + DAY)):
            with pytest.raises(evaluations.EvaluationTimes):
                evaluations.may_open(["一"], proposals, judging, NOON)
        with pytest.raises(evaluations.CategoriesUnclear):
            evaluations.may_open(["一", "一"], NOON + DAY, NOON + 2 * DAY, NOON)

    def test_branches_propose_until_the_instant_at_which_judging_may_begin(self) -> None:
        evaluation, judged = an_evaluation(), {who("zhao"): who("packing")}
        end = evaluation.proposals_until
        contenders.may_propose(evaluation, end - MOMENT)
        evaluations.may_judge(evaluation, [a_contender("ours")], judged, end)
        with pytest.raises(contenders.ProposalsOver):
            contenders.may_propose(evaluation, end)
        with pytest.raises(evaluations.ProposalsOpen):
            evaluations.may_judge(evaluation, [a_contender("ours")], judged, end - MOMENT)
        with pytest.raises(evaluations.ContendersMissing):
            evaluations.may_judge(evaluation, [], judged, end)

    def test_every_contender_has_a_judge_from_elsewhere_before_judging_begins(self) -> None:
        evaluation, both = an_evaluation(), [a_contender("ours"), a_contender("theirs", "packing")]
        at = evaluation.proposals_until
        with pytest.raises(evaluations.JudgesMissing):
            evaluations.may_judge(evaluation, both, {who("zhao"): who("packing")}, at)
        two = {who("zhao"): who("packing"), who("wang"): who("power")}
        evaluations.may_judge(evaluation, both, two, at)

    def test_the_result_waits_for_the_last_judge_or_for_the_end(self) -> None:
        evaluation, judged = an_evaluation(EvaluationState.JUDGING), {who("zhao"): who("packing")}
        both, end = [a_contender("ours"), a_contender("theirs", "packing")], evaluation.judging_until
        with pytest.raises(evaluations.JudgingOpen):
            evaluations.may_publish(evaluation, both, judged, [], end - MOMENT)
        evaluations.may_publish(evaluation, both, judged, [(who("zhao"), who("category"))], NOON)
        evaluations.may_publish(evaluation, both, judged, [], end)
        with pytest.raises(judges.JudgingOver):
            judges.may_appraise(evaluation, end)
        judges.may_appraise(evaluation, end - MOMENT)


class TestPutForward:
    @pytest.mark.parametrize(
        ("kind", "lesson", "meeting"),
        [
            (ContenderKind.LESSON, None, None),
            (ContenderKind.LESSON, who("lesson"), who("meeting")),
            (ContenderKind.THEME_DAY, who("lesson"), None),
            (ContenderKind.TEXT, None, who("meeting")),
        ],
    )
    def test_a_category_takes_its_own_kind_of_link(
        self, kind: ContenderKind, lesson: Any, meeting: Any
    ) -> None:
        with pytest.raises(contenders.LinkUnclear):
            contenders.fits(a_category(kind=kind), lesson, meeting)

    def test_what_was_held_in_another_year_or_not_at_all_does_not_stand(self) -> None:
        contenders.of_year(an_evaluation(), NOON.date())
        for held_on in (None, NOON.date().replace(year=2025)):
            with pytest.raises(contenders.NotOfTheYear):
                contenders.of_year(an_evaluation(), held_on)

    def test_a_branch_puts_forward_as_many_as_the_category_takes(self) -> None:
        assert contenders.next_number(a_category(), []) == 1
        assert contenders.next_number(a_category(), [2]) == 1
        with pytest.raises(contenders.ContendersSpent):
            contenders.next_number(a_category(), [1, 2])


@pytest.mark.parametrize(
    ("capacity", "roles", "serves"),
    [
        (JudgeCapacity.SECRETARY, {Role.MEMBER, Role.DEPUTY_SECRETARY}, True),
        (JudgeCapacity.SECRETARY, {Role.MEMBER, Role.ORGANISATION}, False),
        (JudgeCapacity.COMMISSIONER, {Role.MEMBER, Role.DISCIPLINE}, True),
        (JudgeCapacity.COMMISSIONER, {Role.MEMBER}, False),
        (JudgeCapacity.MEMBER_REPRESENTATIVE, {Role.MEMBER}, True),
        (JudgeCapacity.MEMBER_REPRESENTATIVE, {Role.TEAM_LEADER}, False),
        (JudgeCapacity.SECRETARY, {Role.SECRETARY}, False),
    ],
)
def test_a_judge_is_a_member_in_the_office_named(
    capacity: JudgeCapacity, roles: set[Role], serves: bool
) -> None:
    assert judges.may_serve(capacity, roles) is serves
