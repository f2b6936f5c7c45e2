"""Orders: a lesson opens when enough people want it."""

from datetime import datetime

from shared.errors import Conflict, Missing

from ..models import Lesson, LessonState
from .lessons import needs


class OrderMissing(Missing):
    """You have no order of this lesson."""

    zh, en = "没有点这一课", "You have not ordered this lesson"


class OrderTwice(Conflict):
    """One order for each person."""

    zh, en = "已点过这一课", "You have ordered this lesson"


class NotOnMenu(Conflict):
    """The lesson is not on the menu."""

    zh, en = "该课不在菜单上", "The lesson is not on the menu"


class OrdersClosed(Conflict):
    """The time for ordering is over."""

    zh, en = "点课时间已过", "The time for ordering is over"


class LessonOpened(Conflict):
    """The lesson opens; people count on it."""

    zh, en = "该课已确定开课", "The lesson is to be held"


def may_list(lesson: Lesson, until: datetime, at: datetime) -> None:
    """Raises LessonNotInState, LessonOpened, OrdersClosed."""
    needs(lesson, LessonState.PREPARED)
    if lesson.opened_at is not None:
        raise LessonOpened
    if until <= at:
        raise OrdersClosed


def may_order(lesson: Lesson, at: datetime) -> None:
    """Raises LessonNotInState, NotOnMenu, OrdersClosed."""
    needs(lesson, LessonState.PREPARED)
    if lesson.menu_minimum is None or lesson.orders_until is None:
        raise NotOnMenu
    if lesson.orders_until <= at:
        raise OrdersClosed


def may_withdraw(lesson: Lesson) -> None:
    """Raises LessonOpened."""
    if lesson.opened_at is not None:
        raise LessonOpened


def opens(lesson: Lesson, orders: int) -> bool:
    """Whether this many orders open a lesson that has not opened yet."""
    return lesson.opened_at is None and lesson.menu_minimum is not None and orders >= lesson.menu_minimum
