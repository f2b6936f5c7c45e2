"""Lessons: in which order they go, and what nobody does for the own lesson.

States: TOPIC_OPEN → TOPIC_CHOSEN → LECTURER_NAMED → ACCEPTED | DECLINED → PREPARED → SCHEDULED → HELD →
REVIEWED → ARCHIVED; CANCELLED until it is held. Another lecturer may be named until it is held.
"""

from datetime import datetime, timedelta
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import Lesson, LessonMode, LessonState

LONGEST = timedelta(hours=8)
BEFORE_IT_IS_HELD = (
    LessonState.TOPIC_OPEN,
    LessonState.TOPIC_CHOSEN,
    LessonState.LECTURER_NAMED,
    LessonState.DECLINED,
    LessonState.ACCEPTED,
    LessonState.PREPARED,
    LessonState.SCHEDULED,
)
NAMEABLE = BEFORE_IT_IS_HELD[1:]
"""A topic comes before its lecturer."""
_FLAGS = {
    LessonMode.TOPIC: "by_topic",
    LessonMode.LECTURER: "by_lecturer",
    LessonMode.MENU: "by_menu",
    LessonMode.COMMENT: "by_comment",
}


class LessonMissing(Missing):
    """No such lesson, or not for you."""

    zh, en = "没有这一课", "No such lesson"


class LessonNotInState(Conflict):
    """The lesson is not where this act needs it."""

    zh, en = "课程当前状态不允许此操作", "The lesson is not in a state for this"
    detail_zh, detail_en = "当前为 {state},需为 {needed}", "It is {state}; it must be {needed}"


class OwnLesson(Forbidden):
    """Nobody approves, rates, reviews, records or concludes the own lesson."""

    zh, en = "不能审定、评价或办理本人所讲的课", "Nobody judges or concludes the own lesson"


class LessonTimes(Malformed):
    """A lesson ends after it begins, within eight hours."""

    zh, en = "课程须先开始后结束,且不超过八小时", "A lesson ends after it begins, within 8 hours"


class LessonPast(Conflict):
    """A lesson is scheduled before it begins."""

    zh, en = "课程须在开始之前安排", "A lesson is scheduled before it begins"


class OtherDate(Conflict):
    """The lecturer accepted for a date, and this is another."""

    zh, en = "与讲课人同意的时间不符", "The lecturer agreed to another time"
    detail_zh, detail_en = "同意的时间为 {agreed}", "Agreed: {agreed}"


class MinimumMissing(Conflict):
    """A lesson on the menu is scheduled when enough people have ordered it."""

    zh, en = "点课人数未达到开课人数", "Too few people have ordered the lesson"
    detail_zh, detail_en = "需 {minimum} 人", "{minimum} are needed"


class LessonNotBegun(Conflict):
    """What has not begun has not been held."""

    zh, en = "课程尚未开始", "The lesson has not begun"


def needs(lesson: Lesson, *states: LessonState) -> None:
    """Raises LessonNotInState."""
    if lesson.state not in states:
        wanted = ", ".join(state.value for state in states)
        raise LessonNotInState(state=lesson.state.value, needed=wanted)


def not_own(lesson: Lesson, by: UUID) -> None:
    """Raises OwnLesson."""
    if lesson.lecturer_id == by:
        raise OwnLesson


def may_schedule(lesson: Lesson, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """Raises LessonNotInState, LessonTimes, LessonPast, OtherDate, MinimumMissing."""
    needs(lesson, LessonState.PREPARED, LessonState.SCHEDULED)
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise LessonTimes
    if starts_at <= at:
        raise LessonPast
    if lesson.agreed_at is not None and lesson.agreed_at != starts_at:
        raise OtherDate(agreed=lesson.agreed_at.isoformat())
    if lesson.menu_minimum is not None and lesson.opened_at is None:
        raise MinimumMissing(minimum=lesson.menu_minimum)


def may_hold(lesson: Lesson, by: UUID, at: datetime) -> None:
    """Whoever records that it was held is not the lecturer. Raises LessonNotInState, OwnLesson, LessonNotBegun."""
    needs(lesson, LessonState.SCHEDULED)
    not_own(lesson, by)
    if lesson.starts_at is None or at < lesson.starts_at:
        raise LessonNotBegun


def modes(lesson: Lesson) -> list[LessonMode]:
    """Those really used, in the order in which a lesson goes through them."""
    return [mode for mode, flag in _FLAGS.items() if getattr(lesson, flag)]
