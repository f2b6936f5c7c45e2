"""Courses: a test of three to five different questions."""

from shared.errors import Conflict, Malformed, Missing

from ..models import Course

FEWEST, MOST = 3, 5


class CourseMissing(Missing):
    """No such course, or not for you."""

    zh, en = "没有这门微课", "No such course"


class CourseClosed(Conflict):
    """Nobody begins its test any more."""

    zh, en = "该微课已关闭", "The course is closed"


class CourseLength(Malformed):
    """A test has three to five different questions."""

    zh, en = "测试须为三至五道不同的题", "A test has three to five different questions"


def may_test(questions: int) -> None:
    """Raises CourseLength."""
    if not FEWEST <= questions <= MOST:
        raise CourseLength


def is_open(course: Course) -> None:
    """Raises CourseClosed."""
    if course.closed_at is not None:
        raise CourseClosed
