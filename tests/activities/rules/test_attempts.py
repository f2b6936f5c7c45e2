"""Rule 27: the server's clock, to the microsecond, and the pass mark, to the question."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.activities.models import Attempt, Ending
from services.activities.rules import attempts
from services.activities.rules.attempts import AnswerWrongShape, AttemptEnded, DeadlinePassed
from shared.ids import named_id

NOON = datetime(2026, 9, 15, 4, tzinfo=UTC)
GRACE = timedelta(seconds=10)
TICK = timedelta(microseconds=1)


def who(key: str) -> UUID:
    return named_id("rules", key)


def an_attempt(**more: Any) -> Attempt:
    """Wang's, running, due at noon."""
    given: dict[str, Any] = {
        "branch_id": who("branch"),
        "contest_id": who("contest"),
        "person_id": who("wang"),
        "number": 1,
        "scored": True,
        "total": 5,
        "started_at": NOON - timedelta(minutes=20),
        "deadline_at": NOON,
    }
    return Attempt(**(given | more))


def test_an_answer_within_the_grace_of_the_wire_is_taken_and_a_later_one_is_not() -> None:
    attempts.may_answer(an_attempt(), NOON + GRACE)
    with pytest.raises(DeadlinePassed):
        attempts.may_answer(an_attempt(), NOON + GRACE + TICK)


def test_nothing_is_answered_after_the_end() -> None:
    with pytest.raises(AttemptEnded):
        attempts.may_answer(an_attempt(ended_at=NOON - TICK), NOON - TICK)


def test_a_course_has_no_deadline() -> None:
    forever = an_attempt(contest_id=None, course_id=who("course"), deadline_at=None)
    attempts.may_answer(forever, NOON + timedelta(days=400))
    assert attempts.end(forever, NOON + timedelta(days=400))[0] is Ending.SUBMITTED


@pytest.mark.parametrize(
    ("at", "ending", "ended_at"),
    [
        (NOON - TICK, Ending.SUBMITTED, NOON - TICK),
        (NOON, Ending.SUBMITTED, NOON),
        (NOON + GRACE, Ending.SUBMITTED, NOON),
        (NOON + GRACE + TICK, Ending.AUTO_SUBMITTED, NOON),
        (NOON + timedelta(days=1), Ending.AUTO_SUBMITTED, NOON),
    ],
)
def test_an_attempt_never_ends_after_its_deadline(at: datetime, ending: Ending, ended_at: datetime) -> None:
    assert attempts.end(an_attempt(), at) == (ending, ended_at)


@pytest.mark.parametrize(
    ("right", "total", "passed"),
    [(3, 5, True), (2, 5, False), (2, 3, True), (1, 3, False), (60, 100, True), (59, 100, False)],
)
def test_exactly_sixty_per_cent_pass(right: int, total: int, *, passed: bool) -> None:
    assert attempts.passes(right, total, 60) is passed


@pytest.mark.parametrize("chosen", [[3], [-1], [0, 0]])
def test_an_answer_names_each_place_of_the_paper_at_most_once(chosen: list[int]) -> None:
    attempts.fits([0, 2], 3)
    attempts.fits([], 3)
    with pytest.raises(AnswerWrongShape):
        attempts.fits(chosen, 3)
