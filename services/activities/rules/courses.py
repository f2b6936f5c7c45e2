"""Courses: a test of a few different questions, how many the branch's parameters say."""

from shared.errors import Conflict, Malformed, Missing

from ..models import Course


class CourseMissing(Missing):
    """No such course, or not for you."""

    zh, en = "没有这门微课", "No such course"


class CourseClosed(Conflict):
    """Nobody begins its test any more."""

    zh, en = "该微课已关闭", "The course is closed"


class CourseLength(Malformed):
    """A test has as many different questions as the branch allows."""

    zh, en = "测试题数不符合支部规定", "The branch allows fewer or more questions in a test"
    detail_zh, detail_en = (
        "测试须为 {least} 至 {most} 道不同的题",
        "A test has {least} to {most} different questions",
    )


def may_test(questions: int, least: int, most: int) -> None:
    """Raises CourseLength."""
    if not least <= questions <= most:
        raise CourseLength(least=least, most=most)


def is_open(course: Course) -> None:
    """Raises CourseClosed."""
    if course.closed_at is not None:
        raise CourseClosed
