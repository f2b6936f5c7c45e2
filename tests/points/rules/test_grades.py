"""Grades: proposed by the score, confirmed by a person, rarely excellent."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.points.models import Grade, PeriodState
from services.points.rules.grades import (
    GradeConfirmed,
    GradeReasonMissing,
    GradesTooEarly,
    NotGradable,
    OwnGrade,
    TooManyExcellent,
    may_confirm,
    most_excellent,
    proposed,
    within_share,
)
from shared.errors import Refusal

from .rows import HAN, LI, WANG, a_period, shipped


def grade_for(score: str, **more: Any) -> Grade:
    given_: dict[str, Any] = {"vetoed": False, "status": "full", "months_in_year": 9} | more
    return proposed(shipped("A"), Decimal(score), **given_)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("120", Grade.EXCELLENT),
        ("90", Grade.EXCELLENT),
        ("89.99", Grade.QUALIFIED),
        ("75", Grade.QUALIFIED),
        ("74.99", Grade.BASIC),
        ("60", Grade.BASIC),
        ("59.99", Grade.UNQUALIFIED),
        ("0", Grade.UNQUALIFIED),
    ],
)
def test_a_grade_is_proposed_by_the_schemes_lines(score: str, grade: Grade) -> None:
    assert grade_for(score) is grade


def test_probationary_members_are_not_graded() -> None:
    """Rule 12."""
    assert grade_for("100", status="probationary") is Grade.NOT_GRADED


def test_a_member_with_fewer_than_three_assessable_months_in_the_year_is_not_graded() -> None:
    """Rule 15."""
    assert grade_for("100", months_in_year=2) is Grade.NOT_GRADED
    assert grade_for("100", months_in_year=3) is Grade.EXCELLENT


def test_a_veto_proposes_unqualified_whatever_the_score() -> None:
    """Rule 11."""
    assert grade_for("100", vetoed=True) is Grade.UNQUALIFIED


@pytest.mark.parametrize(
    ("members", "approved", "most"), [(36, None, 12), (35, None, 11), (2, None, 0), (36, 14, 14), (36, 5, 12)]
)
def test_a_third_of_the_members_rounded_down_may_be_excellent(
    members: int, approved: int | None, most: int
) -> None:
    """Rule 12; the higher committee may allow more and never takes away."""
    assert most_excellent(members, 3, approved) == most


def test_one_more_than_a_third_is_refused_with_the_numbers() -> None:
    """Rule 12."""
    within_share(11, 1, 12)
    with pytest.raises(TooManyExcellent) as refused:
        within_share(11, 2, 12)
    assert refused.value.detail("en") == "At most 12; this would make 13"


def test_other_grades_are_confirmed_also_when_the_share_is_used_up() -> None:
    """Rule 12 limits excellence only; an approval may even have been overtaken."""
    within_share(13, 0, 12)


@given(
    st.lists(st.integers(0, 12000), max_size=60), st.lists(st.integers(1, 7), max_size=60), st.integers(3, 6)
)
def test_never_more_than_a_third_are_excellent_whatever_the_scores(
    cents: list[int], batches: list[int], one_in: int
) -> None:
    """Rule 12, however the committee portions its resolutions."""
    waiting = [grade_for(str(Decimal(each) / 100)) for each in cents]
    most, confirmed = most_excellent(len(cents), one_in, None), 0
    for size in batches:
        resolution, waiting = waiting[:size], waiting[size:]
        new = resolution.count(Grade.EXCELLENT)
        try:
            within_share(confirmed, new, most)
        except TooManyExcellent:
            continue
        confirmed += new
    assert confirmed * 3 <= len(cents)


PROPOSALS = {WANG: Grade.EXCELLENT, LI: Grade.NOT_GRADED, HAN: Grade.QUALIFIED}


def confirm(
    state: PeriodState, member: UUID, grade: Grade, reason: str | None, confirmed: Sequence[UUID]
) -> None:
    may_confirm(
        a_period(state), {member: (grade, reason)}, proposals=PROPOSALS, confirmed=confirmed, judge_id=HAN
    )


def test_the_proposed_grade_needs_no_reason() -> None:
    confirm(PeriodState.FINAL, WANG, Grade.EXCELLENT, None, [])


def test_another_grade_needs_one() -> None:
    confirm(PeriodState.FINAL, WANG, Grade.QUALIFIED, "民主评议意见", [])


@pytest.mark.parametrize(
    ("state", "member", "grade", "confirmed", "refusal"),
    [
        (PeriodState.IN_PUBLICITY, WANG, Grade.EXCELLENT, [], GradesTooEarly),
        (PeriodState.FINAL, HAN, Grade.QUALIFIED, [], OwnGrade),
        (PeriodState.FINAL, LI, Grade.QUALIFIED, [], NotGradable),
        (PeriodState.FINAL, WANG, Grade.NOT_GRADED, [], NotGradable),
        (PeriodState.FINAL, WANG, Grade.EXCELLENT, [WANG], GradeConfirmed),
        (PeriodState.FINAL, WANG, Grade.QUALIFIED, [], GradeReasonMissing),
    ],
)
def test_a_grade_is_refused(
    state: PeriodState, member: UUID, grade: Grade, confirmed: Sequence[UUID], refusal: type[Refusal]
) -> None:
    """Rules 12 and 13."""
    with pytest.raises(refusal):
        confirm(state, member, grade, None, confirmed)
