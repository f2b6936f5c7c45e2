"""Rule 26, and the order in which a lesson goes, without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.activities.models import Lesson, LessonAudience, LessonMode, LessonState, LessonVenue
from services.activities.rules import lessons, orders
from services.activities.rules.lessons import (
    LessonNotBegun,
    LessonNotInState,
    LessonPast,
    LessonTimes,
    MinimumMissing,
    OtherDate,
    OwnLesson,
)
from shared.ids import named_id

NOON = datetime(2026, 9, 15, 4, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)
HOUR = timedelta(hours=1)


def who(key: str) -> UUID:
    return named_id("rules", key)


def a_lesson(state: LessonState = LessonState.PREPARED, **more: Any) -> Lesson:
    """Wang's, begun an hour ago if it says nothing else."""
    given: dict[str, Any] = {
        "branch_id": who("branch"),
        "venue": LessonVenue.CLASSROOM,
        "audience": LessonAudience.STAFF,
        "title": "课堂",
        "state": state,
        "lecturer_id": who("wang"),
        "starts_at": NOON - HOUR,
        "planned_by": who("organiser"),
        "planned_at": NOON,
    }
    return Lesson(**(given | more))


@pytest.mark.parametrize("state", sorted(set(LessonState) - {LessonState.SCHEDULED}))
def test_a_lesson_is_held_from_its_schedule_and_from_nowhere_else(state: LessonState) -> None:
    """Rule 26: the way to the schedule leads through the acceptance."""
    with pytest.raises(LessonNotInState):
        lessons.may_hold(a_lesson(state), who("organiser"), NOON)


@pytest.mark.parametrize("state", sorted(set(LessonState) - {LessonState.PREPARED, LessonState.SCHEDULED}))
def test_only_a_prepared_lesson_is_scheduled(state: LessonState) -> None:
    with pytest.raises(LessonNotInState):
        lessons.may_schedule(a_lesson(state), TOMORROW, TOMORROW + HOUR, NOON)


def test_a_lesson_is_held_from_the_minute_it_begins() -> None:
    lesson = a_lesson(LessonState.SCHEDULED, starts_at=NOON)
    lessons.may_hold(lesson, who("organiser"), NOON)
    with pytest.raises(LessonNotBegun):
        lessons.may_hold(lesson, who("organiser"), NOON - timedelta(microseconds=1))


def test_the_lecturer_records_nothing_of_the_own_lesson() -> None:
    with pytest.raises(OwnLesson):
        lessons.may_hold(a_lesson(LessonState.SCHEDULED), who("wang"), NOON)


@pytest.mark.parametrize("length", [timedelta(0), timedelta(hours=8, microseconds=1), -HOUR])
def test_a_lesson_ends_after_it_begins_within_eight_hours(length: timedelta) -> None:
    lessons.may_schedule(a_lesson(), TOMORROW, TOMORROW + timedelta(hours=8), NOON)
    with pytest.raises(LessonTimes):
        lessons.may_schedule(a_lesson(), TOMORROW, TOMORROW + length, NOON)


def test_a_lesson_that_begins_now_is_scheduled_too_late() -> None:
    with pytest.raises(LessonPast):
        lessons.may_schedule(a_lesson(), NOON, NOON + HOUR, NOON)


def test_an_agreed_date_is_the_same_instant_in_any_zone() -> None:
    lesson = a_lesson(agreed_at=datetime.fromisoformat("2026-09-16T12:00:00+08:00"))
    lessons.may_schedule(lesson, TOMORROW, TOMORROW + HOUR, NOON)
    with pytest.raises(OtherDate):
        lessons.may_schedule(lesson, TOMORROW + HOUR, TOMORROW + 2 * HOUR, NOON)


def test_a_lesson_on_the_menu_waits_for_its_minimum() -> None:
    lesson = a_lesson(menu_minimum=3)
    assert [orders.opens(lesson, wanted) for wanted in (2, 3, 4)] == [False, True, True]
    with pytest.raises(MinimumMissing):
        lessons.may_schedule(lesson, TOMORROW, TOMORROW + HOUR, NOON)
    lesson.opened_at = NOON
    lessons.may_schedule(lesson, TOMORROW, TOMORROW + HOUR, NOON)
    assert orders.opens(lesson, 5) is False


def test_a_lesson_names_the_modes_that_were_really_used() -> None:
    assert lessons.modes(a_lesson()) == []
    used = a_lesson(by_comment=True, by_topic=True)
    assert lessons.modes(used) == [LessonMode.TOPIC, LessonMode.COMMENT]
