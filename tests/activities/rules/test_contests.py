"""Contests: papers of chance that can be checked, and results that shame nobody."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

import pytest

from services.activities.models import Attempt, Contest, ContestState, QuestionKind
from services.activities.rules import contests
from services.activities.rules.contests import ContestNotOpen, ContestNotOver, ContestWindow, TeamResult
from services.activities.rules.questions import is_right
from shared.ids import named_id

NOON = datetime(2026, 9, 15, 4, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def who(key: str) -> UUID:
    return named_id("rules", key)


def a_contest(**more: Any) -> Contest:
    """Open from noon for six hours, twenty minutes a paper."""
    given: dict[str, Any] = {
        "branch_id": who("branch"),
        "title": "竞赛",
        "draws": 5,
        "minutes": 20,
        "attempts": 1,
        "pass_mark": 60,
        "opens_at": NOON,
        "closes_at": NOON + timedelta(hours=6),
        "state": ContestState.PUBLISHED,
        "by_id": who("publicist"),
        "at": NOON,
    }
    return Contest(**(given | more))


def an_attempt(person: str, right: int | None, *, group: str | None = "first", **more: Any) -> Attempt:
    """One of five questions, scored."""
    given: dict[str, Any] = {
        "branch_id": who("branch"),
        "contest_id": who("contest"),
        "person_id": who(person),
        "group_id": who(group) if group else None,
        "number": 1,
        "scored": True,
        "total": 5,
        "started_at": NOON,
        "right_count": right,
    }
    return Attempt(**(given | more))


def test_a_contest_is_open_from_its_first_instant_up_to_its_last() -> None:
    contest = a_contest()
    contests.may_begin(contest, NOON)
    contests.may_begin(contest, contest.closes_at - TICK)
    for at in (NOON - TICK, contest.closes_at):
        with pytest.raises(ContestNotOpen):
            contests.may_begin(contest, at)


def test_results_wait_until_no_answer_can_be_on_its_way() -> None:
    contest = a_contest()
    end = contest.closes_at + timedelta(seconds=10)
    with pytest.raises(ContestNotOver):
        contests.after_all(contest, end)
    contests.after_all(contest, end + TICK)


def test_a_paper_begun_late_is_due_with_the_window() -> None:
    contest = a_contest()
    assert contests.deadline(contest, NOON) == NOON + timedelta(minutes=20)
    assert contests.deadline(contest, contest.closes_at - TICK) == contest.closes_at


def test_a_window_is_at_least_as_long_as_a_paper_takes() -> None:
    contests.window(NOON, NOON + timedelta(minutes=20), 20)
    with pytest.raises(ContestWindow):
        contests.window(NOON, NOON + timedelta(minutes=20) - TICK, 20)


def test_chance_draws_different_questions_and_every_question_sometimes() -> None:
    chance = Random(7)  # noqa: S311 - a test repeats its chance
    papers = [contests.draw(range(20), 5, chance) for _ in range(200)]
    assert {len(set(paper)) for paper in papers} == {5}
    assert {question for paper in papers for question in paper} == set(range(20))


def test_yes_and_no_stay_in_their_places_and_other_options_do_not() -> None:
    chance = Random(7)  # noqa: S311 - a test repeats its chance
    assert {tuple(contests.order(QuestionKind.TRUE_FALSE, 2, chance)) for _ in range(50)} == {(0, 1)}
    assert len({tuple(contests.order(QuestionKind.SINGLE, 3, chance)) for _ in range(200)}) == 6


@pytest.mark.parametrize(
    ("chosen", "right"),
    [([0, 2], True), ([2, 0], True), ([0], False), ([0, 1, 2], False), ([], False), (None, False)],
)
def test_an_answer_is_right_if_exactly_the_right_options_are_chosen(
    chosen: list[int] | None, *, right: bool
) -> None:
    """Options 1 and 2 are right, and shown in the places 0 and 2."""
    assert is_right([False, True, True], [2, 0, 1], chosen) is right


def test_the_best_scored_attempt_counts_and_practice_never() -> None:
    practice = an_attempt("wang", 5, number=3, scored=False)
    running = an_attempt("li", None)
    best = contests.best([an_attempt("wang", 2), an_attempt("wang", 4, number=2), practice, running])
    assert {person: attempt.right_count for person, attempt in best.items()} == {who("wang"): 4}


def test_who_is_equal_shares_a_rank() -> None:
    shares = [Fraction(5, 5), Fraction(4, 5), Fraction(8, 10), Fraction(2, 5)]
    assert [contests.position(shares, each) for each in shares] == [1, 2, 2, 4]


def test_teams_have_an_average_from_three_people_on_and_equal_ones_share_a_rank() -> None:
    attempts = [an_attempt(f"a{number}", 4, group="a") for number in range(3)]
    attempts += [an_attempt(f"b{number}", right, group="b") for number, right in enumerate((5, 4, 3))]
    attempts += [an_attempt(f"c{number}", 5, group="c") for number in range(2)]
    attempts += [an_attempt("alone", 5, group=None)]
    found = {each.group_id: each for each in contests.teams(attempts, 3)}
    assert found == {
        who("a"): TeamResult(who("a"), 3, Decimal("80.0"), 1),
        who("b"): TeamResult(who("b"), 3, Decimal("80.0"), 1),
        who("c"): TeamResult(who("c"), 2, None, None),
    }
    assert contests.teams(attempts, 3)[-1].group_id == who("c")
    assert {each.average for each in contests.teams(attempts, 4)} == {None}


def test_shares_are_shown_to_one_place_half_up() -> None:
    assert [contests.per_cent(Fraction(*each)) for each in ((1, 3), (2, 3), (1, 16), (1, 1))] == [
        Decimal("33.3"),
        Decimal("66.7"),
        Decimal("6.3"),
        Decimal("100.0"),
    ]
